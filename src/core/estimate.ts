import { fitsDirectly } from './direct.ts';
import type { ModelFacts } from './model.ts';
import type { RunOptions } from './options.ts';
import { costOf, extremesOf, type Price, worstCost } from './price.ts';
import { pieceChars, profileFor } from './prompts.ts';
import { mostUnlimited } from './usage.ts';

/** A run that has ended, as the history keeps it. */
export interface PastRun {
  readonly rootModel: string;
  /** Null where the record doesn't say. */
  readonly subModel: string | null;
  /** Input and output of the whole tree. */
  readonly tokens: number;
  /** USD; null when unknown. */
  readonly costUsd: number | null;
  /** Null where the record doesn't say. */
  readonly contextChars: number | null;
}

/** What is known before anything is sent. */
export interface EstimateFacts {
  /** Of the whole Context. */
  readonly chars: number;
  /** Of the whole Context, maybe from samples of it. */
  readonly tokens: number;
  readonly options: RunOptions;
  readonly root: ModelFacts;
  readonly sub: ModelFacts;
  readonly history: readonly PastRun[];
}

/** What a question will cost. */
export interface Estimate {
  /** USD; null where a price is unknown. */
  readonly probableUsd: number | null;
  /** USD; what the limits allow, so never above `maxCostUsd`; null where a price is unknown. */
  readonly worstUsd: number | null;
  readonly probableTokens: number;
  readonly worstTokens: number;
  /** `history`: from earlier runs with the same models; `model`: from what runs are like in general. */
  readonly basis: 'history' | 'model';
  /** Of a plain question with the whole text beside it; null where that doesn't fit, or may not be asked. */
  readonly direct: { readonly usd: number | null; readonly tokens: number } | null;
}

interface Amount {
  readonly tokens: number;
  /** USD; null where a price is unknown. */
  readonly usd: number | null;
}

// --- what runs are like

/** Below this many runs with the same models, the history says less than the model of a run. */
const fewestRuns = 3;
/**
 * So many times smaller or larger a text may have been for its cost to say something. Where enough runs
 * were about texts within the first, only those count.
 */
const alikeInSize = [10, 1_000] as const;
/**
 * Cost grows with this power of the context's size. The paper's mean cost of a question grows from
 * $0.33 at 32,000 tokens to $0.99 at about 8 million: threefold for 250 times the text.
 */
const sizeExponent = Math.log(3) / Math.log(250);
/** The same for texts below so many characters, which take fewer turns; those of a page all cost alike. */
const smallExponent = 0.3;
const smallChars = 100_000;
const pageChars = 2_000;
/**
 * Replies of a run's root. 4 to 7 for 48,000 tokens, in the prompt study and with the official engine; a
 * page is printed and answered in two, and no text takes many more than those of the study.
 */
const mostTurns = 7;
const turnsFor = (tokens: number): number =>
  Math.min(mostTurns, Math.round(2 + 1.3 * Math.log10(1 + tokens / 100)));
/** Tokens of the system prompt and the first user message. */
const promptTokens = 1_400;
/**
 * Tokens of one reply of the root: 240 to 410 in the prompt study, whose model showed its whole
 * reasoning; the paper's $0.37 a question for GPT-5 without sub-calls is mostly hidden reasoning.
 */
const replyTokens = 400;
const thinkingReplyTokens = 1_500;
/** Models that think before they reply, and have that billed, by their names. */
const thinkingModel = /(?:^|\/)(?:o\d|gpt-[5-9](?!\d))|\br1\b|qwq|think|reason/i;
/** Tokens printed in a turn: 1,000 as the prompt asks, 5,000 in the study's longest turns. */
const printedTokens = 1_500;
/**
 * Share of the context that sub-models read: 1.3 times all of it where meaning had to be read (62,306
 * of about 48,000 tokens), none where code was enough; half of each.
 */
