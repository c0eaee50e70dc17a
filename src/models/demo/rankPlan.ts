import { type Causes, findCauses } from './causes.ts';
import { type Row, readRows, readValue, type Statement } from './cells.ts';
import { conditionsOn } from './conditions.ts';
import { findTime } from './dates.ts';
import { amount, capital, cite, digits, properCase, quoteLine, table } from './report.ts';
import { type Field, findField, levelField, messageField } from './shape.ts';
import {
  decline,
  declineDoubtfulDate,
  type LastStep,
  type Look,
  type Plan,
  type Steps,
  step,
  submit,
} from './step.ts';
import type { Task } from './task.ts';
import { numbersOf } from './words.ts';

/** How often each value stands in the lines asked about, the most frequent first. */
export interface Ranking {
  /** Of many, only the first ones. */
  readonly rows: readonly Row[];
  readonly distinct: number;
  readonly total: number;
}

/** Matches that are fetched at once: more would take the sandbox's memory. */
const most = 100_000;

/** Groups matches by what they capture, by file or by message; null where there are too many. */
export function* rank(
  look: Look,
  search: Statement & { kind: 'search' },
  by: (Statement & { kind: 'rank' })['by'],
  prose: string,
  says: string,
): Steps<Ranking | null> {
  const output = yield step(prose, { says, does: [search, { kind: 'rank', by }] });
  const total = readValue<number>(output, 'hits');
  if (total > most) return null;
  const distinct = readValue<number>(output, 'rows');
  return { rows: readRows(output, look.many), distinct, total };
}

/** The search for all lines, and the field's value in them. */
export function searchFor(source: string): Statement & { kind: 'search' } {
  return { kind: 'search', pattern: { source }, max: most, shown: false };
}

type Ranked = Task & { form: 'which' | 'frequent' };

