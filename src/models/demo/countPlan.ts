import { conditionsOn, hasOccurrence } from './conditions.ts';
import { declineDoubtfulDate } from './decline.ts';
import { readExcerpts } from './excerptStep.ts';
import { lineCode, linePattern } from './patternCode.ts';
import { levelField } from './shape.ts';
import {
  agree,
  amount,
  cite,
  digits,
  type Look,
  literal,
  type Place,
  type Plan,
  quoteLine,
  readFacts,
  type Situation,
  submit,
} from './step.ts';
import type { Task } from './task.ts';
import { describeSought, lettersPattern, occurrencePattern, ruleOf, stemOf } from './words.ts';

interface Counted {
  readonly lines: number;
  readonly occurrences: number | null;
  readonly sameCase: number | null;
  readonly inside: number | null;
  readonly word: number | null;
  readonly severer: number | null;
  readonly first: readonly Place[];
}

/** "How many lines contain ...", "how many errors", "how many times does ... occur". */
export function* countPlan(task: Task & { form: 'count' }, situation: Situation, look: Look): Plan {
  const { where } = task;
  const conditions = conditionsOn(where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const { sought } = where;
  const level = where.levels === null ? null : levelField(look.shape);
  const rest = conditions.patterns.slice(0, where.date === null ? 0 : 1);
  const line = lineCode(conditions.patterns);
  const code = [
    `${line.constants}const hits = grep(${line.expression}, { flags: 'iu', max: 4 });`,
    'const found = { lines: hits.total };',
  ];
  if (sought !== null) {
    const occurrence = occurrencePattern(sought);
    if (rest.length === 0) {
      code.push(`found.occurrences = count(${literal(occurrence)}, { flags: 'iu' });`);
    }
    if (/\p{L}/u.test(sought.text)) {
      const sameCase = linePattern([...rest, hasOccurrence('', occurrence)]);
      code.push(`found.sameCase = count(${literal(sameCase)}, { flags: 'u' });`);
    }
    if (!sought.quoted) {
      const inside = linePattern([...rest, hasOccurrence('', lettersPattern(sought))]);
      code.push(`found.inside = count(${literal(inside)}, { flags: 'iu' });`);
    }
  }
  if (level !== null && where.levelWord !== null) {
    const word = occurrencePattern({ text: where.levelWord, quoted: false, noun: true });
    code.push(
      `found.word = count(${literal(linePattern([...rest, hasOccurrence('', word)]))}, { flags: 'iu' });`,
    );
    if (where.levels?.length === 1 && where.levels[0] === 'error') {
      const severer = conditionsOn({ ...where, levels: ['critical', 'fatal'] }, look.shape);
      code.push(
        `found.severer = count(${literal(linePattern(severer.patterns))}, { flags: 'iu' });`,
      );
    }
  }
  code.push(
    'found.first = hits.map(({ path, line, text }) => ({ path, line, text: text.slice(0, 300) }));',
    "print('facts = ' + JSON.stringify(found));",
  );
  const output = yield {
    prose: `Now I count the lines ${conditions.says}, in code, over the whole text.\nThis text has ${look.shape.says}.`,
    code: code.join('\n'),
  };
  const counted = readFacts<Counted>(output);
  const telling =
    counted.lines === 0
      ? []
      : yield* readExcerpts(situation, counted.first.slice(0, 2), conditions.topic);
  return submit(
    'The figures are exact, so I write the answer down.',
    counted.lines === 0
      ? nothing(conditions.says, conditions.rules, look.lines, counted)
      : [
          headline(task, counted, conditions.says),
          ...rules(task, counted, conditions.rules),
          examples(counted, telling),
        ]
          .filter((line) => line !== '')
          .join('\n\n'),
  );
}

function headline(task: Task & { form: 'count' }, counted: Counted, says: string): string {
  const { sought } = task.where;
  const dated = task.where.date === null ? '' : ` on ${task.where.date.text}`;
  if (sought !== null) {
    const many = counted.occurrences ?? null;
    const what = `${describeSought(sought)}${dated}`;
    const rule = `(${ruleOf(sought)})`;
    if (task.unit === 'occurrence' && many !== null) {
      return `**${amount(many, 'occurrence')}** of ${what} ${rule}, on ${amount(counted.lines, 'line')}.`;
    }
    const verb = counted.lines === 1 ? 'contains' : 'contain';
    const times = many === null ? '' : `; ${amount(many, 'occurrence')} in all`;
    return `**${amount(counted.lines, 'line')}** ${verb} ${what} ${rule}${times}.`;
  }
  return `There ${counted.lines === 1 ? 'is' : 'are'} **${amount(counted.lines, 'line')}** ${agree(says, counted.lines)}.`;
}

function rules(
  { where }: Task & { form: 'count' },
  counted: Counted,
  conditions: readonly string[],
): string[] {
  const said: string[] = [];
  if (where.sought === null || where.date !== null) {
    said.push(...conditions.filter((rule) => !rule.startsWith('The text is looked for')));
  }
  if (where.sought !== null) {
    if (typeof counted.sameCase === 'number' && counted.sameCase !== counted.lines) {
      said.push(`With exactly this case: ${amount(counted.sameCase, 'line')}.`);
    }
    if (typeof counted.inside === 'number' && counted.inside !== counted.lines) {
      said.push(
        `"${stemOf(where.sought)}" also inside longer words: ${amount(counted.inside, 'line')}.`,
      );
    }
  }
  if (typeof counted.severer === 'number' && counted.severer > 0) {
    said.push(
      `Not among them: ${amount(counted.severer, 'line')} of level CRITICAL, FATAL or the like.`,
    );
  }
  if (typeof counted.word === 'number' && counted.word !== counted.lines) {
    said.push(
      `For comparison, the whole word "${where.levelWord}" or its plural stands on ${amount(counted.word, 'line')}, whatever their level.`,
    );
  }
  return said.length === 0 ? [] : [said.join(' ')];
}

function examples(counted: Counted, telling: readonly Place[]): string {
  const places = telling.length > 0 ? telling : counted.first.slice(0, 2);
  return `${counted.lines > places.length ? 'For example:' : 'Here:'}\n${places
    .map(({ path, line, text }) => `- ${quoteLine(text)} ${cite(path, line)}`)
    .join('\n')}`;
}

function nothing(says: string, rules: readonly string[], lines: number, counted: Counted): string {
  const inside =
    typeof counted.inside === 'number' && counted.inside > 0
      ? ` Inside longer words its letters stand on ${amount(counted.inside, 'line')}.`
      : '';
  const word =
    typeof counted.word === 'number' && counted.word > 0
      ? ` The word itself stands on ${amount(counted.word, 'line')} of other levels.`
      : '';
  return `**None**: there are 0 lines ${says}, of ${digits(lines)} in all. ${rules.join(' ')}${inside}${word}`;
}
