import { setMaxListeners } from 'node:events';
import { badInput, exitStatus } from './cli/exitStatus.ts';
import { Cancelled, ExpectedError } from './core/errors.ts';
import { readArguments } from './terminal/askArguments.ts';
import { Interrupt } from './terminal/interrupt.ts';
import { standardError, standardOutput } from './terminal/output.ts';
import { printableLine } from './terminal/printable.ts';
import { usage } from './terminal/usage.ts';

/** The commands besides `ask`: what stands behind their name, and its exit status. Each is loaded when it is typed. */
const commands: Readonly<
  Record<string, (argv: readonly string[], interrupt: Interrupt) => Promise<number>>
> = {
  resume: async (...typed) => (await import('./cli/resume.ts')).resume(...typed),
  fork: async (...typed) => (await import('./cli/fork.ts')).fork(...typed),
  export: async (...typed) => (await import('./cli/export.ts')).runExport(...typed),
  import: async (...typed) => (await import('./cli/importLog.ts')).runImport(...typed),
  show: async (...typed) => (await import('./cli/show.ts')).runShow(...typed),
  mcp: async (...typed) => (await import('./cli/mcp.ts')).serve(...typed),
};

/** The whole of `rlm`: arguments in, exit status out. */
async function main(argv: readonly string[]): Promise<number> {
  const interrupt = new Interrupt(exitStatus.cancelled);
  try {
    const [name = '', ...behind] = argv;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    return await (command?.(behind, interrupt) ?? runAsk(argv, interrupt));
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    standardError.write(`rlm: ${printableLine(error.message)}\n`);
    if (!(error instanceof Cancelled)) return badInput;
    await interrupt.leave();
    return process.exit(exitStatus.cancelled);
  }
}

async function runAsk(argv: readonly string[], interrupt: Interrupt): Promise<number> {
  const asked = readArguments(argv);
  if (asked === 'help') {
    standardOutput.write(usage);
    return 0;
  }
  const { ask, prepareAsk, sayEstimate } = await import('./cli/ask.ts');
  const prepared = await interrupt.unlessStopped(prepareAsk(asked, interrupt.signal));
  return asked.estimate
    ? await interrupt.unlessStopped(sayEstimate(prepared, interrupt.signal))
    : await ask(prepared, interrupt.signal);
}

// Every call of a batch listens to one signal; Node 20 takes more than ten for a leak.
setMaxListeners(0);
// A reader that has seen enough, `| head` for instance, is no failure.
standardOutput.onClosed(() => process.exit());
// Node itself would print a bug as it stands.
process.on('uncaughtException', (error) => {
  standardError.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(exitStatus.failed);
});
void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
