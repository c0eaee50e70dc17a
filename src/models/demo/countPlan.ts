import { type Pattern, type Place, readLines, readValue } from './cells.ts';
import { conditionsOn } from './conditions.ts';
import { agree, amount, digits, listOf } from './report.ts';
import { findField } from './shape.ts';
import { declineDoubtfulDate, type Look, type Plan, step, submit } from './step.ts';
import type { Task } from './task.ts';
import { nameOf, occurrenceOf, restOfLine, ruleOf, stemOf } from './words.ts';

/** "How many lines, entries, files are there?" */
export function* totalPlan({ unit }: Task & { form: 'total' }, look: Look): Plan {
  const { parts, table } = look.shape;
  const at = parts.findIndex(({ name }) => name === 'time');
  const start = parts.slice(0, at + 1).map(({ source }) => source);
  const isTimed = table === null && at !== -1;
  const output = yield step('Now I count, in code, over the whole text.', {
    says: 'line ends, what follows the last one, lines with something in them',
    does: [
      {
        kind: 'counts',
        name: 'counts',
        patterns: {
          ends: { source: '\\r\\n|\\r|\\n', exact: true },
          rest: { source: '[^\\r\\n](?![\\s\\S])', exact: true },
          filled: { source: `^${restOfLine}?\\S${restOfLine}`, exact: true },
          ...(isTimed && unit === 'entry' ? { timed: { source: `^${start.join('')}` } } : {}),
          ...(unit === 'word' ? { words: { source: '\\S+', exact: true } } : {}),
        },
      },
    ],
  });
  const counts = readValue<Record<string, number>>(output, 'counts');
  const { ends = 0, rest = 0, filled = 0, timed = 0, words = 0 } = counts;
  const lines = ends + rest;
  const blank = `${digits(lines - filled)} ${lines - filled === 1 ? 'is' : 'are'} blank`;
  const files = amount(look.texts ?? 1, 'file');
  const answer = 'The figure is exact, so I write the answer down.';
  if (unit === 'file') {
    return submit(answer, `**${look.many ? files : 'One text'}**, of ${amount(lines, 'line')}.`);
  }
  if (unit === 'word') {
    return submit(
      answer,
      `**${amount(words, 'word')}**. A word is whatever stands between white space.`,
    );
  }
  if (unit === 'line') {
    return submit(
      answer,
      `**${amount(lines, 'line')}**${look.many ? ` in ${files}` : ''}, of which ${blank}. What follows the last line end counts as a line only if there is something.`,
    );
  }
  const count = table === null ? (isTimed ? timed : filled) : Math.max(0, filled - 1);
  const rule =
    table !== null
      ? ': the rows of the table that are not blank, without its header [L1].'
      : isTimed
        ? ': lines that begin with their time.'
        : ', if each line that is not blank is one: the lines have no form by which the demo could tell entries.';
  return submit(
    answer,
    `**${amount(count, 'entry', 'entries')}**${rule} There are ${amount(lines, 'line')} in all.`,
  );
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
        ...(Object.keys(more).length > 0
          ? [{ kind: 'counts', name: 'counts', patterns: more } as const]
          : []),
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
