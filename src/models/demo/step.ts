import type { Obstacles } from './obstacles.ts';
import type { Shape } from './shape.ts';

/** One reply of the demo: a sentence or two, and a cell where there is something to run. */
export interface Step {
  readonly prose: string;
  readonly code: string;
}

/** Steps of one form of question: each is answered with what its cell printed, the last returned. */
export type Plan = Generator<Step, Step, string>;

/** What the plans know besides the question. */
export interface Situation {
  readonly question: string;
  /** Several texts under paths, or one. */
  readonly many: boolean;
  readonly subcalls: boolean;
  /** Characters of the longest line, where the first message says so. */
  readonly longest: number | null;
}

/** What the first cell found out about the text. */
export interface Look {
  readonly shape: Shape;
  readonly lines: number;
  /** Lines with something besides white space. */
  readonly filled: number;
  readonly files: number;
  /** Some lines are too long to be fetched whole. */
  readonly longLines: boolean;
  readonly obstacles: Obstacles;
}

/** A line of the text, cut to a few hundred characters. */
export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The demo's own code did not bring what it should have; the run's trace shows why. */
export class CellFailed extends Error {}

/** A string literal for a cell. */
export function literal(text: string): string {
  return `'${text
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')}'`;
}

/** The facts that a cell printed as its last `facts = {...}` line. */
export function readFacts<Facts>(output: string): Facts {
  const line = output
    .split('\n')
    .filter((text) => text.startsWith('facts = {'))
    .at(-1);
  if (line === undefined) throw new CellFailed('The cell printed no facts.');
  try {
    return JSON.parse(line.slice('facts = '.length)) as Facts;
  } catch (error) {
    throw new CellFailed('The facts that the cell printed were cut.', { cause: error });
  }
}

/** Lines that a cell printed as `L12: text`, with a path before them as `path:L12: text`. */
export function readLines(output: string): readonly Place[] {
  return output.split('\n').flatMap((printed) => {
    const match = /^(?:(.*?):)?L(\d+): (.*)$/.exec(printed);
    return match === null
      ? []
      : [{ path: match[1] ?? '', line: Number(match[2]), text: match[3] ?? '' }];
  });
}

/** `1,204`. */
export function digits(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 line`, `1,204 lines`. */
export function amount(value: number, noun: string, plural = `${noun}s`): string {
  return `${digits(value)} ${value === 1 ? noun : plural}`;
}

/** `that contain ...` for one line: `that contains ...`. */
export function agree(says: string, count: number): string {
  return count === 1 ? says.replace('that contain ', 'that contains ') : says;
}

/** `IP address`, `URL`: as people write them. */
export function properCase(noun: string): string {
  return noun.replace(/\b(?:ip|url)\b/g, (word) => word.toUpperCase()).replace('ipv4', 'IPv4');
}

/** A line of the text as code in Markdown, shortened. */
export function quoteLine(text: string, most = 200): string {
  const shown = text.trim().replace(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${shown.length > most ? `${shown.slice(0, most - 3)}...` : shown}\``;
}

/** `[L12]`, `[L12-L20]`, `[path:L12]`. */
export function cite(path: string, from: number, to = from): string {
  const start = path === '' ? '' : `${path}:`;
  return from === to ? `[${start}L${from}]` : `[${start}L${from}-L${to}]`;
}

/** The step that submits the answer, written out as a variable. */
export function submit(prose: string, answer: string): Step {
  const text = `${answer.trim()}\n\n_Offline demo: fixed rules, no AI._`;
  const escaped = text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replace(/\r/g, '\\r');
  return { prose, code: `const report = \`${escaped}\`;\nFINAL(report);` };
}
