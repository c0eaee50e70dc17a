import { type Causes, findCauses } from './causes.ts';
import {
  type Pattern,
  type Place,
  type Row,
  readRows,
  readValue,
  type Statement,
} from './cells.ts';
import { conditionsOn } from './conditions.ts';
import { findTime } from './dates.ts';
import { amount, capital, cite, digits, properCase, quoteLine, table } from './report.ts';
import { type Field, findField, levelField, messageField } from './shape.ts';
import {
  decline,
  declineDoubtfulDate,
  type Look,
  type Plan,
  type Steps,
  step,
  submit,
} from './step.ts';
import type { Task } from './task.ts';
import { numbersOf } from './words.ts';

type Ranked = Task & { form: 'which' | 'frequent' };

/** How often each value stands in the lines asked about, the most frequent first. */
interface Ranking {
  /** Of many, only the first ones. */
  readonly rows: readonly Row[];
  readonly distinct: number;
  readonly total: number;
}

/** What matches are grouped by, and how that is said. */
interface Grouping {
  readonly by: (Statement & { kind: 'rank' })['by'];
  readonly field: Field | null;
  readonly rule: string;
}

/** Matches that are fetched at once: more would take the sandbox's memory. */
const most = 50_000;

/** "Which services logged errors?", "which files mention ...", "what is the most frequent error?" */
export function* rankPlan(task: Ranked, look: Look): Plan {
  const { noun, where } = task;
  const conditions = conditionsOn(where, look.shape);
  const { says } = conditions;
  if (conditions.doubtful) return declineDoubtfulDate(where);
  if (noun === 'word') return yield* wordPlan(task, says);
  const grouping = groupingOf(task, look);
  if (typeof grouping === 'string') return decline(grouping);
  const { by, field } = grouping;
  if (by === 'match' && says !== '') {
    return decline(`The demo counts each ${properCase(noun)} of a whole text only.`);
  }
  const on = says === '' ? 'of the whole text' : says;
  const isPart = field !== null && by !== 'match' && says !== '';
  const pattern = field?.kind === 'form' ? { source: field.source } : conditions.pattern(field);
  const output = yield step(`Now I take the lines ${on} and group them by ${properCase(noun)}.`, {
    says: `lines ${on}, by ${properCase(noun)}`,
    does: [
      { kind: 'search', pattern, max: most, shown: false },
      { kind: 'rank', by },
      ...(isPart
        ? [{ kind: 'counts', name: 'asked', patterns: { lines: conditions.pattern() } } as const]
        : []),
    ],
  });
  const total = readValue<number>(output, 'hits');
  let found: Ranking | null = {
    rows: readRows(output),
    distinct: readValue<number>(output, 'rows'),
    total,
  };
  if (total > most) {
    const patternOf = (value: string): Pattern => conditions.pattern(field, { value });
    found = by === 'capture' ? yield* countEach(found, patternOf) : null;
  }
  if (found === null) return decline('It has more such lines than the demo can take at once.');
  const all = isPart ? readValue<{ lines: number }>(output, 'asked').lines : total;
  const without =
    all > total ? `${amount(all - total, 'more such line')} without a ${properCase(noun)}.` : '';
  const rules = [grouping.rule, conditions.rules, without].filter((rule) => rule !== '').join(' ');
  const isCause = task.form === 'which' && task.cause && total > 0;
  return write(
    task,
    found,
    says,
    rules,
    isCause ? yield* findCauses(look, found.rows) : null,
    look,
  );
}

/** Where not all matches were fetched: counts each value on its own; null where some were not seen. */
function* countEach(
  { rows, total }: Ranking,
  patternOf: (value: string) => Pattern,
): Steps<Ranking | null> {
  const patterns = Object.fromEntries(rows.map(({ value }) => [value, patternOf(value)]));
  const output = yield step('That is more than was fetched, so I count each value on its own.', {
    says: 'these are all values if the numbers add up',
    does: [{ kind: 'counts', name: 'each', patterns }],
  });
  const counts = readValue<Record<string, number>>(output, 'each');
  const counted = rows.map((row) => ({ ...row, count: counts[row.value] ?? 0, last: null }));
  const sum = counted.reduce((all, { count }) => all + count, 0);
  if (sum !== total) return null;
  return { rows: counted.sort((a, b) => b.count - a.count), distinct: rows.length, total };
}

