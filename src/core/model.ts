import type { Price } from './price.ts';
import type { ReasoningEffort } from './reasoningEffort.ts';

/** One message of a conversation with a model. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Tokens of one request, or of many together. */
export interface Usage {
  /** Includes those that were read from a cache or written to one. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** Input that was written to a cache; absent where there was none, or nobody says. */
  readonly cacheWriteTokens?: number;
  /** Includes reasoning tokens. */
  readonly outputTokens: number;
  /** True when any of it was counted here because the server reported nothing. */
  readonly estimated: boolean;
}

export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  /** Of the completion; the Model clamps it to what the language model can give. */
  readonly maxOutputTokens: number;
  /** Absent: nothing is said of it, as for `off`. */
  readonly reasoningEffort?: ReasoningEffort;
  readonly signal: AbortSignal;
  /** Text as it streams. After a retry the stream begins anew: `restart` is called first. */
  readonly onDelta?: (text: string) => void;
  readonly onRestart?: () => void;
  /** Something the user should know, in a sentence: a filtered reply. */
  readonly onNotice?: (text: string) => void;
  /** The first byte of an attempt's reply came so many ms after it was sent. */
  readonly onHeard?: (ms: number) => void;
  /** What the server says, with a reply or a refusal, that may still be sent. */
  readonly onRates?: (rates: Rates) => void;
  /** The server has refused an attempt since it has too much to do, or was asked too often. */
  readonly onBusy?: () => void;
  /** Told before each wait for another attempt. */
  readonly onRetry?: (retry: Retry) => void;
  /** An error that nobody expected and that the reply survived, to be logged. */
  readonly onBug?: (error: Error) => void;
  /** Requests with the same key are turns of one conversation, worth keeping in one cache. */
  readonly cacheKey?: string;
  /** The prompt will hardly be continued or sent again: it is not worth being written to a cache. */
  readonly oneOff?: true;
  /**
   * To be awaited before each attempt is sent: resolves to the tokens that its reply may have, which
   * replace `maxOutputTokens`. `unlimited`: no limit can be sent, so the reply may have as many as
   * `mostUnlimited` says. Rejects with LimitRefused where the budget has no room for another attempt.
   */
  readonly admit?: (unlimited: boolean) => Promise<number>;
  /**
   * Told of each attempt that was sent, was not refused by a status, and ended without being the
   * reply: stopped, cut off, timed out. Its server has billed it.
   */
  readonly onSpent?: (attempt: SpentAttempt) => void;
}

/** Why there is another attempt, and when. */
export interface Retry {
  /** What happened, without a full stop: `localhost:8080 answered 503`. */
  readonly what: string;
  readonly waitMs: number;
  /** The server has named that wait. */
  readonly isNamed: boolean;
}

/** How much of something a server takes until its count begins anew. */
export interface Allowance {
  readonly left: number;
  /** ms until then. */
  readonly resetMs: number;
}

/** Null where the server doesn't say. */
export interface Rates {
  readonly requests: Allowance | null;
  readonly tokens: Allowance | null;
}

/** What is known of an attempt that brought no reply. */
export interface SpentAttempt {
  /** What had streamed. */
  readonly text: string;
  readonly thoughts: string;
  /** What the server had reported by then; null where it hadn't. */
  readonly usage: Usage | null;
  /** From being sent to its end. */
  readonly durationMs: number;
  /** The model is known to think without showing it. */
  readonly thinksUnseen?: true;
}

export interface ModelReply {
  readonly text: string;
  /** Reasoning that came in fields of its own, beside the text; absent where none came. */
  readonly thoughts?: string;
  readonly usage: Usage;
  /** USD; null when the model's price is unknown (never zero for unknown). */
  readonly costUsd: number | null;
  /** `length`: the reply was cut at `maxOutputTokens`; `filtered`: by the server's content filter. */
  readonly finish: 'stop' | 'length' | 'filtered';
  /** From the sending of the attempt that brought it; absent: nobody measured. */
  readonly durationMs?: number;
}

/** What a model costs and takes, where known. */
export interface ModelFacts {
  /** Null when unknown. */
  readonly price: Price | null;
  /** Tokens of prompt and completion together; null when unknown. */
  readonly window: number | null;
  /**
   * Who says so, where it isn't the maintained table: the user's setting, a prompt that was cut or
   * refused, the server. The first of these that says anything counts.
   */
  readonly windowFrom?: 'setting' | 'learned' | 'server';
  /** Most tokens of one completion; null when unknown. */
  readonly maxOutput: number | null;
  /** Replies can't be limited where it is served: `mostUnlimited` says how long they may be. */
  readonly unlimited?: true;
}

/** Whose API a Model speaks; `openai`: that of any server that is compatible. */
export type Provider = 'openai' | 'anthropic' | 'vscodeLm' | 'demo';

/**
 * A source of completions. `complete` rejects with an ExpectedError of `errors.ts` for everything
 * that can go wrong with a server, after its own retries; with `Cancelled` when the signal fires.
 */
export interface Model {
  readonly provider: Provider;
  /** Of the server, without anything secret; absent where names alone don't say which model answers. */
  readonly address?: string;
  complete(request: ModelRequest): Promise<ModelReply>;
  facts(model: string): ModelFacts;
  /**
   * Tokens of a text, whichever model it is for: exact near `bound` tokens, from samples far from it.
   * Absent where nothing can count.
   */
  countTokens?(text: string, bound: number): Promise<number>;
  /**
   * Asks the server, once, what these models take and cost, so that `facts` knows it. Resolves to what
   * the user should know before they are used, in sentences; takes a few seconds at most, and never
   * rejects.
   */
  prepare?(models: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** A prompt that was cut or refused has shown how many tokens the model takes. */
  learnWindow?(model: string, tokens: number): void;
}
