import { conditionsOn } from './conditions.ts';
import { decline, declineDoubtfulDate } from './decline.ts';
import { readExcerpts } from './excerptStep.ts';
import { lineCode, linePattern, startCode } from './patternCode.ts';
import { findField } from './shape.ts';
import {
  agree,
  amount,
  cite,
  type Look,
  literal,
  type Place,
  type Plan,
  quoteLine,
  readFacts,
  readLines,
  type Situation,
  type Step,
  submit,
} from './step.ts';
import type { Task } from './task.ts';
import { findTime, type TimeForm } from './times.ts';

interface Facts {
  readonly total: number;
  readonly fetched: number;
  /** By place in the text. */
  readonly first: Place | null;
  readonly last: Place | null;
  /** By time, where all of the lines carry one that can be compared. */
  readonly earliest: Place | null;
  readonly latest: Place | null;
}

const most = 50_000;

/** "When did ... first and last occur?" */
export function* whenPlan(task: Task & { form: 'when' }, situation: Situation, look: Look): Plan {
  const { where } = task;
  const conditions = conditionsOn(where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const time = findField(look.shape, 'time');
  const key =
    time === null
      ? null
      : sortKeyOf(
          look.shape.sample.map(({ text }) => text),
          time,
        );
  const timed = key !== null && time !== null && !time.anywhere;
  const pattern = timed
    ? startCode(conditions.patterns, `(?:${time.before}(?<time>${time.value}))?`)
    : lineCode(conditions.patterns);
  const output = yield {
    prose: `Now I look for the first and the last of the lines ${conditions.says}.${timed ? '\nTheir times are compared too, in case the text is not in order.' : ''}`,
    code: `${pattern.constants}const hits = grep(${pattern.expression}, { flags: 'iu', max: ${most} })
const short = (hit) => hit && { path: hit.path, line: hit.line, text: hit.text.slice(0, 300) };
const facts = {
  total: hits.total, fetched: hits.length,
  first: short(hits[0]) ?? null, last: short(hits.at(-1)) ?? null, earliest: null, latest: null,
};
${
  timed
    ? `const sortable = ${key};
if (hits.length === hits.total && hits.every((hit) => hit.groups.time)) {
  const keys = hits.map((hit) => sortable(hit.groups.time));
  let low = 0, high = 0;
  keys.forEach((key, index) => {
    if (key < keys[low]) low = index;
    if (key >= keys[high]) high = index;
  });
  facts.earliest = short(hits[low]);
  facts.latest = short(hits[high]);
}\n`
    : ''
}print('facts = ' + JSON.stringify(facts));`,
  };
  const facts = readFacts<Facts>(output);
  const { first } = facts;
  if (first === null) {
    return submit(
      'It does not occur, and I say what was searched for.',
      `**Never**: there are no lines ${conditions.says}. ${conditions.rules.join(' ')}`,
    );
  }
  let last = facts.last ?? first;
  if (facts.fetched < facts.total) {
    const behind = yield* lastOfMany(
      linePattern(conditions.patterns),
      situation,
      look.lines,
      look.longLines,
    );
    if (behind === null) {
      return decline('It has too many such lines to find the last one.');
    }
    last = behind;
  }
  const byTime =
    facts.earliest !== null &&
    facts.latest !== null &&
    (facts.earliest.line !== first.line || facts.latest.line !== last.line);
  const begin = facts.earliest ?? first;
  const finish = facts.latest ?? last;
  const wanted = [
    ...(task.ends === 'last' ? [] : [{ name: 'First', at: begin }]),
    ...(task.ends === 'first' ? [] : [{ name: 'Last', at: finish }]),
  ];
  const nearest = yield* timesAround(
    wanted.map(({ at }) => at),
    situation,
    look.longLines,
  );
  const telling = yield* readExcerpts(
    situation,
    byPlace(wanted.map(({ at }) => at)),
    conditions.topic,
  );
  return submit(
    'Both ends are certain, so I write them down.',
    [
      ...wanted.map(({ name, at }, index) => {
        const stamp = findTime(at.text);
        return `**${name}: ${stamp === null ? `line ${at.line}` : stamp.text}** ${cite(at.path, at.line)}\n${quoteLine(at.text, 290)}${stamp === null ? `\n${nearest[index] ?? 'The line carries no time.'}` : ''}`;
      }),
      `There ${facts.total === 1 ? 'is' : 'are'} ${amount(facts.total, 'line')} ${agree(conditions.says, facts.total)}. ${conditions.rules.join(' ')}`.trim(),
      byTime
        ? `By their times; the text is not in the order of time: the first such line in it is ${cite(first.path, first.line)}, the last ${cite(last.path, last.line)}.`
        : facts.earliest === null
          ? 'First and last by their place in the text; their times were not compared.'
          : '',
      telling.length === 0 || facts.total === 1
        ? ''
        : `Confirmed by sub-calls over the lines around: ${telling.map(({ path, line }) => cite(path, line)).join(', ')}.`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
}

function byPlace(places: readonly Place[]): Place[] {
  return [...places].sort((a, b) =>
    a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1,
  );
}

/** How the times of these lines can be compared; null when they can't, or are written in two ways. */
function sortKeyOf(lines: readonly string[], time: { readonly name: string }): string | null {
  const forms = new Set<TimeForm>();
  for (const line of lines) {
    const found = findTime(line);
    if (found !== null && found.index < 200) forms.add(found.form);
  }
  const [form] = forms;
  return forms.size === 1 && form !== undefined && time.name !== '' ? form.sortKey : null;
}

/** The last of more lines than can be fetched: block by block from the end of the one text. */
function* lastOfMany(
  pattern: string,
  situation: Situation,
  total: number,
  longLines: boolean,
): Generator<Step, Place | null, string> {
  if (situation.many || longLines) return null;
  const output = yield {
    prose: 'There are too many to fetch, so I look for the last one from the end of the text.',
    code: `const form = new RegExp(${literal(pattern)}, 'iu');
let final = null;
for (let to = ${total}; to >= 1 && final === null; to -= 1000) {
  const from = Math.max(1, to - 999);
  const block = lines(from, to).split('\\n');
  const at = block.findLastIndex((text) => form.test(text));
  if (at !== -1) final = { path: '', line: from + at, text: block[at].slice(0, 300) };
}
print('facts = ' + JSON.stringify({ final }));`,
  };
  return readFacts<{ final: Place | null }>(output).final;
}

/** For lines without a time: where the nearest ones stand, above and below. */
function* timesAround(
  places: readonly Place[],
  situation: Situation,
  longLines: boolean,
): Generator<Step, readonly string[], string> {
  const untimed = places.filter(({ text }) => findTime(text) === null);
  if (untimed.length === 0 || longLines) return [];
  const output = yield {
    prose:
      'Not every one of these lines carries a time, so I look at the lines around them for one.',
    code: untimed
      .map(({ path, line }) => {
        const options = situation.many
          ? `{ path: ${literal(path)}, numbers: true }`
          : '{ numbers: true }';
        return `for (const text of lines(${Math.max(1, line - 60)}, ${line + 60}, ${options}).split('\\n')) {
  if (/\\d{4}|\\d:\\d\\d/.test(text)) print(text.slice(0, 160));
}`;
      })
      .join('\n'),
  };
  const seen = readLines(output).flatMap((line) => {
    const stamp = findTime(line.text);
    return stamp === null ? [] : [{ ...line, stamp: stamp.text }];
  });
  return places.map(({ path, line }) => {
    const above = seen.filter((other) => other.line < line && other.line >= line - 60).at(-1);
    const below = seen.find((other) => other.line > line && other.line <= line + 60);
    const parts = [
      above === undefined ? '' : `above it ${above.stamp} ${cite(path, above.line)}`,
      below === undefined ? '' : `below it ${below.stamp} ${cite(path, below.line)}`,
    ].filter((part) => part !== '');
    return parts.length === 0
      ? 'The line carries no time, and no line near it does.'
      : `The line carries no time. The nearest: ${parts.join(', ')}.`;
  });
}
