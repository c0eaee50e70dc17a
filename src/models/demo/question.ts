import { takeDate } from './dates.ts';
import { isFieldNoun, levelsNamed } from './fields.ts';
import { Targets } from './targets.ts';
import type { Task } from './task.ts';
import { singular } from './words.ts';

/** Reads a question; null when it has none of the forms, or says more than they can hold. */
export function readQuestion(asked: string): Task | null {
  const { text, quotes } = tidy(asked);
  const dated = takeDate(text);
  const plain = withoutPlace(dated?.rest ?? text);
  if (plain === '') return null;
  const targets = new Targets(quotes, dated?.date ?? null);
  for (const [form, source] of forms) {
    const match = new RegExp(`^(?:${source})$`, 'i').exec(plain);
    const task = match === null ? 'next' : read(form, match.groups ?? {}, targets);
    if (task !== 'next') return task;
  }
  return null;
}

/** The question without politeness, each text in quotation marks as QUOTE0 ... or WORD0 ... */
function tidy(asked: string): { text: string; quotes: readonly string[] } {
  const quotes: string[] = [];
  const text = asked
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/"([^"]+)"|`([^`]+)`|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu, (_, a, b, c) => {
      quotes.push(a ?? b ?? c);
      return `QUOTE${quotes.length - 1}`;
    })
    .replace(/\bword QUOTE(\d+)/gi, 'word WORD$1')
    .replace(
      /^(?:(?:please|hey|hi|ok|so|now|and|can you|could you|would you|tell me|let me know|i want to know|i'd like to know|do you know)[, ]+)+/i,
      '',
    );
  return { text, quotes };
}

/** Without "in this file" and the like. */
function withoutPlace(text: string): string {
  return text
    .replace(/[\s?.!]+$/, '')
    .replace(
      /,? (?:(?:in|from|of|inside|throughout) (?:the |this |that |my )?(?:whole |entire |given )?(?:file|log|logs|log file|text|document|folder|directory|changelog|code|table|data|context|selection)|in here|in it|in total|altogether|overall|in all|please)\b(?=$|[, ])/gi,
      '',
    )
    .replace(/[\s?.!,]+$/, '')
    .replace(/ {2,}/g, ' ');
}

const contain =
  '(?:that |which )?(?:contains?|containing|mentions?|mentioning|includes?|including|have|has|with|match|matches|matching|says?|saying)';
const text =
  '(?:(?:the )?(?:exact )?(?:word|phrase|text|string|term|token|expression|name) )?(?<text>.+?)';
const noun = '(?<noun>.+?)';
const there =
  '(?: (?:are|is|were|was) (?:there|logged|reported|recorded|found|mentioned|listed|used)| (?:are|were|is|was)(?: in (?:it|here))?| (?:occurred|occur|happened|happen|exist|appear|appeared)| does (?:it|the \\w+|this \\w+) (?:have|contain|list|mention|show)| do (?:we|you|i) (?:have|see))?';
const line = '(?:log )?(?:lines?|entries|entry|messages?|records?|rows?|events)';
const it = '(?:this|the|that|my|it|a)(?: \\w+)?';
const howMany =
  '(?:how many|count(?: all)?(?: the)?|(?:what is )?the (?:total )?number of|number of)';
const what = '(?:which|what)';
const occurs =
  '(?:occur|occurs|occurred|appear|appears|appeared|happen|happens|happened|mentioned|found|logged|come up|comes up|show up|used|written|repeated|seen|stand|named|reported|there|start|begin)';
const logged =
  '(?:log|logs|logged|had|have|has|report|reports|reported|raised|show|shows|showed|produced|threw|recorded|wrote|saw)';
const why =
  '(?<why>,? (?:and )?(?:why|how come|what (?:set|caused|triggered|started|made|brought about|was the cause|led to).*))?';
const when = '(?:when|where|on which line|on what date|at what time)';
const did = '(?:did|was|were|is|are|does|do|has|have)';
const end = '(?<end>first|last|earliest|latest|most recent)';
const both = 'first(?: \\w+)?,? and (?:when (?:was it )?|the )?last';
const few = '(?:\\d+|two|three|four|five|ten|twenty)';
const mostOften =
  '(?:most (?:frequent|common|often|frequently|commonly|used|frequently used|commonly used|popular)|commonest|top)';
const parts = '(?:structure|outline|sections|headings|chapters|contents|parts)';

/** Forms of question, read in this order. */
const forms = [
  [
    'outline',
    `(?:(?:give|show|write|make) )?(?:me )?(?:an? |the )?(?:outline|overview|table of contents|structure)(?: of)?(?: ${it})?`,
  ],
  [
    'outline',
    `what(?: is|'s)(?: (?:in|inside))? ${it}(?: about| made of)?|what(?: is|'s)(?: inside| here)?`,
  ],
  ['outline', `what does ${it} (?:contain|consist of|look like)|what kind of \\w+ is (?:this|it)`],
  [
    'outline',
    `how is ${it} (?:structured|organi[sz]ed|built|divided)|what (?:is|are) the ${parts}(?: of ${it})?`,
  ],
  ['outline', `(?:summari[sz]e|describe|show|explain|list) (?:me )?the ${parts}(?: of ${it})?`],
  [
    'frequent',
    `(?:(?:what|which|who|show|list|give)(?: me)?(?: is| are| was| were|'s)? ?)?(?:the )?(?:(?<few>${few}) )?${mostOften} (?:(?<number>${few}) )?(?:occurring |used |logged )?${noun}(?: by (?:number of )?(?<by>\\w+))?`,
  ],
  ['frequent', `${what} ${noun} (?:(?:is|was) )?${occurs}(?: the)? most(?: often| frequently)?`],
  ['frequent', `${what} ${noun} ${logged} (?:the )?most (?<by>\\w+)`],
  [
    'total',
    `${howMany} (?<unit>log lines|lines|entries|records|rows|words|files|documents)${there}`,
  ],
  ['lines', `${howMany} ${line}(?: are there)? ${contain} ${text}`],
  ['times', `(?:how many times|how often)(?: ${did})? ${text} (?:been )?${occurs}`],
  [
    'times',
    `${howMany} (?:occurrences|matches|instances|mentions|appearances) (?:of|for) ${text}${there}`,
  ],
  ['distinct', `${howMany} (?:different|distinct|unique) ${noun}${there}`],
  [
    'distinct',
    `${howMany} ${noun} (?<failed>failed|crashed|broke|logged \\w+|had \\w+|reported \\w+)`,
  ],
  ['level', `${howMany} (?<text>\\w+)(?:[- ]level)? ${line}${there}`],
  ['counted', `${howMany} (?<noun>(?<text>.+?))${there}`],
  [
    'when',
    `${when} ${did} (?:${text} (?:been )?(?<both>${both})|the (?<both2>first and (?:the )?last) (?<text2>.+?))(?: ${occurs})?`,
  ],
  ['when', `${when} ${did} ${text} ${end} (?:been )?${occurs}`],
  [
    'when',
    `(?:${when} ${did} |${what} (?:is|was|are|were) )?(?:the )?${end} (?:(?:occurrence|mention|appearance) of )?${text}(?: ${occurs})?`,
  ],
  ['when', `(?:when|on what date|at what time) ${did} ${text} ${occurs}`],
  ['files', `${what} (?:files|documents|paths) ${contain} ${text}`],
  ['found', `${what} ${line} ${contain} ${text}`],
  [
    'which',
    `${what} ${noun} (?<failed>failed|crashed|broke|broke down|had failures|(?:were|are|was|is) failing|went down|${logged} (?:any |an? |some )?\\w+?(?: (?:lines|messages|entries))?)${why}`,
  ],
  ['with', `${what} ${noun} (?:${logged}|${contain}) ${text}`],
  [
    'list',
    `${what} ${noun} (?:(?:are|were) )?(?:${occurs}|exist|listed|in it|do (?:we|you|i) (?:have|see)|does (?:it|the \\w+|this \\w+) (?:contain|mention|have|list|use|name))`,
  ],
  [
    'list',
    '(?:(?:list|name|show|give)(?: me)?(?: all)?(?: the)?|what are the)(?: different| distinct| unique)? (?<noun>\\w+(?: \\w+)?)',
  ],
  [
    'find',
    `(?:find|search(?: for)?|look for|look up|locate|grep(?: for)?)(?: me)?(?: all)?(?: the)? (?:(?:${line} )?(?:about|with|of|for|${contain}) )?(?:the )?${text}`,
  ],
  [
    'find',
    `(?:show|list|give|print|quote|get)(?: me)?(?: all)?(?: the)? ${line} (?:about|with|of|for|on|from|${contain}) ${text}`,
  ],
  [
    'find',
    `(?:where|(?:on )?${what} lines?) ${did} (?:the )?${text}(?: (?:${occurs}|defined|located|said|described|declared))?`,
  ],
] as const;

/** Null: the form fits, but says more than it can hold. `next`: another form may fit better. */
function read(
  form: (typeof forms)[number][0],
  groups: Readonly<Record<string, string | undefined>>,
  targets: Targets,
): Task | null | 'next' {
  const { text = groups.text2, end = '', failed, unit = '', by = '' } = groups;
  const { noun = '' } = groups;
  const which = (where: ReturnType<Targets['where']>, onlyCount = false, name = noun) => {
    const single = targets.noun(name);
    const cause = groups.why !== undefined;
    return where === null || single === null
      ? null
      : ({ form: 'which', noun: single, where, cause, onlyCount } as const);
  };
  const count = (where: ReturnType<Targets['where']>, per: 'line' | 'occurrence' = 'line') =>
    where === null ? null : ({ form: 'count', where, unit: per } as const);
  switch (form) {
    case 'outline':
      return targets.date === null ? { form } : null;
    case 'total':
      if (targets.date !== null) return 'next';
      if (/files|documents/.test(unit)) return { form, unit: 'file' };
      if (/words/i.test(unit)) return { form, unit: 'word' };
      return { form, unit: /line/i.test(unit) ? 'line' : 'entry' };
    case 'lines':
      return count(targets.where(text, false));
    case 'times': {
      // "How often did an error occur" asks for the level's lines.
      const where = targets.where(text, /^(?:an?|any) /i.test(text ?? ''));
      return count(where, where?.levels ? 'line' : 'occurrence');
    }
    case 'level':
      return levelsNamed(text ?? '') === null ? 'next' : count(targets.where(text, true));
    case 'distinct': {
      if (failed === undefined) return which(targets.all(), true);
      const where = targets.failure(failed);
      return where !== null && isFieldNoun(targets.noun(noun) ?? '') ? which(where, true) : 'next';
    }
    case 'counted':
      return isFieldNoun(targets.noun(noun) ?? '')
        ? which(targets.all(), true)
        : count(targets.where(text, true));
    case 'when': {
      const where = targets.where((text ?? '').replace(/^(?:an?|the|any) /i, ''), true);
      if (where === null) return null;
      const one = /first|earliest/i.test(end) ? 'first' : 'last';
      return { form, where, ends: end === '' ? 'both' : one };
    }
    case 'files':
      return which(targets.where(text, false), false, 'file');
    case 'which': {
      const where = targets.failure(failed ?? '');
      return where === null ? 'next' : which(where);
    }
    case 'with':
      return which(targets.where(text, false));
    case 'list': {
      const single = targets.noun(noun);
      if (single === 'line') return null;
      return single === 'file' ? { form: 'outline' } : which(targets.all());
    }
    case 'frequent': {
      const isByNumber = /^(?:|lines|occurrences|frequency|count)$/i.test(by);
      const where = isByNumber ? targets.all() : targets.failure(`had ${by}`);
      if (where === null) return null;
      const top = numberOf(groups.few ?? groups.number) ?? (/[^s]s$/i.test(noun) ? 10 : 1);
      const word = noun.replace(/ (?:messages?|lines?|entries|entry)$/i, '');
      const levels = levelsNamed(word);
      if (levels !== null) {
        return {
          form,
          noun: 'message',
          where: { ...where, levels, levelWord: singular(word) },
          top,
        };
      }
      const single = targets.noun(noun);
      return single === null ? null : { form, noun: single, where, top };
    }
    case 'found':
    case 'find': {
      const where = targets.where(text, form === 'find', form === 'find');
      return where === null ? null : { form: 'find', where };
    }
    default:
      return form satisfies never;
  }
}

/** 1 to 50 for "5" or "five"; null for no number. */
function numberOf(text = ''): number | null {
  const words = ['', 'one', 'two', 'three', 'four', 'five'];
  const named = { ten: 10, twenty: 20 }[text.toLowerCase()] ?? words.indexOf(text.toLowerCase());
  const number = named > 0 ? named : Number(text || 'none');
  return number > 0 ? Math.min(number, 50) : null;
}
