import { numbersOf } from './words.ts';

/** Words that show that a phrase says more than what to look for. */
export const functionWords = new Set(
  `a an the and or nor not no but of in on at by for from to with without after before since until between during
  that which who whom whose when where while because if than as per each every all any some more less most least over under
  above below about into through is are was were be been being did do does has have had this these those it its they their
  there how what why many much`.split(/\s+/),
);

/** Of those, the ones that join or bound statements: never part of a text that is looked for. */
export const joiningWords = new Set(
  'and or nor but after before since until between without that which who when where while because than'.split(
    ' ',
  ),
);

export const contain =
  '(?:that |which )?(?:contain|contains|containing|mention|mentions|mentioning|include|includes|including|have|has|with|match|matches|matching|say|says|saying)';
export const wordFor =
  '(?:(?:the )?(?:exact )?(?:word|phrase|text|string|term|token|expression|name) )?';
export const there =
  '(?: (?:are|is|were|was) (?:there|logged|reported|recorded|found|mentioned|listed|used)| (?:are|were|is|was)(?: in (?:it|here))?| (?:occurred|occur|happened|happen|exist|appear|appeared)| does (?:it|the \\w+|this \\w+) (?:have|contain|list|mention|show)| do (?:we|you|i) (?:have|see))?';
export const lineWord =
  '(?:log )?(?:lines|line|entries|entry|messages|message|records|record|rows|row|events)';

/** What the text is called in such questions. */
const what = '(?:this|the|that|my|it|a)(?: \\w+)?';
/** Ways to ask for an outline. */
export const outlineForms = [
  `(?:give|show|write|make)?(?: me)?(?: an?| the)? ?(?:outline|overview|table of contents|structure)(?: ${what}| of ${what})?`,
  `outline ${what}`,
  `what(?: is|'s) (?:in|inside) ${what}`,
  `what(?: is|'s) ${what} (?:about|made of)`,
  `what does ${what} (?:contain|consist of|look like)`,
  `what kind of (?:file|text|document|log) is (?:this|it)`,
  `(?:summari[sz]e|describe|show|explain|list) (?:me )?the (?:structure|outline|sections|headings|chapters|contents)(?: of ${what})?`,
  `what(?: is the structure| are the (?:sections|headings|chapters|contents|parts))(?: of ${what})?`,
  "what(?: is|'s)(?: inside| here| this| it)?",
  `how is ${what} (?:structured|organi[sz]ed|built|divided)`,
].join('|');

/** `ip address` for "IP addresses". */
export function singular(words: string): string {
  const text = words.toLowerCase();
  if (/(?:address|class|process|status|access)$/.test(text)) return text;
  const parts = text.split(' ');
  const last = parts.pop() ?? '';
  return [...parts, numbersOf(last)[0]].join(' ');
}

/** 1 to 50 for "5" or "five"; null for no number. */
export function numberWord(text: string): number | null {
  if (text === '') return null;
  const words: Readonly<Record<string, number>> = {
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    ten: 10,
    twenty: 20,
  };
  const number = words[text.toLowerCase()] ?? Number(text);
  return Number.isInteger(number) && number > 0 ? Math.min(number, 50) : null;
}
