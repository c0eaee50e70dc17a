import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { whyNotForked } from '../core/recording.ts';
import { readForkArguments } from '../terminal/goOnArguments.ts';
import type { Interrupt } from '../terminal/interrupt.ts';
import { standardOutput } from '../terminal/output.ts';
import { usage } from '../terminal/usage.ts';
import { askInTurn, beginKeeping, faultTeller } from './askInTurn.ts';
import { prepareGoingOn } from './goOn.ts';
import { prepareKeepFolder } from './keepRuns.ts';

/** `rlm fork`: a new run that begins as another one did, and goes on differently. */
export async function fork(argv: readonly string[], interrupt: Interrupt): Promise<number> {
  const asked = readForkArguments(argv);
  if (asked === 'help') {
    standardOutput.write(usage);
    return 0;
  }
  const { signal } = interrupt;
  const { at, remark } = asked;
  const prepared = await interrupt.unlessStopped(
    prepareGoingOn(asked, ({ events }) => whyNotForked(events, at), signal),
  );
  const { recorded, context, options } = prepared;
  const { started, folder } = recorded.run;
  const beside = path.dirname(folder.folder);
  const keepFolder = await prepareKeepFolder(asked.keepFolder ?? beside).catch(
    async (error: unknown) => {
      await prepared.events?.discard();
      throw error;
    },
  );
  const runId = randomUUID();
  const { followed } = recorded;
  const from = followed === null ? context : { follows: followed.folder.folder };
  const keeping = await beginKeeping(keepFolder, runId, from, faultTeller(prepared));
  const forks = { ...recorded.recording, iterations: at, ...(remark !== null && { remark }) };
  const { question } = started;
  return askInTurn(prepared, signal, (ask) =>
    ask({ runId, question, context, options, forks }, keeping),
  );
}
