import { type ItemTask, type Label, withoutMarks } from './itemTask.ts';
import type { Check } from './schema.ts';

/** What a reply says of the items that its prompt numbered from 1. */
export interface ItemAnswers {
  /** By number: a label, a text or JSON. */
  readonly values: ReadonlyMap<number, unknown>;
  /** The first thing that was not as asked for; null: all was. */
  readonly wrong: string | null;
}

type Entries = readonly (readonly [number: number, value: unknown])[];

/**
 * The number before `12: spam`, also of an item of a list, in a table, bold, in brackets. Looked for
 * in the head of a line, since it may go back and forth there.
 */
const numberedLine =
  /^[\s>|]*(?:[-*•+]\s+)?(?:[*_`#([]|item\s|number\s|no\.\s?)*\s*(\d{1,7})[\s*_`)\].]*(?:[:=|–—)\]-]|\.\s|->)[>\s*_]*/i;
const looseLine = /^(\d{1,7})[\s.)\]]\s*/;
const headChars = 120;
/** Characters of what may be a label. */
const labelChars = 1_000;
/** Brackets within brackets of JSON that is read. */
const deepest = 100;
const fenceLine = /^\s*(?:`{3,}|~{3,})\w*\s*$/;
const numberNames = ['number', 'n', 'id', 'index', 'item', 'no', 'nr', '#'];
const valueNames = ['label', 'answer', 'value', 'result', 'category', 'class', 'json', 'output'];

/** Reads lines `N: answer`, or JSON by number; only numbers from 1 to `count`, each said once or alike. */
export function readItemAnswers(reply: string, task: ItemTask, count: number): ItemAnswers {
  const values = new Map<number, unknown>();
  const said = new Map<number, string>();
  let wrong: string | null = null;
  for (const [number, given] of entriesOf(reply, task, count)) {
    if (!Number.isInteger(number) || number < 1 || number > count) continue;
    const read = readValue(given, task);
    if ('wrong' in read) {
      wrong ??= read.wrong;
      continue;
    }
    const text = JSON.stringify(read.value);
    if (said.has(number) && said.get(number) !== text) {
      wrong ??= `number ${number} was answered twice.`;
      values.delete(number);
      continue;
    }
    if (!said.has(number)) values.set(number, read.value);
    said.set(number, text);
  }
  if (values.size < count) wrong ??= 'some numbers were missing.';
  return { values, wrong };
}

function readValue(
  given: unknown,
  task: ItemTask,
): { readonly value: unknown } | { readonly wrong: string } {
  if (task.name === 'classify') {
    const label = typeof given === 'object' ? null : labelOf(String(given).trim(), task.labels);
    return label === null ? { wrong: `${shown(given)} is none of the labels.` } : { value: label };
  }
  if (task.schema === null) {
    const text = typeof given === 'string' ? given.trim() : JSON.stringify(given);
    return text === '' ? { wrong: 'an answer was empty.' } : { value: text };
  }
  if (!(given instanceof Written)) return checked(given, task.schema.check);
  const value = given.read();
  if (value !== undefined) return checked(value, task.schema.check);
  // A text needs no quotes here.
  const text = String(given);
  return task.schema.check(text) === null
    ? { value: text }
    : { wrong: `${shown(text)} is no JSON.` };
}

function checked(value: unknown, check: Check): ReturnType<typeof readValue> {
  const problem = check(value);
  return problem === null ? { value } : { wrong: `an answer does not fit: ${problem.trim()}.` };
}

/** The label that is meant: as it is, but for case and marks around it, or with an explanation behind it. */
function labelOf(text: string, labels: readonly Label[]): string | null {
  const exact = labels.find(({ name }) => name === text);
  if (exact !== undefined) return exact.name;
  const said = withoutMarks(text.slice(0, labelChars).replace(/^\W{0,20}label\s?[:=]/i, ''));
  const fits = labels.filter(({ folded }) => beginsWith(said, folded));
  // Of `spam` and `spam filter` the longer one is meant where both fit.
  const [meant] = fits.sort((one, other) => other.folded.length - one.folded.length);
  if (meant === undefined) return null;
  const rest = said.slice(meant.folded.length);
  const isClear = rest === '' || !labels.some(({ folded }) => holdsWord(rest, folded));
  return isClear ? meant.name : null;
}

function beginsWith(text: string, word: string): boolean {
  return text.startsWith(word) && !isWordAt(text, word.length);
}

/** Behind an explanation another label would be a second answer. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + word.length)) return true;
  return false;
}

function isWordAt(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.charAt(at));
}

/** JSON as a model has written it, among other things perhaps. */
class Written {
  readonly #text: string;

  constructor(text: string) {
    let bare = text.trim();
    while (bare.startsWith('`')) bare = bare.slice(1);
    while (bare.endsWith('`')) bare = bare.slice(0, -1);
    this.#text = bare.replace(/^json\s/, '').trim();
  }

  /** Undefined: it is none. */
  read(): unknown {
    const whole = parsed(this.#text);
    if (whole !== undefined) return whole;
    const start = this.#text.search(/[[{]/);
    const end = Math.max(this.#text.lastIndexOf('}'), this.#text.lastIndexOf(']'));
    return start < 0 || end < start ? undefined : parsed(this.#text.slice(start, end + 1));
  }

  toString(): string {
    return this.#text;
  }
}

function entriesOf(reply: string, task: ItemTask, count: number): Entries {
  const isLabel = task.name === 'classify' && labelOf(reply.trim(), task.labels) !== null;
  if (count === 1 && isLabel) return [[1, reply.trim()]];
  const text = reply
    .split(/\r\n?|\n/)
    .filter((line) => !fenceLine.test(line))
    .join('\n')
    .trim();
  const json = /^[[{]/.test(text) ? jsonEntries(text, count) : null;
  if (json !== null && json.length > 0) return json;
  const lines = linesOf(text, task);
  if (lines.length > 0) return lines;
  const start = text.search(/[[{]/);
  const inner = start < 0 ? null : jsonEntries(new Written(text).toString().slice(start), count);
  if (inner !== null && inner.length > 0) return inner;
  // A single item needs no number.
  if (count !== 1 || text === '') return [];
  const isFree = task.name === 'llm_map' && task.schema === null;
  return [[1, task.name === 'classify' || isFree ? text : new Written(text)]];
}

function linesOf(text: string, task: ItemTask): Entries {
  const entries: [number, string][] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const bare = line.trim();
    const begin = bare.slice(0, headChars);
    const match =
      numberedLine.exec(begin) ?? (task.name === 'classify' ? looseLine.exec(begin) : null);
    const last = entries.at(-1);
    if (match !== null) {
      const value = bare.slice(match[0].length);
      entries.push([Number(match[1]), value.endsWith('|') ? value.slice(0, -1).trim() : value]);
      isOpen = true;
    } else if (task.name === 'llm_map' && last !== undefined && isOpen) {
      // An answer of several lines; what stands behind a blank one is of the whole reply.
      if (bare === '' && task.schema === null) isOpen = false;
      else last[1] += `\n${line}`;
    }
  }
  const isJson = task.name === 'llm_map' && task.schema !== null;
  return isJson ? entries.map(([number, value]) => [number, new Written(value)]) : entries;
}

/** An object by number, a list of objects that have one, or as many values as there are items. */
function jsonEntries(text: string, count: number): Entries | null {
  const value = new Written(text).read() ?? jsonLines(text);
  if (Array.isArray(value)) return listEntries(value, count);
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  const byNumber = entries.filter(([key]) => /^\d+$/.test(key));
  if (byNumber.length > 0) return byNumber.map(([key, each]) => [Number(key), each]);
  const [only] = entries;
  if (entries.length === 1 && typeof only?.[1] === 'object' && only[1] !== null)
    return jsonEntries(JSON.stringify(only[1]), count);
  return count === 1 ? listEntries([value], 1) : null;
}

function jsonLines(text: string): unknown {
  const values = text.split('\n').map((line) => parsed(line.trim().replace(/,$/, '')));
  return values.length > 1 && !values.includes(undefined) ? values : undefined;
}

function listEntries(list: readonly unknown[], count: number): Entries {
  const entries = list.map((each): readonly [number, unknown] | null => {
    if (Array.isArray(each) && each.length === 2 && Number.isInteger(Number(each[0])))
      return [Number(each[0]), each[1]];
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return null;
    const fields = Object.entries(each);
    const number = fields.find(([key, value]) => isNamed(numberNames, key) && isWhole(value));
    if (number === undefined) return null;
    const rest = fields.filter((field) => field !== number);
    const value = rest.find(([key]) => isNamed(valueNames, key));
    return [Number(number[1]), value === undefined ? Object.fromEntries(rest) : value[1]];
  });
  const found = entries.filter((entry) => entry !== null);
  if (found.length > 0) return found;
  return list.length === count ? list.map((value, at) => [at + 1, value]) : [];
}

function isNamed(names: readonly string[], key: string): boolean {
  return names.includes(key.toLowerCase());
}

function isWhole(value: unknown): boolean {
  return /^\d+$/.test(String(value));
}

/** Undefined: it is no JSON, or nested more deeply than anybody would ask for. */
function parsed(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && isString) at += 1;
    else if (char === '"') isString = !isString;
    else if (!isString && (char === '{' || char === '[')) depth += 1;
    else if (!isString && (char === '}' || char === ']')) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  return JSON.stringify(text.slice(0, 60));
}
