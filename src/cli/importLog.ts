import { open } from 'node:fs/promises';
import path from 'node:path';
import { InvalidOption, UnreadableFile } from '../core/errors.ts';
import { explainFault } from '../runs/fault.ts';
import { importRun } from '../runs/import/importRun.ts';
import { mostLogBytes } from '../runs/import/logBound.ts';
import { RunStore } from '../runs/runStore.ts';
import { parseFlags, text } from '../terminal/flags.ts';
import type { Interrupt } from '../terminal/interrupt.ts';
import { standardOutput } from '../terminal/output.ts';
import { printableLine } from '../terminal/printable.ts';
import { importUsage } from '../terminal/usage.ts';

const flags = { keep: text, help: { type: 'boolean', short: 'h' } } as const;

/** `rlm import FILE --keep DIR`: prints the run's folder. Throws ExpectedError for what is no log. */
export async function runImport(argv: readonly string[], interrupt: Interrupt): Promise<number> {
  const { values, positionals } = parseFlags(argv, flags);
  if (values.help) {
    standardOutput.write(importUsage);
    return 0;
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new InvalidOption('Name one log: rlm import FILE --keep DIR.');
  }
  if (!values.keep) throw new InvalidOption('Name the folder for the run with --keep DIR.');
  const keep = path.resolve(values.keep);
  const imported = await interrupt.unlessStopped(importFile(file, keep));
  standardOutput.write(`${printableLine(imported)}\n`);
  return 0;
}

async function importFile(file: string, keep: string): Promise<string> {
  const log = await readLog(file);
  let fault: unknown = null;
  const store = new RunStore(keep, {
    onFault: (_sentence, cause) => {
      fault ??= cause;
    },
  });
  const { folder } = await importRun({ text: log, name: file }, store, keep).catch(
    (error: unknown) => {
      throw fault === null ? error : notKept(keep, fault);
    },
  );
  if (fault !== null) throw notKept(keep, fault);
  return folder;
}

function notKept(keep: string, cause: unknown): InvalidOption {
  return new InvalidOption(`The run can't be kept in "${keep}": ${explainFault(cause)}.`);
}

async function readLog(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const facts = await handle.stat();
      if (facts.isDirectory()) throw new UnreadableFile(file, 'it is a folder, not a log');
      if (facts.size > mostLogBytes) throw new UnreadableFile(file, 'it is over 256 MB');
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof UnreadableFile) throw cause;
    const isGone = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new UnreadableFile(file, isGone ? "it doesn't exist" : explainFault(cause));
  }
}
