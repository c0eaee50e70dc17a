import type { LineReader } from './lineReader.ts';
import type { Rows } from './rows.ts';

const field = /^([A-Za-z][\w-]*): +\S/;
const yamlKey = /^(\s*)(?:- )?["']?[A-Za-z0-9_$./][\w$ ./-]*["']?:(?:\s|$)/;
const yamlLine = /^\s*(?:- |-$|#|---|["']?[\w$./][\w$ ./-]*["']?:(?:\s|$))/;

/**
 * The key with which most paragraphs of a text begin, as `Package` in Debian's lists of packages; null
 * where they don't begin alike.
 */
export function recordKey(sample: readonly string[]): string | null {
  const begins = sample.filter((line, at) => line.trim() !== '' && !sample[at - 1]?.trim());
  const counts = new Map<string, number>();
  for (const line of begins) {
    const key = field.exec(line)?.[1];
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most !== undefined && most[1] >= 3 && most[1] >= begins.length * 0.6 ? most[0] : null;
}

/** The first line of each paragraph that begins with the key. */
export function findRecords(reader: LineReader, key: string, rows: Rows): void {
  const unit = key.charCodeAt(0);
  reader.pass(({ line, first, at, indent, isAlone }) => {
    if (!isAlone || first !== unit || indent > 0) return;
    if (reader.slice(at, at + key.length + 1) !== `${key}:`) return;
    rows.add(line, 1, () => reader.text(line));
  });
}

/** Whether these lines are YAML, by their looks. */
export function isYaml(sample: readonly string[]): boolean {
  const filled = sample.filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const keys = filled.filter((line) => yamlKey.test(line)).length;
  const alike = filled.filter((line) => yamlLine.test(line)).length;
  return keys >= 3 && alike >= filled.length * 0.6 && keys >= filled.length * 0.4;
}

/** The keys of YAML, those of its lists left out. */
export function findYamlKeys(reader: LineReader, rows: Rows): void {
  reader.pass(({ line, first, indent }) => {
    if (indent > 4 || first === 45 || first === 35 || !yamlKey.test(reader.text(line))) return;
    rows.add(line, indent === 0 ? 1 : indent <= 2 ? 2 : 3, () => reader.text(line).trim());
  });
}
