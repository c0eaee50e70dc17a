import type { Message } from '../core/model.ts';
import type { EffortLevel } from '../core/reasoningEffort.ts';
import type { ReplyParts } from './replyParts.ts';
import type { RequestForm } from './requestForm.ts';
import type { Reported } from './usage.ts';
import type { Watch } from './watch.ts';

/** One request on its way, of whichever API. */
export interface Attempt {
  readonly model: string;
  /** In the form that the server takes. */
  readonly messages: readonly Message[];
  readonly form: RequestForm;
  /** Tokens, already within what the model takes; null: no limit is sent. */
  readonly maxOutputTokens: number | null;
  /** As the server takes it; null: nothing is said of it. */
  readonly effort: EffortLevel | null;
  /** What OpenAI and Anthropic are told of caches. */
  readonly caching: Caching;
  /** What comes of the reply gathers here, however the attempt ends. */
  readonly parts: ReplyParts;
  readonly watch: Watch;
  /** Told those of a good answer. */
  readonly onHeaders: (headers: Headers) => void;
}

/** As ModelRequest has them. */
export interface Caching {
  readonly cacheKey?: string;
  readonly oneOff?: true;
}

/** What came of one. */
export interface Completion {
  readonly text: string;
  /** Reasoning in fields of its own; empty when none came. */
  readonly thoughts: string;
  /** As the server reports it; null when it reports none. */
  readonly usage: Reported | null;
  readonly finish: 'stop' | 'length' | 'content_filter';
  /** Why a filter or the model refused, where that is said; in the server's words. */
  readonly declined?: string;
}

/** A completion, and how long its attempt took. */
export interface TimedCompletion extends Completion {
  readonly durationMs: number;
}
