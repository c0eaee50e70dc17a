import type { Condition } from './conditions.ts';
import type { Field } from './field.ts';
import { escapeCode, fieldCode, sourcesOf, startCode } from './patternCode.ts';
import { literal, type Place, readFacts, type Step } from './step.ts';
import { restOfLine } from './words.ts';

export interface Row {
  readonly value: string;
  readonly count: number;
  readonly first: Place;
  /** Null where there were too many to fetch. */
  readonly last: Place | null;
}

/** How often each value of a field stands in the lines asked about. */
export interface Tally {
  readonly field: string;
  /** The values were looked for wherever they stand, not once a line. */
  readonly anywhere: boolean;
  /** Most frequent first; of many, only the first ones. */
  readonly rows: readonly Row[];
  readonly distinct: number;
  readonly total: number;
}

/** Matches that are fetched at once. */
const most = 50_000;
const rowsKept = 50;
/** Values that can be counted one by one where there are too many matches to fetch. */
const valuesCounted = 60;

/** Tallies a field by code; null when there are too many values to count. */
export function* tally(
  field: Field,
  conditions: readonly Condition[],
  prose: string,
): Generator<Step, Tally | null, string> {
  const output = yield { prose, code: `${fetchCode(field, conditions)}\n${rowsCode}` };
  const facts = readFacts<{ rows: Row[]; distinct: number; total: number; all: boolean }>(output);
  if (facts.all) return { ...facts, field: field.name, anywhere: field.anywhere };
  const again = yield {
    prose: `There are more matches than should be fetched, so I count each value on its own.\nValues not seen yet are looked for until none is left.`,
    code: oneByOneCode(field, conditions),
  };
  const counted = readFacts<{ rows: Row[]; distinct: number; total: number; all: boolean }>(again);
  return counted.all ? { ...counted, field: field.name, anywhere: field.anywhere } : null;
}

function fetchCode(field: Field, conditions: readonly Condition[]): string {
  if (!field.anywhere) {
    const line = fieldCode(conditions, field);
    return `${line.constants}const hits = grep(${line.expression}, { flags: 'iu', max: ${most} });
const all = hits.length === hits.total;
const values = hits.map((hit) => ({ ...hit, value: hit.groups.value }));`;
  }
  if (conditions.length === 0) {
    return `const hits = grep(${literal(field.value)}, { flags: 'iu', max: ${most} });
const all = hits.length === hits.total;
const values = hits.map((hit) => ({ ...hit, value: hit.match }));`;
  }
  const line = startCode(conditions, restOfLine);
  return `${line.constants}const hits = grep(${line.expression}, { flags: 'iu', max: ${most} });
const all = hits.length === hits.total;
const form = new RegExp(${literal(field.value)}, 'giu');
const values = hits.flatMap((hit) =>
  [...hit.match.matchAll(form)].map(([value]) => ({ ...hit, value })));`;
}

const shortPlace =
  'const place = ({ path, line, text }, size) => ({ path, line, text: text.slice(0, size) });';

const rowsCode = `const groups = [...Map.groupBy(values, ({ value }) => value)].sort((a, b) => b[1].length - a[1].length);
${shortPlace}
const size = groups.length > 12 ? 40 : 160;
const rows = groups.slice(0, ${rowsKept}).map(([value, of]) => ({
  value: value.slice(0, 200), count: of.length, first: place(of[0], size), last: place(of.at(-1), size),
}));
for (const { value, count } of rows.slice(0, 12)) print(value + ': ' + count);
print('facts = ' + JSON.stringify({ rows, distinct: groups.length, total: values.length, all }));`;

function oneByOneCode(field: Field, conditions: readonly Condition[]): string {
  const start = field.anywhere ? '' : `^${sourcesOf(conditions).join('')}${field.before}`;
  // A value known by its form is compared with what the form has matched, whole.
  const [only, others] = field.anywhere
    ? [
        "value + '(?<=(?<![\\\\w.+-])' + name + ')'",
        "value + '(?<!(?<![\\\\w.+-])(?:' + names + '))'",
      ]
    : [
        "start + '(?:' + name + ')' + after",
        "start + '(?!(?:' + names + ')' + after + ')(?<value>' + value + ')' + after",
      ];
  return `const start = ${literal(start)};
const value = ${literal(field.value)};
const after = ${literal(field.after)};
${escapeCode}
const exactly = (name) => ${only};
const except = (names) => ${others};
const seen = new Map();
let rest = hits;
let complete = ${field.anywhere && conditions.length > 0 ? 'false' : 'true'};
while (complete) {
  for (const hit of rest) {
    const text = hit.groups.value ?? hit.match;
    if (seen.has(text.toLowerCase())) continue;
    if (seen.size === ${valuesCounted}) { complete = false; break; }
    const exact = grep(exactly(escape(text)), { flags: 'iu', max: 1 });
    const { path, line, text: shown } = exact[0];
    seen.set(text.toLowerCase(), {
      value: text, count: exact.total, first: { path, line, text: shown.slice(0, 120) }, last: null,
    });
  }
  if (rest.length === rest.total) break;
  rest = grep(except([...seen.keys()].map(escape).join('|')), { flags: 'iu', max: ${most} });
}
const tallied = [...seen.values()].sort((a, b) => b.count - a.count);
const sum = tallied.reduce((total, row) => total + row.count, 0);
for (const row of tallied.slice(0, 12)) print(row.value + ': ' + row.count);
print('facts = ' + JSON.stringify({
  rows: tallied.slice(0, ${rowsKept}), distinct: tallied.length, total: sum, all: complete,
}));`;
}
