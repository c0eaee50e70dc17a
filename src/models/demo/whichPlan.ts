import { type Causes, causeStep } from './causeStep.ts';
import { conditionsOn } from './conditions.ts';
import { decline, declineDoubtfulDate } from './decline.ts';
import { findField, levelField, type Shape } from './shape.ts';
import {
  amount,
  cite,
  digits,
  type Look,
  type Plan,
  properCase,
  quoteLine,
  type Situation,
  submit,
} from './step.ts';
import { type Row, type Tally, tally } from './tallySteps.ts';
import type { Task } from './task.ts';
import { findTime } from './times.ts';
import { numbersOf } from './words.ts';

/** Values that the answer lists. */
const listed = 50;

/** "Which services logged errors?", and with it "what set each failure off?". */
export function* whichPlan(task: Task & { form: 'which' }, situation: Situation, look: Look): Plan {
  const { noun, where } = task;
  const field = findField(look.shape, noun);
  const conditions = conditionsOn(where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  if (field === null) {
    return decline(
      `Its lines show no field that is the ${noun}: the demo sees ${look.shape.says}.`,
    );
  }
  if (where.levels !== null && levelField(look.shape) === null) {
    return decline(
      `Its lines show no level, by which failures could be told: the demo sees ${look.shape.says}.`,
    );
  }
  const found = yield* tally(
    field,
    conditions.patterns,
    `The lines are of a known form (${look.shape.says}), so code can take each line's ${noun}.\nNow I count by ${noun} the lines ${conditions.says || 'of the whole text'}.`,
  );
  if (found === null) {
    return decline(`It has too many different values of the ${noun} to list.`);
  }
  const causes: Causes =
    task.cause && found.rows.length > 0
      ? yield* causeStep(situation, found.rows)
      : { byValue: new Map(), before: 0 };
  return submit(
    task.cause
      ? 'Every failure has its line now, so I put the table together.'
      : 'The list is complete, so I write it down.',
    answer(task, found, conditions.says, conditions.rules, causes, look.shape),
  );
}

function answer(
  task: Task & { form: 'which' },
  found: Tally,
  says: string,
  rules: readonly string[],
  causes: Causes,
  shape: Shape,
): string {
  const noun = properCase(task.noun);
  const plural = numbersOf(noun)[1];
  const unit = found.anywhere ? 'occurrence' : 'line';
  if (found.distinct === 0) {
    return `**None**: no ${task.noun} has lines ${says || 'in this text'}. ${rules.join(' ')}`;
  }
  const head = `**${amount(found.distinct, noun, plural)}** ${found.distinct === 1 ? 'has' : 'have'} ${says === '' ? `${unit}s in this text` : `${unit}s ${says}`}: ${amount(found.total, unit)} in all.`;
  const note =
    `The ${task.noun} is read from ${shape.csv === null && shape.fields.size > 0 ? shape.says : `the field ${found.field}`}. ${rules.join(' ')}`.trim();
  if (task.onlyCount && found.distinct > listed) return [head, note].join('\n\n');
  const rows = [...found.rows].sort((a, b) =>
    task.cause ? a.first.line - b.first.line : b.count - a.count,
  );
  const more =
    found.distinct > rows.length ? `\nand ${digits(found.distinct - rows.length)} more.` : '';
  const columns = [
    capital(noun),
    `${capital(unit)}s`,
    'First',
    'Last',
    ...(task.cause ? ['Set off by'] : []),
  ];
  const table = [
    `| ${columns.join(' | ')} |`,
    `| --- | ---: | --- | --- |${task.cause ? ' --- |' : ''}`,
    ...rows.map(
      (row) =>
        `| ${cell(row.value === '' ? '(empty)' : row.value)} | ${digits(row.count)} | ${place(row.first)} | ${place(row.last)} |${task.cause ? ` ${causeOf(row, causes)} |` : ''}`,
    ),
  ].join('\n');
  const causeNote = task.cause
    ? `What set a failure off is the telling line among the ${causes.before} lines before the first one, picked by fixed rules: its level, its words, and what it shares with the failure.`
    : '';
  return [head, `${table}${more}`, note, causeNote].filter((part) => part !== '').join('\n\n');
}

function causeOf(row: Row, causes: Causes): string {
  const cause = causes.byValue.get(row.value);
  return cause === undefined
    ? 'no line before it says so'
    : `${cell(quoteLine(cause.text))} ${cite(cause.path, cause.line)}`;
}

function place(at: Row['last']): string {
  if (at === null) return '';
  const { path, line, text } = at;
  const time = findTime(text);
  return `${time === null ? '' : `${cell(time.text)} `}${cite(path, line)}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
