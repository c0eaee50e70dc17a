// `npm start [-- --once | --web | --desktop] [--port N]`: RLM tried out without any set-up.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { desktopEditor, openDesktop } from '../support/desktopEditor.ts';
import { buildExtension } from '../support/packageExtension.ts';
import { cleanEnvironment, root, samples } from '../support/project.ts';
import { runCommand, StepFailed, step } from '../support/steps.ts';
import { serveSamples } from './serveSamples.ts';

interface Demo {
  /** A file of the sample folder. */
  readonly file: string;
  readonly question: string;
}

async function main(): Promise<number> {
  const options = readOptions();
  await step('Building', buildExtension);
  const status = await runDemo();
  if (options.once || status !== 0) return status;
  const code = await chooseDesktop(options);
  if (code !== null) await openDesktop(code);
  else await serveSamples(options.port);
  return 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        web: { type: 'boolean', default: false },
        desktop: { type: 'boolean', default: false },
        port: { type: 'string', default: '8321' },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new StepFailed(`--port ${values.port} is not a port: 1 to 65535.`);
    }
    return { ...values, port };
  } catch (error) {
    if (error instanceof StepFailed) throw error;
    const why = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new StepFailed(`${why}. Options: --once, --web, --desktop, --port N.`);
  }
}

/** Asks the sample's question in this terminal, of the offline demo: no key, nothing to pay. */
async function runDemo(): Promise<number> {
  const { file, question } = await readDemo();
  const log = path.join(path.relative(root, samples), file);
  process.stdout.write(`\n$ rlm ask --provider demo --file ${log} "${question}"\n\n`);
  const args = ['dist/cli.js', 'ask', '--provider', 'demo', '--file', log, question];
  const demo = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: cleanEnvironment(),
  });
  // Ctrl-C is for the demo, which ends by it and says what there is.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const [status] = await once(demo, 'exit');
  process.off('SIGINT', ignore);
  return status ?? 1;
}

async function readDemo(): Promise<Demo> {
  const file = path.join(samples, 'questions.json');
  return JSON.parse(await readFile(file, 'utf8')) as Demo;
}

/** The program of desktop VS Code, if there is one and the person wants it; else null. */
async function chooseDesktop(options: {
  readonly web: boolean;
  readonly desktop: boolean;
}): Promise<string | null> {
  if (options.web) return null;
  const code = desktopEditor();
  if (options.desktop) {
    if (code === null) throw new StepFailed('No desktop VS Code was found ("code" on the PATH).');
    return code;
  }
  if (code === null || !process.stdin.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await terminal.question('\nOpen the sample in your own VS Code? (Y/n) ');
  terminal.close();
  return /^n/i.test(reply.trim()) ? null : code;
}

await runCommand(main);
