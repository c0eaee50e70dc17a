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
  for (const [source, read] of forms) {
    const match = new RegExp(`^(?:${source})$`, 'i').exec(plain);
    const task =
      match === null
        ? 'next'
        : read(
            match.slice(1).map((part) => part ?? ''),
            targets,
          );
    if (task !== 'next') return task;
  }
  return null;
}

/** Null: the form fits, but says more than it can hold. `next`: another form may fit better. */
type Reading = Task | null | 'next';
type Form = readonly [
  source: string,
  read: (parts: readonly string[], targets: Targets) => Reading,
];

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
const wordFor = '(?:(?:the )?(?:exact )?(?:word|phrase|text|string|term|token|expression|name) )?';
const there =
  '(?: (?:are|is|were|was) (?:there|logged|reported|recorded|found|mentioned|listed|used)| (?:are|were|is|was)(?: in (?:it|here))?| (?:occurred|occur|happened|happen|exist|appear|appeared)| does (?:it|the \\w+|this \\w+) (?:have|contain|list|mention|show)| do (?:we|you|i) (?:have|see))?';
const line = '(?:log )?(?:lines?|entries|entry|messages?|records?|rows?|events)';
const what = '(?:this|the|that|my|it|a)(?: \\w+)?';
const howMany =
  '(?:how many|count(?: all)?(?: the)?|(?:what is )?the (?:total )?number of|number of)';
const occurs =
  '(?:occur|occurs|occurred|appear|appears|appeared|happen|happened|mentioned|found|logged|come up|show up|used|written|repeated|seen|stand|named|reported|there|start|begin)';
const logged =
  '(?:log|logs|logged|had|have|has|report|reports|reported|raised|show|shows|showed|produced|threw|recorded|wrote|saw)';
const cause =
  '(,? (?:and )?(?:why|how come|what (?:set|caused|triggered|started|made|brought about|was the cause|led to).*))?';
const when = '(?:when|where|on which line|on what date|at what time)';
const end = '(first|last|earliest|latest|most recent)';
const few = '(\\d+|two|three|four|five|ten|twenty)';
const mostOften =
  '(?:most (?:frequent|common|often|frequently|commonly|used|frequently used|commonly used|popular)|commonest|top)';

const outline: Form['1'] = (_, { date }) => (date === null ? { form: 'outline' } : null);

