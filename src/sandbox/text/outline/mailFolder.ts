import type { LineReader } from './lineReader.ts';
import type { Rows } from './rows.ts';

const begin = /^From \S+.*\d/;
const field = /^[A-Za-z][A-Za-z0-9-]*:(?:\s|$)/;
/** Fields that one of a mail's first lines has. */
const known = /^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|Delivered-To):/im;
const told = ['from', 'date', 'subject'] as const;
/** Lines of a mail's head that are looked at. */
const headLines = 200;

/** Whether a text begins as a folder of mails does, or as a single one. */
export function isMail(sample: readonly string[]): boolean {
  const first = sample.findIndex((line) => line.trim() !== '');
  const head = sample.slice(Math.max(0, first), first + 30);
  const isFolder = begin.test(head[0] ?? '');
  const fields = isFolder ? head.slice(1) : head;
  if (!field.test(fields[0] ?? '')) return false;
  const end = fields.findIndex((line) => line.trim() === '');
  const top = fields.slice(0, end < 0 ? fields.length : end);
  const names = top.filter((line) => known.test(line));
  return names.length >= 2 && top.every((line) => field.test(line) || /^[ \t>]/.test(line));
}

/** The messages of a mail folder: who wrote what when. */
export function findMails(reader: LineReader, rows: Rows): void {
  let first = 0;
  while (first < reader.count && reader.isBlank(first)) first += 1;
  const isFolder = begin.test(reader.text(first));
  if (!isFolder) {
    rows.add(first, 1, () => describe(reader, first));
    return;
  }
  reader.pass(({ line, first: unit, indent, isAlone }) => {
    // F, for speed: nearly all lines begin with something else.
    if (unit !== 70 || indent > 0 || !(isAlone || line === first)) return;
    if (!begin.test(reader.text(line)) || !field.test(reader.text(line + 1))) return;
    rows.add(line, 1, () => describe(reader, line + 1));
  });
}

function describe(reader: LineReader, from: number): string {
  const found = new Map<string, string>();
  let name = '';
  for (let line = from; line < from + headLines && !reader.isBlank(line); line += 1) {
    const text = reader.text(line);
    if (field.test(text)) {
      const colon = text.indexOf(':');
      name = text.slice(0, colon).toLowerCase();
      if (!found.has(name)) found.set(name, text.slice(colon + 1).trim());
    } else if (/^\s/.test(text)) found.set(name, `${found.get(name) ?? ''} ${text.trim()}`.trim());
  }
  return told
    .filter((each) => found.has(each))
    .map(
      (each) =>
        `${each === 'from' ? 'From' : each === 'date' ? 'Date' : 'Subject'}: ${found.get(each)}`,
    )
    .join(' | ');
}
