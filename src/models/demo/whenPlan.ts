import { readLines, readValue } from './cells.ts';
import { conditionsOn } from './conditions.ts';
import { findTime } from './dates.ts';
import { agree, amount, cite, quoteLine } from './report.ts';
import { type Field, findField, type Shape } from './shape.ts';
import { decline, declineDoubtfulDate, type Look, type Plan, step, submit } from './step.ts';
import type { Task } from './task.ts';

const most = 100_000;

/** "When did ... first and last occur?" */
export function* whenPlan(task: Task & { form: 'when' }, look: Look): Plan {
  const { where, ends } = task;
  const { shape } = look;
  const conditions = conditionsOn(where, shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const time = sortableTime(shape);
  const output = yield step(
    `Now I look for the first and the last of the lines ${conditions.says}.${
      time === null ? '' : '\nTheir times are compared too, in case the text is not in order.'
    }`,
    {
      says: `lines ${conditions.says}${time === null ? '' : ', with their times'}`,
      does: [
        {
          kind: 'search',
          pattern: conditions.pattern(time, { isOptional: true }),
          max: most,
          shown: false,
        },
        { kind: 'ends', ordered: time !== null },
      ],
    },
  );
  const total = readValue<number>(output, 'hits');
  const [first, last, earliest, latest] = readLines(output);
  if (first === undefined || last === undefined) {
    return submit(
      'It does not occur, and I say what was searched for.',
      `**Never**: there are no lines ${conditions.says}. ${conditions.rules}`,
    );
  }
  if (total > most) return decline('It has too many such lines to find the last one.');
  const shown = [
    ...(ends === 'last' ? [] : [{ name: 'First', at: earliest ?? first }]),
    ...(ends === 'first' ? [] : [{ name: 'Last', at: latest ?? last }]),
  ];
  const isInOrder = earliest?.line === first.line && latest?.line === last.line;
  return submit(
    'Both ends are certain, so I write them down.',
    ...shown.map(({ name, at }) => {
      const stamp = findTime(at.text);
      const note = stamp === null ? '\nThe line carries no time.' : '';
      return `**${name}: ${stamp?.text ?? `line ${at.line}`}** ${cite(at)}\n${quoteLine(at.text)}${note}`;
    }),
    `There ${total === 1 ? 'is' : 'are'} ${amount(total, 'line')} ${agree(conditions.says, total)}. ${conditions.rules}`,
    earliest === undefined
      ? 'First and last by their place in the text; their times were not compared.'
      : isInOrder
        ? ''
        : `By their times; the text is not in the order of time: the first such line in it is ${cite(first)}, the last ${cite(last)}.`,
  );
}

/** The field of the lines' times, where they are all written in one way that sorts. */
function sortableTime(shape: Shape): Field | null {
  const time = findField(shape, 'time');
  if (time === null || time.kind === 'form') return null;
  const found = shape.sample.map(({ text }) => findTime(text));
  const forms = new Set(found.flatMap((stamp) => stamp?.form ?? []));
  const zones = new Set(
    found.flatMap((stamp) => /(?:Z|[+-]\d\d:?\d\d)?$/.exec(stamp?.text ?? '')?.[0] ?? []),
  );
  return forms.size === 1 && zones.size === 1 && [...forms][0]?.sorts ? time : null;
}