const forms: readonly Form[] = [
  [
    `(?:give|show|write|make)?(?: me)?(?: an?| the)? ?(?:outline|overview|table of contents|structure)(?: ${what}| of ${what})?|outline ${what}`,
    outline,
  ],
  [
    `what(?: is|'s) (?:(?:in|inside) )?${what}(?: about| made of)?|what(?: is|'s)(?: inside| here)?`,
    outline,
  ],
  [
    `what does ${what} (?:contain|consist of|look like)|what kind of (?:file|text|document|log) is (?:this|it)|how is ${what} (?:structured|organi[sz]ed|built|divided)`,
    outline,
  ],
  [
    `(?:summari[sz]e|describe|show|explain|list) (?:me )?the (?:structure|outline|sections|headings|chapters|contents)(?: of ${what})?|what(?: is the structure| are the (?:sections|headings|chapters|contents|parts))(?: of ${what})?`,
    outline,
  ],
  [
    `(?:(?:what|which|who|show|list|give)(?: me)?(?: is| are| was| were|'s)? ?)?(?:the )?(?:${few} )?${mostOften} (?:${few} )?(?:occurring |used |logged )?(.+?)(?: by (?:number of )?(\\w+))?`,
    ([before = '', after = '', thing = '', by = ''], targets) =>
      frequent(before || after, thing, by, targets),
  ],
  [
    '(?:which|what) (.+?) (?:occurs?|appears?|is used|is mentioned|happens|happened|occurred|appeared|comes up|was logged|is logged)(?: the)? most(?: often| frequently)?',
    ([thing = ''], targets) => frequent('', thing, '', targets),
  ],
  [
    `(?:which|what) (.+?) ${logged} (?:the )?most (\\w+)`,
    ([thing = '', by = ''], targets) => frequent('', thing, by, targets),
  ],
  [
    `${howMany} (log lines|lines|entries|records|rows|words|characters|files|documents)${there}(?: long)?|how long is (?:it|this|the \\w+)`,
    ([thing = 'lines'], { date }) => (date === null ? total(thing.toLowerCase()) : 'next'),
  ],
  [
    `${howMany} ${line}(?: are there)? ${contain} ${wordFor}(.+)`,
    ([text], targets) => counting(text, false, targets),
  ],
  [
    `(?:how many times|how often)(?: (?:does|do|did|is|are|was|were|has|have))? ${wordFor}(.+?) (?:been )?${occurs}`,
    ([text], targets) => occurrences(text, targets),
  ],
  [
    `${howMany} (?:occurrences|matches|instances|mentions|appearances) (?:of|for) ${wordFor}(.+?)${there}`,
    ([text], targets) => occurrences(text, targets),
  ],
  [
    `${howMany} (?:different|distinct|unique) (.+?)${there}`,
    ([noun = ''], targets) => which(noun, targets.all(), targets, { onlyCount: true }),
  ],
  [
    `${howMany} (.+?) (failed|crashed|broke|logged \\w+|had \\w+|reported \\w+)`,
    ([noun = '', failed = ''], targets) => {
      const where = targets.failure(failed);
      if (where === null || !isFieldNoun(targets.noun(noun) ?? '')) return 'next';
      return which(noun, where, targets, { onlyCount: true });
    },
  ],
  [
    `${howMany} (\\w+)(?:[- ]level)? ${line}${there}`,
    ([level = ''], targets) =>
      levelsNamed(level) === null ? 'next' : counting(level, true, targets),
  ],
  [
    `${howMany} (.+?)${there}`,
    ([text = ''], targets) =>
      isFieldNoun(targets.noun(text) ?? '')
        ? which(text, targets.all(), targets, { onlyCount: true })
        : counting(text, true, targets),
  ],
  [
    `${when} (?:did|was|were|is|are|does|do|has|have) ${wordFor}(.+?) (?:been )?first(?: ${occurs})?,? and (?:when (?:was it )?)?last(?: ${occurs})?`,
    ([text], targets) => ends(text, 'both', targets),
  ],
  [
    `${when} (?:did|was|were|is|are|does|do|has|have) ${wordFor}(.+?) ${end} (?:been )?${occurs}`,
    ([text, which], targets) => ends(text, which, targets),
  ],
  [
    `${when} (?:did|was|were|is|are) the first and (?:the )?last (.+?)(?: ${occurs})?`,
    ([text], targets) => ends(text, 'both', targets),
  ],
  [
    `${when} (?:did|was|were|is|are) the ${end} (.+?)(?: ${occurs})?`,
    ([which, text], targets) => ends(text, which, targets),
  ],
  [
    `(?:(?:what|which) (?:is|was|are|were) )?(?:the )?${end} (?:(?:occurrence|mention|appearance) of )?${wordFor}(.+)`,
    ([which, text], targets) => ends(text, which, targets),
  ],
  [
    `(?:when|on what date|at what time) (?:did|was|were|does|do|is) ${wordFor}(.+?) ${occurs}`,
    ([text], targets) => ends(text, 'both', targets),
  ],
  [
    `(?:which|what) (?:files|documents|paths) ${contain} ${wordFor}(.+)`,
    ([text], targets) => {
      const where = targets.where(text, false);
      return where === null ? null : which('file', where, targets, {});
    },
  ],
  [
    `(?:which|what) ${line} ${contain} ${wordFor}(.+)`,
    ([text], targets) => {
      const where = targets.where(text, false);
      return where === null ? null : { form: 'find', where };
    },
  ],
  [
    `(?:which|what) (.+?) (failed|crashed|broke|broke down|had failures|(?:were|are|was|is) failing|went down|${logged} (?:any |an? |some )?\\w+?(?: (?:lines|messages|entries))?)${cause}`,
    ([noun = '', failed = '', why = ''], targets) => {
      const where = targets.failure(failed);
      return where === null ? 'next' : which(noun, where, targets, { cause: why !== '' });
    },
  ],
  [
    `(?:which|what) (.+?) (?:${logged}|${contain}) ${wordFor}(.+)`,
    ([noun = '', text], targets) => {
      const where = targets.where(text, false);
      return where === null ? null : which(noun, where, targets, {});
    },
  ],
  [
    '(?:which|what) (.+?) (?:are there|exist|occur|appear|are (?:mentioned|named|listed|used|in it|logged)|were (?:used|seen|mentioned|logged)|do (?:we|you|i) (?:have|see)|does (?:it|the \\w+|this \\w+) (?:contain|mention|have|list|use|name))',
    ([noun = ''], targets) => listing(noun, targets),
  ],
  [
    '(?:(?:list|name|show|give)(?: me)?(?: all)?(?: the)?|what are the)(?: different| distinct| unique)? (\\w+(?: \\w+)?)',
    ([noun = ''], targets) => listing(noun, targets),
  ],
  [
    `(?:find|search(?: for)?|look for|look up|locate|grep(?: for)?)(?: me)?(?: all)?(?: the)? (?:(?:${line} )?(?:about|with|of|for|${contain}) )?(?:the )?${wordFor}(.+)`,
    ([text], targets) => finding(text, targets),
  ],
  [
    `(?:show|list|give|print|quote|get)(?: me)?(?: all)?(?: the)? ${line} (?:about|with|of|for|on|from|${contain}) ${wordFor}(.+)`,
    ([text], targets) => finding(text, targets),
  ],
  [
    `(?:where (?:is|are|was|were|do|does|did)|(?:on )?(?:which|what) lines? (?:is|are|does|do)) (?:the )?${wordFor}(.+?)(?: (?:mentioned|found|defined|used|occur|appear|stand|located|written|logged|said|named|described|declared))?`,
    ([text], targets) => finding(text, targets),
  ],
];