/** "Which services logged errors?", "which files mention ...", "what is the most frequent error?" */
export function* rankPlan(task: Ranked, look: Look): Plan {
  const { noun, where } = task;
  const { shape } = look;
  const conditions = conditionsOn(where, shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  if (noun === 'word') return yield* wordPlan(task, look, conditions.says);
  const on = conditions.says === '' ? 'of the whole text' : conditions.says;
  const rules = [conditions.rules];
  let field: Field | null = null;
  let by: (Statement & { kind: 'rank' })['by'] = 'capture';
  if (noun === 'file') {
    if (!look.many) return decline('It is asked about one text, not about several files.');
    by = 'path';
  } else if (noun === 'message') {
    if (where.levels !== null && levelField(shape) === null && shape.table !== null) {
      return decline(`The table has no column for the level: the demo sees ${shape.says}.`);
    }
    field = messageField(shape);
    by = 'message';
    rules.push(
      'Messages count as the same when they differ only in words that have a digit in them, here written #; what stands in brackets at their start is left out.',
    );
  } else {
    field = findField(shape, noun);
    if (field === null) {
      return decline(`Its lines show no field that is the ${noun}: the demo sees ${shape.says}.`);
    }
    if (where.levels !== null && levelField(shape) === null) {
      return decline(
        `Its lines show no level, by which failures could be told: the demo sees ${shape.says}.`,
      );
    }
    if (field.kind === 'form') {
      if (conditions.says !== '') {
        return decline(`The demo counts each ${properCase(noun)} of a whole text only.`);
      }
      by = 'match';
    } else rules.unshift(`The ${noun} is read from ${shape.says}.`);
  }
  const source = field?.kind === 'form' ? field.source : conditions.pattern(field).source;
  const found = yield* rank(
    look,
    searchFor(source),
    by,
    `Now I take the lines ${on} and group them by ${properCase(noun)}.`,
    `lines ${on}, by ${properCase(noun)}`,
  );
  if (found === null) return decline('It has more such lines than the demo can take at once.');
  if (task.form === 'frequent') {
    return submit(
      'The counts are complete, so I write the ranking down.',
      ...writeFrequent(task, found, conditions.says, rules.join(' ').trim()),
    );
  }
  const causes = task.cause && found.rows.length > 0 ? yield* findCauses(look, found.rows) : null;
  return writeWhich(task, found, conditions.says, rules.join(' ').trim(), causes, look);
}

function* wordPlan(task: Ranked, look: Look, says: string): Plan {
  if (says !== '') return decline('The demo ranks the words of a whole text only.');
  if (task.form === 'which') return decline('A list of all its words would help nobody.');
  const output = yield step('Now I count every word of the text, piece by piece.', {
    says: 'every word, in lower case; what has a digit or _ in it is none',
    does: [{ kind: 'words' }],
  });
  const found: Ranking = {
    rows: readRows(output, look.many),
    distinct: readValue<number>(output, 'rows'),
    total: readValue<number>(output, 'all'),
  };
  const rule =
    'A word is a run of letters, with apostrophes inside it; what has a digit or _ in it is none. Case is ignored.';
  return submit(
    'The whole text is counted, so I write the ranking down.',
    ...writeFrequent(task, found, '', rule),
  );
}

function writeFrequent(
  task: Task & { form: 'frequent' },
  { rows, distinct, total }: Ranking,
  says: string,
  rules: string,
): readonly string[] {
  const name =
    task.noun === 'message'
      ? `${task.where.levelWord ?? ''} message`.trim()
      : properCase(task.noun);
  const plural = numbersOf(name)[1];
  const on = says === '' ? '' : ` on lines ${says}`;
  const [best] = rows;
  if (best === undefined) return [`**None**: there is no ${name}${on}. ${rules}`];
  const ties = rows.filter(({ count }) => count === best.count).length;
  const isOpen = ties === rows.length && distinct > rows.length;
  return [
    ties > 1 && task.top === 1
      ? `**${digits(ties)}${isOpen ? ' or more' : ''} ${plural} are equally frequent**, ${amount(best.count, 'time')} each${on}, among them ${quoteLine(best.value)} ${cite(best.first)}.`
      : `**${quoteLine(best.value)}** is the most frequent ${name}: ${amount(best.count, 'time')}${on}, first ${cite(best.first)}.`,
    table(
      ['#', capital(name), '#Times', 'First'],
      rows
        .slice(0, Math.max(task.top, 5))
        .map(({ value, count, first }, index) => [
          String(index + 1),
          quoteLine(value),
          digits(count),
          cite(first),
        ]),
    ),
    `${amount(distinct, `different ${name}`, `different ${plural}`)}, ${digits(total)} in all. ${rules}`,
  ];
}

function writeWhich(
  task: Task & { form: 'which' },
  { rows, distinct, total }: Ranking,
  says: string,
  rules: string,
  causes: Causes | null,
  look: Look,
): LastStep {
  const noun = properCase(task.noun);
  const plural = numbersOf(noun)[1];
  const isByForm = findField(look.shape, task.noun)?.kind === 'form';
  const unit = isByForm ? 'occurrence' : 'line';
  if (distinct === 0) {
    return submit(
      'There is none, and I say what was searched for.',
      `**None**: no ${task.noun} has lines ${says || 'in this text'}. ${rules}`,
    );
  }
  const of =
    task.noun === 'file' && look.texts !== null
      ? `${digits(distinct)} of ${amount(look.texts, noun)}`
      : amount(distinct, noun, plural);
  const head = `**${of}** ${distinct === 1 ? 'has' : 'have'} ${unit}s ${says || 'in this text'}: ${amount(total, unit)} in all.`;
  const titles = [capital(noun), `#${capital(unit)}s`, 'First', 'Last'];
  const ordered = causes === null ? rows : rows.toSorted((a, b) => a.first.line - b.first.line);
  const shown = ordered.map((row) => [
    row.value || '(empty)',
    digits(row.count),
    ...[row.first, row.last].map((at) => `${findTime(at.text)?.text ?? ''} ${cite(at)}`.trim()),
    ...(causes === null ? [] : [causes.say(row)]),
  ]);
  const more = distinct > rows.length ? `\n\nand ${digits(distinct - rows.length)} more.` : '';
  return submit(
    causes === null
      ? 'The list is complete, so I write it down.'
      : 'Every failure has its line now, so I put the table together.',
    head,
    task.onlyCount && distinct > rows.length
      ? ''
      : table(causes === null ? titles : [...titles, 'Set off by'], shown) + more,
    rules,
    causes?.rule ?? '',
  );
}
