import { readLines, readValue } from './cells.ts';
import { conditionsOn } from './conditions.ts';
import { askAbout, mostTelling, pickQuestion } from './excerpts.ts';
import { agree, amount, cite, listOf, quoteLine } from './report.ts';
import { declineDoubtfulDate, type Look, type Plan, step, submit } from './step.ts';
import type { Task } from './task.ts';
import { nameOf, occurrenceOf, restOfLine, ruleOf, type Sought } from './words.ts';

/** Hits that the answer lists. */
const listed = 10;
/** Lines before and after a place that a sub-model reads. */
const around = 3;

/** Words of a phrase that say nothing alone. */
const smallWords =
  /^(?:a|an|the|and|or|of|in|on|at|by|for|from|to|with|is|are|was|were|that|this|it|its|be|as)$/i;

/** "Find ...", "where is ...", "which lines mention ...". */
export function* findPlan({ where }: Task & { form: 'find' }, look: Look): Plan {
  const conditions = conditionsOn(where, look.shape);
  if (conditions.doubtful) return declineDoubtfulDate(where);
  const search = { kind: 'search', max: listed, shown: true } as const;
  let output = yield step(`Now I search for the lines ${conditions.says}.`, {
    says: `lines ${conditions.says}`,
    does: [{ ...search, pattern: conditions.pattern() }],
  });
  let says = conditions.says;
  const words = where.date === null ? wordsOf(where.sought) : [];
  const isByWords = readValue<number>(output, 'hits') === 0 && words.length > 1;
  if (isByWords) {
    const occurrences = words.map(occurrenceOf);
    const all = occurrences.map((source) => `(?=${restOfLine}?${source})`).join('');
    output = yield step('The phrase stands nowhere, so I look for lines with all of its words.', {
      says: 'lines with all of the words, in any order',
      does: [
        { ...search, pattern: { source: `^${all}${restOfLine}` } },
        {
          kind: 'counts',
          patterns: Object.fromEntries(
            occurrences.map((source, index) => [
              words[index]?.text ?? '',
              { source: source + restOfLine },
            ]),
          ),
        },
      ],
    });
    says = `that contain all the words ${words.map(({ text }) => `"${text}"`).join(', ')}`;
  }
  const total = readValue<number>(output, 'hits');
  const rule = where.sought === null ? '' : ` (${ruleOf(where.sought)})`;
  if (total === 0) {
    const counts = isByWords ? readValue<Record<string, number>>(output, 'counts') : {};
    const each = words.map((word) => `${nameOf(word)}: ${amount(counts[word.text] ?? 0, 'line')}`);
    return submit(
      'Nothing was found, and I say what was searched for.',
      `**None**: there are no lines ${conditions.says}${rule}.`,
      isByWords ? `No line has all of its words either. One by one: ${each.join('; ')}.` : '',
    );
  }
  const places = readLines(output);
  const wanted = total > 1 && where.sought !== null;
  const telling = wanted
    ? yield* askAbout(
        look,
        places.slice(0, 6).map(({ path, line }) => ({
          text: pickQuestion(conditions.topic),
          path,
          from: Math.max(1, line - around),
          to: line + around,
        })),
        'Code has found the places; sub-models read the lines around them and say which tells most.',
      )
    : [];
  const best = mostTelling(
    telling.filter((at) => places.some(({ path, line }) => at?.path === path && at.line === line)),
    where.sought,
  );
  return submit(
    'The places are found, so I write them down with their lines.',
    `There ${total === 1 ? 'is' : 'are'} **${amount(total, 'line')}** ${agree(says, total)}${rule}${isByWords ? '; the phrase as a whole stands nowhere' : ''}.`,
    best === null ? '' : `Most telling by the demo's rules: ${quoteLine(best.text)} ${cite(best)}`,
    `${total > places.length ? `The first ${places.length}:` : 'In the order of the text:'}\n${listOf(places)}`,
  );
}

function wordsOf(sought: Sought | null): readonly Sought[] {
  if (sought === null || sought.quoted) return [];
  const words = sought.text.split(/\s+/).filter((word) => !smallWords.test(word));
  return words.map((text) => ({ text, quoted: false, noun: true }));
}
