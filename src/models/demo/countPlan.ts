import { type Pattern, type Place, readLines, readValue } from './cells.ts';
import { conditionsOn } from './conditions.ts';
import { agree, amount, digits, listOf } from './report.ts';
import { findField } from './shape.ts';
import { declineDoubtfulDate, type Look, type Plan, step, submit } from './step.ts';
import type { Task } from './task.ts';
import { nameOf, occurrenceOf, restOfLine, ruleOf, stemOf } from './words.ts';

/** Lines with something besides white space; line ends; text after the last of them. */
export const linePatterns: Readonly<Record<string, Pattern>> = {
  'line ends': { source: '\\r\\n|\\r|\\n', exact: true },
  'rest after the last': { source: '[^\\r\\n](?![\\s\\S])', exact: true },
  'not blank': { source: `^${restOfLine}?\\S${restOfLine}`, exact: true },
};

/** All lines, and those with something in them, as the counts say. */
export function lineFigures(output: string): { lines: number; filled: number } {
  const counts = readValue<Record<string, number>>(output, 'counts');
  const lines = (counts['line ends'] ?? 0) + (counts['rest after the last'] ?? 0);
  return { lines, filled: counts['not blank'] ?? 0 };
}

/** "How many lines, entries, words, characters, files are there?" */
export function* totalPlan({ unit }: Task & { form: 'total' }, look: Look): Plan {
  const { parts, table } = look.shape;
  const hasTime = unit === 'entry' && table === null && parts.some(({ name }) => name === 'time');
  const [before = '', after = ''] = parts.map(({ source }) => source);
  const units: Readonly<Record<string, Pattern>> = {
    word: { source: '\\S+', exact: true },
    character: { source: '[\\s\\S]', exact: true },
    entry: { source: `^${parts[0]?.name === 'time' ? before : before + after}` },
  };
  const wanted = units[unit];
  const isOwn = wanted !== undefined && (unit !== 'entry' || hasTime);
  const output = yield step('Now I count, in code, over the whole text.', {
    says: `the ${unit === 'entry' ? 'entries' : `${unit}s`} of the whole text`,
    does: [
      {
        kind: 'counts',
        patterns: isOwn ? { ...linePatterns, [unit]: wanted } : linePatterns,
      },
    ],
  });
  const { lines, filled } = lineFigures(output);
  const own = readValue<Record<string, number>>(output, 'counts')[unit] ?? 0;
  const inFiles = look.texts === null ? '' : ` in ${amount(look.texts, 'file')}`;
  const blank = `${digits(lines - filled)} ${lines - filled === 1 ? 'is' : 'are'} blank`;
  const entries = (count: number): string => `**${amount(count, 'entry', 'entries')}**`;
  const answers: Readonly<Record<typeof unit, string>> = {
    line: `**${amount(lines, 'line')}**${inFiles}, of which ${blank}. What follows the last line end counts as a line only if there is something.`,
    file: look.many
      ? `**${amount(look.texts ?? 0, 'file')}**. Together: ${amount(lines, 'line')}.`
      : `**One text**, of ${amount(lines, 'line')}.`,
    word: `**${amount(own, 'word')}**. A word is whatever stands between white space.`,
    character: `**${amount(own, 'character')}**. Line ends and spaces are counted too.`,
    entry:
      table !== null
        ? `${entries(Math.max(0, filled - 1))}: the rows of the table that are not blank, without its header [L1].`
        : hasTime
          ? `${entries(own)}: lines that begin with their time. There are ${amount(lines, 'line')} in all.`
          : `${entries(filled)}, if each line that is not blank is one: the lines have no form by which the demo could tell entries. There are ${amount(lines, 'line')} in all.`,
  };
  return submit('The figure is exact, so I write the answer down.', answers[unit]);
}

/** "How many lines contain ...", "how many errors", "how many times does ... occur". */
export function* countPlan(task: Task & { form: 'count' }, look: Look): Plan {
  const { where } = task;
  const { sought } = where;
  const { shape } = look;
  const conditions = conditionsOn(where, shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const more: Record<string, Pattern> = {};
  if (sought !== null) {
    if (where.date === null) more.occurrences = { source: occurrenceOf(sought) };
    if (/\p{L}/u.test(sought.text)) more['same case'] = { ...conditions.pattern(), exact: true };
    if (!sought.quoted) {
      const inside = { ...sought, text: stemOf(sought), quoted: true };
      more['inside words'] = conditionsOn({ ...where, sought: inside }, shape).pattern();
    }
  } else if (where.levels?.join() === 'error' && findField(shape, 'level') !== null) {
    more['more severe'] = conditionsOn(
      { ...where, levels: ['critical', 'fatal'] },
      shape,
    ).pattern();
  }
  const output = yield step(
    `Now I count the lines ${conditions.says}, in code, over the whole text.`,
    {
      says: `lines ${conditions.says}`,
      does: [
        { kind: 'search', pattern: conditions.pattern(), max: 3, shown: true },
        ...(Object.keys(more).length > 0 ? [{ kind: 'counts', patterns: more } as const] : []),
      ],
    },
  );
  const lines = readValue<number>(output, 'hits');
  const counts =
    Object.keys(more).length > 0 ? readValue<Record<string, number>>(output, 'counts') : {};
  const differing = (name: string): number | null =>
    counts[name] === undefined || counts[name] === lines ? null : counts[name];
  const sameCase = differing('same case');
  const inside = differing('inside words');
  const severer = counts['more severe'] ?? 0;
  const notes = [
    sought === null || where.date !== null ? conditions.rules : '',
    sameCase === null ? '' : `With exactly this case: ${amount(sameCase, 'line')}.`,
    inside === null || sought === null
      ? ''
      : `"${stemOf(sought)}" also inside longer words: ${amount(inside, 'line')}.`,
    severer === 0
      ? ''
      : `Not among them: ${amount(severer, 'line')} of level CRITICAL, FATAL or the like.`,
  ].filter((note) => note !== '');
  if (lines === 0) {
    const rules = sought === null || where.date !== null ? '' : conditions.rules;
    return submit(
      'There is none, and I say what was searched for.',
      `**None**: there are 0 lines ${conditions.says}. ${[rules, ...notes].join(' ').trim()}`,
    );
  }
  const places: readonly Place[] = readLines(output);
  return submit(
    'The figures are exact, so I write the answer down.',
    headline(task, lines, counts.occurrences ?? null, conditions.says),
    notes.join(' '),
    `${lines > places.length ? 'For example:' : 'Here:'}\n${listOf(places)}`,
  );
}

function headline(
  { where, unit }: Task & { form: 'count' },
  lines: number,
  times: number | null,
  says: string,
): string {
  if (where.sought === null) {
    return `There ${lines === 1 ? 'is' : 'are'} **${amount(lines, 'line')}** ${agree(says, lines)}.`;
  }
  const on = where.date === null ? '' : ` on ${where.date.text}`;
  const what = `${nameOf(where.sought)}${on} (${ruleOf(where.sought)})`;
  if (unit === 'occurrence' && times !== null) {
    return `**${amount(times, 'occurrence')}** of ${what}, on ${amount(lines, 'line')}.`;
  }
  const all = times === null ? '' : `; ${amount(times, 'occurrence')} in all`;
  return `**${amount(lines, 'line')}** ${lines === 1 ? 'contains' : 'contain'} ${what}${all}.`;
}