const readShare = 0.65;
/** Tokens that sub-models read at most: what $0.55 buys of GPT-5-mini, the paper's sub-calls at 6-11M. */
const mostReadTokens = 2_000_000;
/** Tokens of a sub-call's instruction and of its reply: 5,166 in ten replies of the study. */
const instructionTokens = 150;
/** Of a plain question: its instructions, what numbers of lines add to a text, its reply. */
const directPromptTokens = 250;
const numberedShare = 1.2;
const directReplyTokens = 700;
const subReplyTokens = 500;

/**
 * What a question will probably cost, and at most. Every figure is an assumption that stands above;
 * cached input is priced as if it were not, and child runs (`maxDepth` 2 and more) are in the worst
 * case only.
 */
export function estimate(facts: EstimateFacts): Estimate {
  const worst = worstCase(facts);
  const past = fromHistory(facts);
  const { tokens, usd } = past ?? fromModel(facts);
  return {
    probableUsd: usd === null || worst.usd === null ? null : Math.min(usd, worst.usd),
    worstUsd: worst.usd,
    probableTokens: Math.round(Math.min(tokens, worst.tokens)),
    worstTokens: Math.round(worst.tokens),
    basis: past === null ? 'model' : 'history',
    direct: directAmount(facts),
  };
}

/** One request with all of the text, its lines numbered. */
function directAmount({ tokens, options, root }: EstimateFacts): Amount | null {
  if (options.direct === 'never' || !fitsDirectly(tokens, options, root)) return null;
  const reply = mostOutput(options, root, directReplyTokens);
  const { usd, tokens: all } = amount(
    root,
    Math.round(numberedShare * tokens) + directPromptTokens,
    reply,
    usualCost,
  );
  return { usd, tokens: all };
}

/**
 * The median of earlier runs about texts of a size like this, each scaled to it; null where they are too
 * few.
 */
function fromHistory({ chars, options, history, ...facts }: EstimateFacts): Amount | null {
  const priced = facts.root.price !== null && (facts.sub.price !== null || options.maxDepth === 0);
  const alike = history.filter(
    (past) =>
      past.rootModel === options.rootModel &&
      (past.subModel ?? options.subModel) === options.subModel &&
      (!priced || past.costUsd !== null),
  );
  const times = (past: PastRun): number =>
    Math.max(pageChars, chars) / Math.max(pageChars, past.contextChars ?? chars);
  for (const most of alikeInSize) {
    const near = alike.filter((past) => times(past) <= most && times(past) >= 1 / most);
    if (near.length < fewestRuns) continue;
    const scaled = (past: PastRun, amount: number): number =>
      amount * (growth(chars) / growth(past.contextChars ?? chars));
    return {
      tokens: median(near.map((past) => scaled(past, past.tokens))),
      usd: priced ? median(near.map((past) => scaled(past, past.costUsd ?? 0))) : null,
    };
  }
  return null;
}

/** What a text of so many characters costs, of one that is just no small one. */
function growth(chars: number): number {
  const share = Math.max(pageChars, chars) / smallChars;
  return share ** (share < 1 ? smallExponent : sizeExponent);
}

/** A few turns of the root with their growing history, and sub-calls that read a share of the text. */
function fromModel({ chars, tokens, options, root, sub }: EstimateFacts): Amount {
  const count = Math.min(turnsFor(tokens), options.maxIterations);
  const thinks = thinkingModel.test(options.rootModel);
  const reply = mostOutput(options, root, thinks ? thinkingReplyTokens : replyTokens);
  const ofRoot = rootAmount(count, reply, Math.min(printedTokens, tokens), root, usualCost);
  const profile = profileFor(options);
  // What the root has printed whole needs no sub-call.
  const isLong = profile !== 'no-sub-calls' && tokens > printedTokens;
  const read = isLong ? Math.min(readShare * tokens, mostReadTokens) : 0;
  if (read === 0 || options.maxSubcalls === 0) return ofRoot;
  const pieceTokens = (pieceChars[profile] * tokens) / Math.max(1, chars);
  const calls = Math.min(options.maxSubcalls, Math.ceil(read / pieceTokens));
  const input = Math.min(read, calls * pieceTokens) + calls * instructionTokens;
  const subReply = mostOutput(options, sub, subReplyTokens);
  const ofSub = times(calls, amount(sub, input / calls, subReply, usualCost));
  return sum(ofRoot, ofSub);
}

