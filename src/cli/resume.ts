import { whyNotResumed } from '../core/recording.ts';
import { resumeRecord } from '../runs/resumedRecord.ts';
import { readResumeArguments } from '../terminal/goOnArguments.ts';
import type { Interrupt } from '../terminal/interrupt.ts';
import { standardOutput } from '../terminal/output.ts';
import { usage } from '../terminal/usage.ts';
import { askInTurn, faultTeller } from './askInTurn.ts';
import { prepareGoingOn } from './goOn.ts';

/** `rlm resume`: goes on with a run that was killed, stopped or ended by a limit, in its own folder. */
export async function resume(argv: readonly string[], interrupt: Interrupt): Promise<number> {
  const asked = readResumeArguments(argv);
  if (asked === 'help') {
    standardOutput.write(usage);
    return 0;
  }
  const { signal } = interrupt;
  const prepared = await interrupt.unlessStopped(
    prepareGoingOn(asked, ({ events }) => whyNotResumed(events), signal),
  );
  const { recorded, context, options, events } = prepared;
  const { started, events: earlier, folder } = recorded.run;
  const lastSeq = earlier.at(-1)?.seq ?? 0;
  const record = await resumeRecord(folder, lastSeq, faultTeller(prepared)).catch(
    async (error: unknown) => {
      await events?.discard();
      throw error;
    },
  );
  const { runId, question } = started;
  return askInTurn(prepared, signal, (ask) =>
    ask(
      { runId, question, context, options, resumes: recorded.recording },
      { record, folder: folder.folder },
    ),
  );
}
