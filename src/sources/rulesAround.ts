import type { FileReader } from './fileReader.ts';
import { IgnoreRules } from './ignoreRules.ts';

/**
 * The rules of the repository around the folder; none when they ignore the folder itself, since
 * somebody asks about it on purpose.
 */
export async function rulesAround(reader: FileReader, folder: string): Promise<IgnoreRules> {
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
  );
  for (const { folder: at, above: way } of folders) {
    rules = await addRules(reader, rules, `${at}/.gitignore`, way);
  }
  return rules.ignoresStart() ? new IgnoreRules() : rules;
}

async function addRules(
  reader: FileReader,
  rules: IgnoreRules,
  file: string,
  above: string,
): Promise<IgnoreRules> {
  return (await exists(reader, file)) ? rules.around(above, await readRules(reader, file)) : rules;
}

/** The text of an ignore file. Rejects as the reader does. */
export async function readRules(reader: FileReader, file: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of reader.read(file)) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

/** False for whatever keeps it from being seen: then it can't be read either. */
async function exists(reader: FileReader, path: string): Promise<boolean> {
  return reader.stat(path).then(
    () => true,
    () => false,
  );
}