/**
 * All that the limits allow: every turn, every sub-call, each as long as its model takes and at the
 * price that is reserved for it. Attempts that break off are not in it.
 */
function worstCase({ tokens, options, root, sub }: EstimateFacts): Amount {
  const { maxIterations, maxDepth, maxSubcalls, maxOutputChars, maxTokens, maxCostUsd } = options;
  const reply = longestReply(options, root);
  // With the last question, which is no iteration. A token has a character at least.
  const ofRun = rootAmount(maxIterations + 1, reply, maxOutputChars, root, worstCost);
  const subReply = longestReply(options, sub);
  const ofCall = amount(sub, mostInput(sub, subReply) ?? tokens, subReply, worstCost);
  const calls = maxDepth === 0 ? 0 : maxSubcalls;
  const all = sum(ofRun, times(calls, maxDepth > 1 ? larger(ofCall, ofRun) : ofCall));
  const within = Math.min(all.tokens, maxTokens ?? Number.POSITIVE_INFINITY);
  if (all.usd === null) return { tokens: within, usd: null };
  // Each limit bounds the other: tokens at the dearest price, money at the cheapest.
  const prices = [root, sub].flatMap(({ price }) => (price === null ? [] : [extremesOf(price)]));
  const usd = Math.min(
    all.usd,
    (within * Math.max(...prices.map(({ dearest }) => dearest))) / 1e6,
    maxCostUsd ?? Number.POSITIVE_INFINITY,
  );
  const cheapest = Math.min(...prices.map((price) => price.cheapest));
  return { tokens: cheapest === 0 ? within : Math.min(within, (usd / cheapest) * 1e6), usd };
}

/** USD of one request. */
type Cost = (price: Price, input: number, output: number) => number;

function usualCost(price: Price, inputTokens: number, outputTokens: number): number {
  return costOf(price, { inputTokens, cachedInputTokens: 0, outputTokens });
}

/** The requests of one run's root: each sends again what was said and printed before it. */
function rootAmount(
  count: number,
  reply: number,
  printed: number,
  root: ModelFacts,
  cost: Cost,
): Amount {
  const most = mostInput(root, reply) ?? Number.POSITIVE_INFINITY;
  let all: Amount = { tokens: 0, usd: 0 };
  for (let turn = 0; turn < count; turn++) {
    const input = Math.min(most, promptTokens + turn * (reply + printed));
    all = sum(all, amount(root, input, reply, cost));
  }
  return all;
}

/** Tokens that one prompt can have; null where the window is unknown. */
function mostInput({ window }: ModelFacts, reply: number): number | null {
  return window === null ? null : Math.max(0, window - reply);
}

function mostOutput(options: RunOptions, { maxOutput }: ModelFacts, wanted: number): number {
  return Math.min(wanted, options.maxOutputTokens, maxOutput ?? Number.POSITIVE_INFINITY);
}

function longestReply(options: RunOptions, facts: ModelFacts): number {
  const most = mostOutput(options, facts, options.maxOutputTokens);
  return facts.unlimited ? mostUnlimited(most) : most;
}

function amount({ price }: ModelFacts, input: number, output: number, cost: Cost): Amount {
  return { tokens: input + output, usd: price === null ? null : cost(price, input, output) };
}

function sum(one: Amount, other: Amount): Amount {
  const usd = one.usd === null || other.usd === null ? null : one.usd + other.usd;
  return { tokens: one.tokens + other.tokens, usd };
}

function times(count: number, { tokens, usd }: Amount): Amount {
  if (count === 0) return { tokens: 0, usd: 0 };
  return { tokens: count * tokens, usd: usd === null ? null : count * usd };
}

function larger(one: Amount, other: Amount): Amount {
  const usd = one.usd === null || other.usd === null ? null : Math.max(one.usd, other.usd);
  return { tokens: Math.max(one.tokens, other.tokens), usd };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}
