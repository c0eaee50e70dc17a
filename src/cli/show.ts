import { InvalidOption } from '../core/errors.ts';
import { recordedResult } from '../runs/recordedResult.ts';
import { readWholeRun } from '../runs/wholeRun.ts';
import { answerText } from '../terminal/answer.ts';
import { parseFlags } from '../terminal/flags.ts';
import type { Interrupt } from '../terminal/interrupt.ts';
import { standardOutput } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';
import { Trace } from '../terminal/trace.ts';
import { showUsage } from '../terminal/usage.ts';
import { sayFaults } from './sayFaults.ts';

const flags = { help: { type: 'boolean', short: 'h' } } as const;

/** `rlm show RUNFOLDER`: the trace and the answer of a run that was kept. Throws ExpectedError. */
export async function runShow(argv: readonly string[], interrupt: Interrupt): Promise<number> {
  const { values, positionals } = parseFlags(argv, flags);
  if (values.help) {
    standardOutput.write(showUsage);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new InvalidOption('Name one run folder: rlm show RUNFOLDER.');
  }
  const { events, faults, isRunning } = await interrupt.unlessStopped(readWholeRun(folder));
  const paint = createPaint(standardOutput.isTerminal && !process.env.NO_COLOR);
  const trace = new Trace((text) => standardOutput.write(text), paint);
  for (const event of events) trace.show(event);
  sayFaults(faults);
  const result = recordedResult(events);
  if (isRunning) standardOutput.write(paint.yellow('\nThis run still goes on.\n'));
  if (result !== null) standardOutput.write(answerText(result, paint, trace.endsWithStep));
  return 0;
}
