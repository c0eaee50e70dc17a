import { effortLevels } from '../../core/reasoningEffort.ts';
import type { Meaning, Parameter, Seen } from './meaning.ts';

const parameters: readonly Parameter[] = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'stream_options',
  'store',
  'prompt_cache_key',
  'prompt_cache_options',
  'cache_control',
  'temperature',
];

const refusing =
  /unsupported|not support|not permitted|not allowed|unknown|unrecogni[sz]ed|unexpected|extra|cannot find field|no such|additional propert|not accept|not available|not a valid|disabled|not recogni[sz]ed|not implemented|deprecated|can only be|must be false|should be false|invalid (?:parameter|argument|field)|argument not/i;
const refusingCodes =
  /unsupported_parameter|unknown_parameter|extra_forbidden|unknown_field|UnsupportedParams/i;
const wantsStream =
  /only supports? stream|enable (?:the )?stream|(?:have|set|use) stream ?= ?true|stream (?:must|should) be (?:set to )?true|non-?streaming|requires? stream/i;

/** Any maker's name for how hard a model is to think. */
const aboutEffort =
  /(?<!\w)(?:reasoning_effort|reasoning\.\w+|reasoning[ _](?:effort|content|parameter)|effort|output_config|thinking(?:_budget|_config|Budget|Config)?|budget_tokens|think|reasoning(?= (?:is|parameter|param|not)|['"`]))(?!\w)/i;
const level = new RegExp(`['"\`](${effortLevels.join('|')})['"\`]`, 'g');

const refusingValue = /invalid|should be|must be|one of|expected|(?:un|not )supported|bad value/i;

/** A refusal of an effort, with the levels that stand in quotes in it. */
function readEffort(words: string, codes: string): Meaning | null {
  const said = `${words} ${codes}`;
  if (!aboutEffort.test(said) || !(refusing.test(said) || refusingValue.test(said))) return null;
  const named = new Set([...words.matchAll(level)].map(([, name]) => name));
  const levels = effortLevels.filter((effort) => named.has(effort));
  return { kind: 'effortRefused', levels };
}

/** Whether words refuse a parameter by its name, and which; null when they don't. */
export function readParameters({ words, codes }: Seen): Meaning | null {
  // "Use 'max_completion_tokens' instead" names what is wanted, not what is refused.
  const refused = words.replace(/\b(?:use|try|set)\b[^.]{0,20}max_\w+[^.]*/gi, '');
  const effort = readEffort(words, codes);
  if (effort !== null) return effort;
  if (!refusing.test(refused) && !refusingCodes.test(`${codes} ${words}`)) return null;
  const said = ` ${refused} ${codes} `;
  const names = parameters.filter((name) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(said));
  if (names.length > 0) return { kind: 'unknownParameter', names };
  const isAboutStream = /(?<![\w-])stream(?:ing|ed)?(?![\w-])/i.test(said);
  if (isAboutStream && !wantsStream.test(words)) return { kind: 'streamRefused' };
  return null;
}
