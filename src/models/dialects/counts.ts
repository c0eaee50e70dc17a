import type { Meaning } from './meaning.ts';

/**
 * Refusals that speak of numbers of tokens, read by their grammar and not by their maker: what stands
 * for the reply's limit, for the prompt and for the window is told by the words around each number
 * and by sums, since the limit that was asked for is known.
 */
export function readCounts(given: string, sent: number | null): Meaning | null {
  const words = normalize(given);
  if (/must be (?:at least|greater than) ?[01]\b.*-\d/.test(words))
    return { kind: 'promptTooLong', window: readWindow(words, []), prompt: null };
  const most = isJoint(words)
    ? readMostBeside(words)
    : (readMost(words) ?? readSmaller(words, sent));
  if (most !== null && (sent === null || most < sent)) return { kind: 'outputLimit', most };
  if (!isJoint(words) && saysOutputTooLarge.test(words)) return { kind: 'outputLimit', most: null };
  return isJoint(words) ? readTogether(words, sent) : null;
}

/** Below this a completion isn't worth asking for: the prompt is too long. */
export const leastRoom = 256;

/** One case, no quotes, thousands without commas. */
function normalize(words: string): string {
  return words
    .toLowerCase()
    .replace(/[`'"*\\]/g, '')
    .replace(/\bby \d+/g, '')
    .replace(/(?<![\d[,.])\d{1,3}(?:,\d{3})+(?![\d,])/g, (number) => number.replaceAll(',', ''))
    .replace(/\s+/g, ' ');
}

/** The limit of a reply, by any of its names. */
const output = String.raw`(?:max(?:imum)?[ _-]?(?:(?:new|output|completion|gen\w*|response)[ _-]?)?tokens?(?:_to_sample)?|max(?:imum)?[ _-]?(?:new|output|completion|gen\w*)[ _-]?length|maxoutputtokens|maxtokens|num_predict|(?:output|completion|generated|response)[ _-]?(?:tokens?|length|limit)|(?:generate|produce|output|write) (?:at most|up to|only|no more than)|(?:can )?only (?:generate|produce|output|write)|tokens? (?:to|for) (?:generate|output)|generation length)`;
const number = String.raw`(?<![\w.-])(\d+)(?![\w]|\.\d)`;
const saysOutputTooLarge = new RegExp(
  `${output}[^.]{0,60}(?:too (?:large|big|high|long|many)|exceed|is limited|above|out of range|greater than)`,
);
const upTo = String.raw`(?:<=|=<|≤|<|less than or equal(?: to)?|at most|(?:can ?not|must not|may not|should not|cant|can not) (?:exceed|be (?:greater|more|larger|higher) than)|no (?:more|greater|larger|higher) than|(?:lower|less|smaller) than|below|up to|limited to|between [01] and|from [01] (?:\(inclusive\) )?to|maximum(?: value| allowed| limit)?(?: is| of|:)?|limit(?: is| of|:)|range[^\d[(]{0,40}[[(]? ?[01] ?(?:,|to|-|–) ?|exceeds? (?:the |its |this )?(?:models? |maximum |allowed |output |max |token |hard )*(?:limit |maximum |max )?(?:of |is |\()?|[[(] ?[01] ?, ?)`;

/** "max_tokens must be <= 4096", "at most 4096 completion tokens", "16384 > 4096, which is". */
function readMost(words: string): number | null {
  const exclusive = /\(exclusive\)|must be (?:less|lower|smaller) than \d|must be < ?\d/.test(
    words,
  );
  const after = new RegExp(`${output}[^.]{0,80}?${upTo} ?\\(?${number}`).exec(words)?.[1];
  const before = new RegExp(
    `(?:at most|up to|maximum of|limit of|only) ${number} ${output}|\\d+ (?:>|exceeds) (?:the )?(?:maximum |max |limit )*(?:of )?${number}`,
  ).exec(words);
  const found = after ?? before?.[1] ?? before?.[2];
  if (found === undefined) return null;
  return Number(found) - (exclusive ? 1 : 0);
}

/** Where an output's limit is all that it is about: the greatest number below the one asked for. */
function readSmaller(words: string, sent: number | null): number | null {
  if (sent === null || !new RegExp(output).test(words)) return null;
  if (
    !/large|high|exceed|above|max(?!_)|limit|range|expected|<|>|less|most|between|only|up to|不|超|大于|小于|最大|范围/.test(
      words,
    )
  )
    return null;
  const below = numbersIn(words).filter((value) => value < sent && value >= 16);
  return below.length === 0 ? null : Math.max(...below);
}

/** The output's own limit in words that name the window too, but only for comparison. */
function readMostBeside(words: string): number | null {
  const found = new RegExp(
    `^(?!.*(?:inputs?|prompt|messages)[^.]{0,40}(?:\\+|and|plus))[^.]{0,60}?${output}(?: value)? ?(?:\\(\\d+\\) )?(?:must be |is |should be )?(?:<=|less than or equal to|at most|can ?not exceed|exceeds the (?:model |maximum )*limit of) ?${number}`,
  ).exec(words)?.[1];
  return found === undefined ? null : Number(found);
}

/** True where prompt and reply are counted together, or the prompt alone is meant. */
function isJoint(words: string): boolean {
  return (
    /context|window|sequence|seq_len|model[ _]len|n_ctx|total|tokens? per min|\btpm\b|prompt|inputs?\b(?! should)|messages?\b|reduce the length|body too large|max(?:imum)? size|requested \d+\b(?! (?:output|completion))|(?<!output )(?<!completion )token limit|requires \d|current length/.test(
      words,
    ) && !/^(?:body\.)?max_\w*tokens: input should be/.test(words)
  );
}

function readTogether(words: string, sent: number | null): Meaning | null {
  const left =
    /only (\d+)(?: tokens)? (?:remain|are left|left|available)|remaining (?:context|tokens|budget|space)[^\d.]{0,12}(\d+)/.exec(
      words,
    );
  if (left !== null) return { kind: 'noRoom', room: Number(left[1] ?? left[2]), ...unknownCounts };
  const sum = /(\d+) ?\+ ?(\d+) ?> ?(\d+)/.exec(words);
  const prompt = sum ? Number(sum[1]) : readPrompt(words);
  const total = readTotal(words, sent);
  const known = [prompt, total, sent].filter((value) => value !== null);
  const window = sum ? Number(sum[3]) : readWindow(words, known);
  const namesOutput =
    new RegExp(`${output}|completion|in the output|either one`).test(words) ||
    (sent !== null && numbersIn(words).includes(sent));
  const tooLong = saysTooLong.test(words) && isOfPrompt.test(words);
  if (window === null && prompt === null && total === null && !tooLong) return null;
  const isWindow = !/per min|\btpm\b|per day|per hour/.test(words);
  if (sent === null || (!namesOutput && total === null)) {
    return tooLong || (window !== null && prompt !== null && prompt > window)
      ? { kind: 'promptTooLong', window: isWindow ? window : null, prompt }
      : null;
  }
  const inPrompt = prompt ?? (total !== null && total > sent ? total - sent : null);
  if (window !== null && inPrompt !== null && window - inPrompt < leastRoom)
    return { kind: 'promptTooLong', window: isWindow ? window : null, prompt: inPrompt };
  return { kind: 'noRoom', window, prompt: inPrompt, isWindow, room: null };
}

const unknownCounts = { window: null, prompt: null, isWindow: true } as const;

const saysTooLong =
  /too (?:long|large|many tokens)|context (?:length|window|size|limit)|maximum (?:prompt|model|sequence|input)|longer than|exceed|overflow|reduce the length|shorten|input length|must have (?:less|at most)|greater than the context|budget|max length|not enough|(?:larger|greater|bigger|longer|more) than|too big|supports (?:at most|up to|only)|must be (?:<|less|at most|below)|≤/;

const isOfPrompt =
  /prompt|inputs?\b|context|window|tokens?\b|messages?\b|sequence|max length|request (?:is )?too large/;

/** The prompt's own count: "1100 in the messages", "your prompt contains at least 9000". */
function readPrompt(words: string): number | null {
  const found =
    /(\d+) (?:tokens )?(?:in|of|from) (?:the |your )?(?:input )?(?:messages?|prompt|text input|input|text)/.exec(
      words,
    ) ??
    /(?<!at most )(?<!up to )(?<!only )(?<!maximum of )(?<!limit of )(?<![\w.-])(\d+) (?:input|prompt|inputs)(?: tokens|(?= ?[+,;]))/.exec(
      words,
    ) ??
    /(?<!maximum )(?<!max )(?<!limit of )\b(?:prompt|inputs?|messages?)(?:_tokens)?\b(?! should)(?:(?!exceed|limit|less|most|can ?not|output|completion|must|max)[^.\d<>=+]){0,36}?(?<![-\w])(\d+)(?! ?\+)/.exec(
      words,
    ) ??
    /\brequest (?:contains|has|of|with|\()[^.\d]{0,16}(\d+)/.exec(words);
  return found?.[1] === undefined ? null : Number(found[1]);
}

/** Prompt and limit together, told as a sum. */
function readTotal(words: string, sent: number | null): number | null {
  const found =
    /requested(?: about| up to)?(?: a total of)? (\d+) ?(?:tokens|\(|,|$)/.exec(words) ??
    /requested:? (\d+)/.exec(words) ??
    /total of (?:at least )?(\d+)/.exec(words) ??
    /(?:current length is|requires|requested tokens \(|total number of tokens \(?) ?(\d+)/.exec(
      words,
    ) ??
    /(?:max_total_tokens|output tokens|total tokens|sequence length|total)[ (of:]*(\d+)/.exec(
      words,
    );
  const value = found?.[1] === undefined ? null : Number(found[1]);
  return value !== null && (sent === null || value > sent) ? value : null;
}

/** What all has to fit into: by its words, else what no other role is left for. */
function readWindow(words: string, known: readonly number[]): number | null {
  const named =
    /(?:context(?:_| )?(?:length|window|size|limit)?|window(?: limit)?|sequence length|max_seq_len|max_model_len|model(?:s)? length|prompt length|input length|n_ctx|tpm\):? limit|token limit|budget)(?:(?!\d|\bby\b).){0,30}?(?<![-\w])(\d+)(?! (?:tokens )?(?:in|of|from) (?:the|your|text)| ?[+>]? ?\d* ?(?:input|prompt) tokens)/g;
  const compared =
    /(?:<=|less than or equal to|less than|at most|no more than|limit (?:is|of)|supports|exceeds? (?:the )?(?:limit|maximum|model)[a-z ]*|exceed|maximum(?: of| is)?|> ?) ?\(?(\d+)/g;
  const isFree = (value: number) => value >= 64 && !known.includes(value);
  // What is too much is told beside what it may be, which is less.
  const found = [...words.matchAll(named), ...words.matchAll(compared)];
  const free = found.map(([, value]) => Number(value)).filter(isFree);
  if (free.length > 0) return Math.min(...free);
  const rest = numbersIn(words).filter((value) => isFree(value) && value >= 512);
  return rest.length === 1 ? (rest[0] ?? null) : null;
}

function numbersIn(words: string): number[] {
  return [...words.matchAll(new RegExp(number, 'g'))].map(([, value]) => Number(value));
}