/** A sentence where lines can't be grouped so. */
function groupingOf({ noun, where }: Ranked, { shape, many }: Look): Grouping | string {
  if (noun === 'file') {
    return many
      ? { by: 'path', field: null, rule: '' }
      : 'It is asked about one text, not about several files.';
  }
  const isByLevel = where.levels !== null && levelField(shape) !== null;
  const needsLevel = where.levels !== null && (noun !== 'message' || shape.table !== null);
  const field = noun === 'message' ? messageField(shape) : findField(shape, noun);
  if (field === null) {
    return `Its lines show no field that is the ${noun}: the demo sees ${shape.says}.`;
  }
  if (needsLevel && !isByLevel) {
    return `Its lines show no level, by which failures could be told: the demo sees ${shape.says}.`;
  }
  if (noun === 'message') {
    const rule =
      'Messages count as the same when they differ only in words that have a digit in them, here written #; what stands in brackets at their start is left out.';
    return { by: 'message', field, rule };
  }
  if (field.kind === 'form') return { by: 'match', field, rule: '' };
  return { by: 'capture', field, rule: `The ${noun} is read from ${shape.says}.` };
}

function* wordPlan(task: Ranked, says: string): Plan {
  if (says !== '') return decline('The demo ranks the words of a whole text only.');
  if (task.form === 'which') return decline('A list of all its words would help nobody.');
  const output = yield step('Now I count every word of the text, piece by piece.', {
    says: 'every word, in lower case; what has a digit or _ in it is none',
    does: [{ kind: 'words' }],
  });
  const [distinct, total] = [readValue<number>(output, 'rows'), readValue<number>(output, 'all')];
  const rule =
    'A word is a run of letters, with apostrophes inside it; what has a digit or _ in it is none. Case is ignored.';
  return write(task, { rows: readRows(output), distinct, total }, says, rule, null, null);
}

function write(
  task: Ranked,
  { rows, distinct, total }: Ranking,
  says: string,
  rules: string,
  causes: Causes | null,
  look: Look | null,
) {
  const isMessage = task.noun === 'message' && task.where.levelWord !== null;
  const noun = isMessage ? `${task.where.levelWord} message` : properCase(task.noun);
  const plural = numbersOf(noun)[1];
  const [best] = rows;
  if (best === undefined) {
    return submit(
      'There is none, and I say what was searched for.',
      `**None**: no ${noun} has lines ${says || 'in this text'}. ${rules}`,
    );
  }
  const isByForm = look !== null && findField(look.shape, task.noun)?.kind === 'form';
  const unit = isByForm || task.noun === 'word' ? 'occurrence' : 'line';
  const inAll = `${amount(total, unit)} in all`;
  let head: string;
  if (task.form === 'frequent') {
    const on = says === '' ? '' : ` on lines ${says}`;
    const ties = rows.filter(({ count }) => count === best.count).length;
    const isOpen = ties === rows.length && distinct > rows.length;
    head =
      ties > 1 && task.top === 1
        ? `**${digits(ties)}${isOpen ? ' or more' : ''} ${plural} are equally frequent**, ${amount(best.count, 'time')} each${on}, among them ${quoteLine(best.value)}.`
        : `**${quoteLine(best.value)}** is the most frequent ${noun}: ${amount(best.count, 'time')}${on}.`;
    head += ` There ${distinct === 1 ? 'is' : 'are'} ${amount(distinct, `different ${noun}`, `different ${plural}`)}, ${inAll}.`;
  } else {
    const own = amount(distinct, noun, plural);
    const name =
      task.noun === 'file' ? `${digits(distinct)} of ${amount(look?.texts ?? 0, 'file')}` : own;
    head = `**${name}** ${distinct === 1 ? 'has' : 'have'} ${unit}s ${says || 'in this text'}: ${inAll}.`;
  }
  const most = task.form === 'frequent' ? Math.max(task.top, 5) : rows.length;
  const shown = rows.slice(0, most);
  if (causes !== null) shown.sort((a, b) => (a.first?.line ?? 0) - (b.first?.line ?? 0));
  const isList = task.form === 'which';
  const titles = [capital(noun), `#${capital(unit)}s`, 'First', ...(isList ? ['Last'] : [])];
  const lines = shown.map((row) => [
    isList ? row.value || '(empty)' : quoteLine(row.value),
    digits(row.count),
    placeOf(row.first),
    ...(isList ? [placeOf(row.last)] : []),
    ...(causes === null ? [] : [causes.say(row)]),
  ]);
  const more = distinct - rows.length;
  return submit(
    'The counts are complete, so I write them down.',
    head,
    !(task.form === 'which' && task.onlyCount && more > 0)
      ? table(causes === null ? titles : [...titles, 'Set off by'], lines)
      : '',
    isList && more > 0 ? `and ${digits(more)} more.` : '',
    rules,
    causes?.rule ?? '',
  );
}

function placeOf(at: Place | null): string {
  return at === null ? '' : `${findTime(at.text)?.text ?? ''} ${cite(at)}`.trim();
}
