import { readLines, readValue } from './cells.ts';
import { conditionsOn } from './conditions.ts';
import { agree, amount, cite, listOf, quoteLine } from './report.ts';
import { declineDoubtfulDate, type Look, type Plan, step, submit } from './step.ts';
import type { Task } from './task.ts';
import { escapePattern, nameOf, occurrenceOf, restOfLine, ruleOf } from './words.ts';

/** Hits that the answer lists. */
const listed = 10;

/** Words of a phrase that say nothing alone. */
const smallWords =
  /^(?:a|an|the|and|or|of|in|on|at|by|for|from|to|with|is|are|was|were|that|this|it|its|be|as)$/i;

/** "Find ...", "where is ...", "which lines mention ...". */
export function* findPlan({ where }: Task & { form: 'find' }, look: Look): Plan {
  const { sought } = where;
  const conditions = conditionsOn(where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const search = { kind: 'search', max: listed, shown: true } as const;
  let output = yield step(`Now I search for the lines ${conditions.says}.`, {
    says: `lines ${conditions.says}`,
    does: [{ ...search, pattern: conditions.pattern() }],
  });
  const rule = sought === null ? '' : ` (${ruleOf(sought)})`;
  let says = conditions.says;
  const words = (sought === null || sought.quoted ? '' : sought.text)
    .split(/\s+/)
    .filter((word) => !smallWords.test(word))
    .map((text) => ({ text, quoted: false, noun: true }));
  if (readValue<number>(output, 'hits') === 0 && words.length > 1 && where.date === null) {
    const sources = words.map(occurrenceOf);
    const all = sources.map((source) => `(?=${restOfLine}?${source})`).join('');
    const each = words.map(({ text }, at) => [text, { source: `${sources[at]}${restOfLine}` }]);
    output = yield step('The phrase stands nowhere, so I look for lines with all of its words.', {
      says: 'lines with all of the words, in any order',
      does: [
        { ...search, pattern: { source: `^${all}${restOfLine}` } },
        { kind: 'counts', name: 'single', patterns: Object.fromEntries(each) },
      ],
    });
    if (readValue<number>(output, 'hits') === 0) {
      const counts = readValue<Record<string, number>>(output, 'single');
      const known = words.map(
        (word) => `${nameOf(word)}: ${amount(counts[word.text] ?? 0, 'line')}`,
      );
      return submit(
        'Nothing was found, and I say what was searched for.',
        `**None**: there are no lines ${says}${rule}.`,
        `No line has all of its words either. One by one: ${known.join('; ')}.`,
      );
    }
    const named = words.map(({ text }) => `"${text}"`).join(', ');
    says = `that contain all the words ${named}; the phrase as a whole stands nowhere`;
  }
  const total = readValue<number>(output, 'hits');
  if (total === 0) {
    return submit(
      'Nothing was found, and I say what was searched for.',
      `**None**: there are no lines ${says}${rule}.`,
    );
  }
  const places = readLines(output);
  const definition = new RegExp(
    `\\b(?:class|interface|function|def|fn|func|struct|enum|type|const|let|var)\\s+${escapePattern(sought?.text ?? '')}\\b`,
  );
  const defining = sought === null ? undefined : places.find(({ text }) => definition.test(text));
  return submit(
    'The places are found, so I write them down with their lines.',
    `There ${total === 1 ? 'is' : 'are'} **${amount(total, 'line')}** ${agree(says, total)}${rule}.`,
    defining === undefined
      ? ''
      : `By its form this line defines it: ${quoteLine(defining.text)} ${cite(defining)}`,
    `${total > places.length ? `The first ${places.length}:` : 'In the order of the text:'}\n${listOf(places)}`,
  );
}
