import type { FileReader } from './fileReader.ts';
import { IgnoreRules } from './ignoreRules.ts';
import type { PatternFault } from './pathPattern.ts';

/**
 * The rules of the repository around the folder; none when they ignore the folder itself, since
 * somebody asks about it on purpose.
 */
export async function rulesAround(
  reader: FileReader,
  folder: string,
  report: (from: string, fault: PatternFault) => void,
): Promise<IgnoreRules> {
  const folders: { readonly folder: string; readonly above: string }[] = [];
  let above = '';
  for (let at = folder; !(await exists(reader, `${at}/.git`)); ) {
    const parent = reader.parentOf(at);
    if (parent === null) return new IgnoreRules();
    above = `${parent.name}/${above}`;
    at = parent.folder;
    folders.unshift({ folder: at, above });
  }
  const root = folders[0] ?? { folder, above };
  let rules = await addRules(
    reader,
    new IgnoreRules(),
    `${root.folder}/.git/info/exclude`,
    root.above,
    (fault) => report('.git/info/exclude', fault),
  );
  for (const { folder: at, above: way } of folders) {
    const from = `${'../'.repeat(way.split('/').length - 1)}.gitignore`;
    rules = await addRules(reader, rules, `${at}/.gitignore`, way, (fault) => report(from, fault));
  }
  return rules.ignoresStart() ? new IgnoreRules() : rules;
}

async function addRules(
  reader: FileReader,
  rules: IgnoreRules,
  file: string,
  above: string,
  report: (fault: PatternFault) => void,
): Promise<IgnoreRules> {
  if (!(await exists(reader, file))) return rules;
  return rules.around(above, await readRules(reader, file, report), report);
}

/** Bytes of an ignore file that are read: what would take long to match is longer. */
export const mostRuleBytes = 256 * 1024;

/** The text of an ignore file; what is over the bound is reported. Rejects as the reader does. */
export async function readRules(
  reader: FileReader,
  file: string,
  report: (fault: PatternFault) => void,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of reader.read(file)) {
    pieces.push(Uint8Array.from(piece));
    bytes += piece.length;
    if (bytes > mostRuleBytes) break;
  }
  const text = Buffer.concat(pieces).subarray(0, mostRuleBytes).toString('utf8');
  if (bytes <= mostRuleBytes) return text;
  report({ pattern: 'what follows the first 256 KB', why: 'the file is too long' });
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** False for whatever keeps it from being seen: then it can't be read either. */
async function exists(reader: FileReader, path: string): Promise<boolean> {
  return reader.stat(path).then(
    () => true,
    () => false,
  );
}
