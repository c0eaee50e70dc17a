import { type Condition, conditionsOn } from './conditions.ts';
import { decline, declineDoubtfulDate } from './decline.ts';
import type { Field } from './field.ts';
import { escapeCode, fieldCode, startCode } from './patternCode.ts';
import { findField, levelField, type Shape } from './shape.ts';
import {
  amount,
  cite,
  digits,
  type Look,
  type Plan,
  properCase,
  quoteLine,
  readFacts,
  type Situation,
  type Step,
  submit,
} from './step.ts';
import { tally } from './tallySteps.ts';
import type { Task } from './task.ts';
import { numbersOf } from './words.ts';

interface Ranked {
  readonly value: string;
  readonly count: number;
  readonly path: string;
  readonly line: number;
}

interface Ranking {
  readonly top: readonly Ranked[];
  readonly distinct: number;
  readonly total: number;
}

/** Messages that are fetched at most. */
const most = 50_000;
/** Characters that a cell reads in one go: some ten seconds of the interpreter's time. */
const readAtOnce = 16_000_000;

type Frequent = Task & { form: 'frequent' };

/** "What is the most frequent error, word, IP address, service?", "top 5 ...". */
export function* frequentPlan(task: Frequent, situation: Situation, look: Look): Plan {
  const conditions = conditionsOn(task.where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(task.where);
  if (task.noun === 'word' || task.noun === 'line') {
    if (conditions.patterns.length > 0) {
      return decline('The demo ranks words and lines of a whole text only.');
    }
    if (look.longLines)
      return decline('Its lines are too long for the demo to read them one by one.');
    const ranking = yield* rankByReading(task.noun, look, situation);
    const rule =
      task.noun === 'word'
        ? 'A word is a run of letters, with apostrophes inside it; what has a digit or _ in it is none. Case is ignored.'
        : 'Lines are compared whole; blank ones are left out.';
    return submit(
      'The whole text is counted, so I write the ranking down.',
      write(task, ranking, '', [rule]),
    );
  }
  if (task.noun === 'message') {
    if (task.where.levels !== null && levelField(look.shape) === null && look.shape.csv !== null) {
      return decline(`The table has no column for the level: the demo sees ${look.shape.says}.`);
    }
    const ranking = yield* rankMessages(look.shape, conditions.patterns, conditions.says);
    if (ranking === null) return decline('It has more such lines than the demo can compare.');
    return submit(
      'All messages are grouped, so I write the ranking down.',
      write(task, ranking, conditions.says, [
        ...conditions.rules,
        'Messages count as the same when they differ only in words that have a digit in them, here written #; what stands in brackets at their start is left out.',
      ]),
    );
  }
  const field = findField(look.shape, task.noun);
  if (field === null) {
    return decline(
      `Its lines show no field that is the ${task.noun}: the demo sees ${look.shape.says}.`,
    );
  }
  const found = yield* tally(
    field,
    conditions.patterns,
    `Each line's ${task.noun} stands in a known place (${look.shape.says}).\nNow I count how often each one occurs${conditions.says === '' ? '' : ` on the lines ${conditions.says}`}.`,
  );
  if (found === null)
    return decline(`It has too many different values of the ${task.noun} to rank.`);
  const ranking: Ranking = {
    top: found.rows.map(({ value, count, first }) => ({
      value,
      count,
      path: first.path,
      line: first.line,
    })),
    distinct: found.distinct,
    total: found.total,
  };
  return submit(
    'The counts are complete, so I write the ranking down.',
    write(task, ranking, conditions.says, conditions.rules),
  );
}

function write(
  task: Frequent,
  { top, distinct, total }: Ranking,
  says: string,
  rules: readonly string[],
): string {
  const name =
    task.noun === 'message'
      ? `${task.where.levelWord ?? ''} message`.trim()
      : properCase(task.noun);
  const plural = numbersOf(name)[1];
  const on = says === '' ? '' : ` on lines ${says}`;
  const best = top[0];
  if (best === undefined) return `**None**: there is no ${name}${on}. ${rules.join(' ')}`;
  const ties = top.filter(({ count }) => count === best.count);
  const head =
    ties.length > 1 && task.top === 1
      ? `**${digits(ties.length)}${ties.length === top.length && distinct > top.length ? ' or more' : ''} ${plural} are equally frequent**, ${amount(best.count, 'time')} each${on}, among them ${quoteLine(best.value)} ${cite(best.path, best.line)}.`
      : `**${quoteLine(best.value)}** is the most frequent ${name}: ${amount(best.count, 'time')}${on}, first ${cite(best.path, best.line)}.`;
  const shown = top.slice(0, Math.max(task.top, 5));
  const rows = shown.map(
    ({ value, count, path, line }, index) =>
      `| ${index + 1} | ${quoteLine(value).replaceAll('|', '\\|')} | ${digits(count)} | ${cite(path, line)} |`,
  );
  return [
    head,
    `| | ${name.charAt(0).toUpperCase()}${name.slice(1)} | Times | First |\n| ---: | --- | ---: | --- |\n${rows.join('\n')}`,
    `${amount(distinct, `different ${name}`, `different ${plural}`)}, ${digits(total)} in all. ${rules.join(' ')}`,
  ].join('\n\n');
}

function* rankMessages(
  shape: Shape,
  conditions: readonly Condition[],
  says: string,
): Generator<Step, Ranking | null, string> {
  const message = messageField(shape);
  const pattern =
    message === null
      ? startCode(conditions, '(?<value>[^\\r\\n]{1,1000})')
      : fieldCode(conditions, message);
  const output = yield {
    prose: `Now I group the messages on the lines ${says}.\nWords with digits in them (times, ids, numbers) are masked first, so that repetitions of one message meet.`,
    code: `${pattern.constants}const hits = grep(${pattern.expression}, { flags: 'iu', max: ${most} });
const mask = (text) => text.trim().replace(/^(?:\\[[^\\]]*\\]\\s*)+/, '').replace(/[^\\s"'()\\[\\]{}=,;:]*\\d[^\\s"'()\\[\\]{}=,;:]*/g, '#').replace(/\\s+/g, ' ');
const groups = [...Map.groupBy(hits, (hit) => mask(hit.groups.value))].sort((a, b) => b[1].length - a[1].length);
const top = groups.slice(0, 20).map(([value, of]) => ({
  value: value.slice(0, 250), count: of.length, path: of[0].path, line: of[0].line,
}));
for (const { value, count } of top.slice(0, 5)) print(count + ' x ' + value);
print('facts = ' + JSON.stringify({ top, distinct: groups.length, total: hits.length, all: hits.length === hits.total }));`,
  };
  const facts = readFacts<Ranking & { all: boolean }>(output);
  return facts.all ? facts : null;
}

/** What follows the fields that a log line begins with; a table's or a record's own field for it. */
function messageField(shape: Shape): Field | null {
  for (const name of ['message', 'msg', 'text', 'event', 'error']) {
    const field = findField(shape, name);
    if (field !== null && !field.anywhere) return field;
  }
  const last = [...shape.fields.values()].sort((a, b) => b.before.length - a.before.length)[0];
  if (last === undefined) return null;
  return {
    name: 'message',
    before: `${last.before}(?:${last.value})${last.after}[\\])>:|]?[ \\t:-]*`,
    value: '[^\\r\\n]{1,1000}',
    after: '',
    anywhere: false,
  };
}

/** Reads all lines in blocks; big texts take several cells, each going on where the last one ended. */
function* rankByReading(
  noun: 'word' | 'line',
  look: Look,
  situation: Situation,
): Generator<Step, Ranking, string> {
  const count =
    noun === 'word'
      ? `  for (const [word] of text.toLowerCase().matchAll(/[\\p{L}\\p{N}_]+(?:['’]\\p{L}+)*/gu)) {
    if (!/[\\p{N}_]/u.test(word)) tally.set(word, (tally.get(word) ?? 0) + 1);
  }`
      : `  for (const line of text.split('\\n')) {
    if (line.trim() !== '') tally.set(line, (tally.get(line) ?? 0) + 1);
  }`;
  let output = yield {
    prose: `Now I count every ${noun} of the text, block by block.`,
    code: `const tally = new Map();
${
  situation.many
    ? `const sizes = files.map(({ path }) => ({
  path, size: count('\\\\r\\\\n|\\\\r|\\\\n', { path }) + count('[^\\\\r\\\\n](?![\\\\s\\\\S])', { path }),
}));`
    : `const sizes = [{ size: ${look.lines} }];`
}
const blocks = sizes.flatMap(({ path, size }) =>
  Array.from({ length: Math.ceil(size / 2000) }, (_, block) => ({ path, from: block * 2000 + 1, to: Math.min(size, block * 2000 + 2000) })));
const addUp = (text) => {
${count}
};
let next = 0;
const readOn = () => {
  for (let read = 0; next < blocks.length && read < ${readAtOnce}; next++) {
    const { path, from, to } = blocks[next];
    const text = path === undefined ? lines(from, to) : lines(from, to, { path });
    addUp(text);
    read += text.length;
  }
  print('facts = ' + JSON.stringify({ blocks: blocks.length, next }));
};
readOn();`,
  };
  while (true) {
    const { blocks, next } = readFacts<{ blocks: number; next: number }>(output);
    if (next >= blocks) break;
    output = yield {
      prose: `So far ${digits(next)} of ${digits(blocks)} blocks are counted, so I go on.`,
      code: 'readOn();',
    };
  }
  const start =
    noun === 'word'
      ? "'(?<![\\\\p{L}\\\\p{N}_])' + escape(value) + '(?![\\\\p{L}\\\\p{N}_])'"
      : "'^' + escape(value) + '[\\\\r\\\\n]*$'";
  const ranked = yield {
    prose: 'All is counted, so I sort, and look up where each of the first ones stands.',
    code: `${escapeCode}
const sorted = [...tally].sort((a, b) => b[1] - a[1]);
const top = sorted.slice(0, 20).map(([value, times]) => {
  const [hit] = grep(${start}, { flags: 'iu', max: 1 });
  return { value: value.slice(0, 250), count: times, path: hit?.path ?? '', line: hit?.line ?? 0 };
});
for (const { value, count } of top.slice(0, 5)) print(count + ' x ' + value);
print('facts = ' + JSON.stringify({
  top, distinct: tally.size, total: sorted.reduce((sum, [, times]) => sum + times, 0),
}));`,
  };
  return readFacts<Ranking>(ranked);
}
