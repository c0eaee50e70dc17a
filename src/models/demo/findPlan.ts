import { conditionsOn, hasOccurrence } from './conditions.ts';
import { declineDoubtfulDate } from './decline.ts';
import { readExcerpts } from './excerptStep.ts';
import { lineCode, linePattern } from './patternCode.ts';
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
  type Situation,
  submit,
} from './step.ts';
import type { Task, Where } from './task.ts';
import { describeSought, escapePattern, occurrencePattern, ruleOf, type Sought } from './words.ts';

interface Hits {
  readonly total: number;
  readonly first: readonly Place[];
}

interface Found {
  readonly whole: Hits;
  readonly words: Hits | null;
  readonly each: readonly number[];
}

/** Hits that the answer lists. */
const listed = 10;

/** Words of a phrase that say nothing alone. */
const smallWords =
  /^(?:a|an|the|and|or|of|in|on|at|by|for|from|to|with|is|are|was|were|that|this|it|its|be|as)$/i;

/** "Find ...", "where is ...", "which lines mention ...". */
export function* findPlan(
  { where }: Task & { form: 'find' },
  situation: Situation,
  look: Look,
): Plan {
  const conditions = conditionsOn(where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const words = wordsOf(where.sought);
  const dated = where.date === null ? [] : conditions.patterns.slice(0, 1);
  const line = lineCode(conditions.patterns);
  const all = linePattern([
    ...dated,
    ...words.map((word) => hasOccurrence('', occurrencePattern(word))),
  ]);
  const output = yield {
    prose: `Now I search for the lines ${conditions.says}.${words.length > 1 ? '\nIf there is none, lines with all its words will do.' : ''}`,
    code: `const shown = (hits) => ({
  total: hits.total,
  first: hits.map(({ path, line, text }) => ({ path, line, text: text.slice(0, 300) })),
});
${line.constants}const whole = grep(${line.expression}, { flags: 'iu', max: ${listed} });
const found = { whole: shown(whole), words: null, each: [] };
${
  words.length > 1
    ? `if (whole.total === 0) {
  found.words = shown(grep(${literal(all)}, { flags: 'iu', max: ${listed} }));
  found.each = [
${words.map((word) => `    count(${literal(linePattern([...dated, hasOccurrence('', occurrencePattern(word))]))}, { flags: 'iu' }),`).join('\n')}
  ];
}\n`
    : ''
}print('facts = ' + JSON.stringify(found));`,
  };
  const found = readFacts<Found>(output);
  const hits = found.whole.total > 0 ? found.whole : (found.words ?? found.whole);
  if (hits.total === 0) {
    return submit(
      'Nothing was found, and I say what was searched for.',
      none(where, words, found, conditions.says),
    );
  }
  const telling = yield* readExcerpts(situation, hits.first.slice(0, 6), conditions.topic);
  const byWords = found.whole.total === 0;
  const wanted = byWords
    ? `${hits.total === 1 ? 'contains' : 'contain'} all the words ${words.map(({ text }) => `"${text}"`).join(', ')} (${where.sought === null ? '' : ruleOf(where.sought)}); the phrase as a whole stands nowhere`
    : `${agree(conditions.says, hits.total)}${where.sought === null ? '' : ` (${ruleOf(where.sought)})`}`;
  const best = mostTelling(telling, where.sought);
  const parts = [
    byWords
      ? `**${amount(hits.total, 'line')}** ${wanted}.`
      : `There ${hits.total === 1 ? 'is' : 'are'} **${amount(hits.total, 'line')}** ${wanted}.`,
    best === undefined || hits.total === 1
      ? ''
      : `Most telling by the demo's rules: ${quoteLine(best.text, 290)} ${cite(best.path, best.line)}`,
    `${hits.total > hits.first.length ? `The first ${hits.first.length}:` : 'In the order of the text:'}\n${hits.first
      .map(({ path, line, text }) => `- ${quoteLine(text, 290)} ${cite(path, line)}`)
      .join('\n')}`,
  ];
  return submit(
    'The places are found, so I write them down with their lines.',
    parts.filter((part) => part !== '').join('\n\n'),
  );
}

/** A line that seems to define what is sought, else one that has it in the same case, else the first. */
function mostTelling(places: readonly Place[], sought: Sought | null): Place | undefined {
  if (sought === null) return places[0];
  const definition = new RegExp(
    `\\b(?:class|interface|function|def|fn|func|struct|enum|type|const|let|var)\\s+${escapePattern(sought.text)}\\b`,
  );
  return (
    places.find(({ text }) => definition.test(text)) ??
    places.find(({ text }) => text.includes(sought.text)) ??
    places[0]
  );
}

function wordsOf(sought: Sought | null): readonly Sought[] {
  if (sought === null || sought.quoted) return [];
  const words = sought.text.split(/\s+/).filter((word) => !smallWords.test(word));
  return words.map((text) => ({ text, quoted: false, noun: true }));
}

function none(where: Where, words: readonly Sought[], found: Found, says: string): string {
  const searched = where.sought === null ? '' : ` (${ruleOf(where.sought)})`;
  const each = found.each
    .map((count, index) => {
      const word = words[index];
      return word === undefined ? '' : `${describeSought(word)}: ${amount(count, 'line')}`;
    })
    .filter((part) => part !== '');
  return [
    `**None**: there are no lines ${says}${searched}.`,
    each.length === 0 ? '' : `No line has all of its words either. One by one: ${each.join('; ')}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
