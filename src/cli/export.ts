import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidOption } from '../core/errors.ts';
import { type ExportFormat, exportFormats, isExportFormat } from '../runs/export/exportFormats.ts';
import { exportRun } from '../runs/export/exportRun.ts';
import { knownKeys } from '../runs/export/knownKeys.ts';
import { readKeptLog } from '../runs/import/importRun.ts';
import { readWholeRun } from '../runs/wholeRun.ts';
import { diskReader } from '../sources/fileReader.ts';
import { readLines } from '../sources/readLines.ts';
import { parseFlags, text } from '../terminal/flags.ts';
import type { Interrupt } from '../terminal/interrupt.ts';
import { standardOutput } from '../terminal/output.ts';
import { printable, printableSource } from '../terminal/printable.ts';
import { readEnvFile } from '../terminal/settings.ts';
import { exportUsage } from '../terminal/usage.ts';
import { sayFaults } from './sayFaults.ts';
import { writeOut } from './writeOut.ts';

const flags = { format: text, out: text, help: { type: 'boolean', short: 'h' } } as const;

/** `rlm export RUNFOLDER --format FORMAT [--out FILE]`; throws ExpectedError for what can't be done. */
export async function runExport(argv: readonly string[], interrupt: Interrupt): Promise<number> {
  const { values, positionals } = parseFlags(argv, flags);
  if (values.help) {
    standardOutput.write(exportUsage);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) {
    throw new InvalidOption('Name one run folder: rlm export RUNFOLDER --format html.');
  }
  const format = readFormat(values.format);
  const { written, asked } = await interrupt.unlessStopped(exportFolder(folder, format));
  if (values.out === undefined) standardOutput.writeFile(written);
  else await writeOut(values.out, written, folder, asked);
  return 0;
}

async function exportFolder(
  folder: string,
  format: ExportFormat,
): Promise<{ readonly written: string; readonly asked: readonly string[] }> {
  const { started, events, faults, folder: run } = await readWholeRun(folder);
  sayFaults(faults);
  const secrets = knownKeys(process.env, readEnvFile('.env').variables);
  const readPart = (name: string): Promise<string> => readFile(path.join(__dirname, name), 'utf8');
  const exported = await exportRun(format, {
    events,
    keptLog: () => readKeptLog(run, events),
    readLines: (uri, spans) => readLines(diskReader.read(fileURLToPath(uri)), spans),
    sharing: { bases: [process.cwd()], secrets },
    pageParts: async () => ({
      script: await readPart('exported.js'),
      style: await readPart('exported.css'),
    }),
  });
  const written = format === 'markdown' ? printable(exported) : printableSource(exported);
  const asked = started.context.sources.flatMap(({ origin }) =>
    origin?.uri.startsWith('file:') ? [fileURLToPath(origin.uri)] : [],
  );
  return { written, asked };
}

function readFormat(name: string | undefined): ExportFormat {
  const formats = Object.keys(exportFormats).join(', ');
  if (name === undefined) throw new InvalidOption(`Name a format with --format: ${formats}.`);
  if (!isExportFormat(name)) {
    throw new InvalidOption(`--format takes ${formats}, not "${name}".`);
  }
  return name;
}