function total(thing: string): Reading {
  if (/files|documents/.test(thing)) return { form: 'total', unit: 'file' };
  if (thing === 'words') return { form: 'total', unit: 'word' };
  if (thing === 'characters') return { form: 'total', unit: 'character' };
  return { form: 'total', unit: /line|^$/.test(thing) ? 'line' : 'entry' };
}

function counting(text: string | undefined, isNoun: boolean, targets: Targets): Reading {
  const where = targets.where(text, isNoun);
  return where === null ? null : { form: 'count', where, unit: 'line' };
}

function occurrences(text: string | undefined, targets: Targets): Reading {
  // "How often did an error occur" asks for the level's lines.
  const where = targets.where(text, /^(?:an?|any) /i.test(text ?? ''));
  if (where === null) return null;
  return { form: 'count', where, unit: where.levels === null ? 'occurrence' : 'line' };
}

function which(
  text: string,
  where: ReturnType<Targets['all']>,
  targets: Targets,
  { cause = false, onlyCount = false }: { cause?: boolean; onlyCount?: boolean },
): Reading {
  const noun = targets.noun(text);
  return noun === null ? null : { form: 'which', noun, where, cause, onlyCount };
}

function listing(text: string, targets: Targets): Reading {
  const noun = targets.noun(text);
  if (noun === null || noun === 'line') return null;
  return noun === 'file' ? { form: 'outline' } : which(text, targets.all(), targets, {});
}

function ends(text: string | undefined, which: string | undefined, targets: Targets): Reading {
  const where = targets.where((text ?? '').replace(/^(?:an?|the|any) /i, ''), true);
  if (where === null) return null;
  const isFirst = /first|earliest/i.test(which ?? '');
  return { form: 'when', where, ends: which === 'both' ? 'both' : isFirst ? 'first' : 'last' };
}

function frequent(number: string, thing: string, by: string, targets: Targets): Reading {
  const isByNumber = by === '' || /^(?:lines|occurrences|frequency|count)$/i.test(by);
  const where = isByNumber ? targets.all() : targets.failure(`had ${by}`);
  if (where === null) return null;
  const top = numberOf(number) ?? (/[^s]s$/i.test(thing) ? 10 : 1);
  const bare = thing.replace(/ (?:messages?|lines?|entries|entry)$/i, '');
  const levels = levelsNamed(bare);
  if (levels !== null) {
    const own = { ...where, levels, levelWord: singular(bare) };
    return { form: 'frequent', noun: 'message', where: own, top };
  }
  const noun = targets.noun(thing);
  return noun === null ? null : { form: 'frequent', noun, where, top };
}

function finding(text: string | undefined, targets: Targets): Reading {
  const where = targets.where(text, true, true);
  return where === null ? null : { form: 'find', where };
}

const numbers: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  ten: 10,
  twenty: 20,
};

/** 1 to 50 for "5" or "five"; null for no number. */
function numberOf(text: string): number | null {
  const number = numbers[text.toLowerCase()] ?? Number(text || 'none');
  return Number.isInteger(number) && number > 0 ? Math.min(number, 50) : null;
}
