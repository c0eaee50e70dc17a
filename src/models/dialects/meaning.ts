import type { EffortLevel } from '../../core/reasoningEffort.ts';

/** Names of what a request may hold beside model and messages. */
export type Parameter =
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'max_output_tokens'
  | 'stream'
  | 'stream_options'
  | 'store'
  | 'prompt_cache_key'
  | 'prompt_cache_options'
  | 'cache_control'
  | 'temperature';

/** What a refusal is about. Numbers are tokens; null where the server didn't tell them. */
export type Meaning =
  /** The limit asked for is above what the model ever writes. */
  | { readonly kind: 'outputLimit'; readonly most: number | null }
  /** Prompt and limit together don't fit. `isWindow`: not just what a minute may hold. */
  | {
      readonly kind: 'noRoom';
      readonly window: number | null;
      readonly prompt: number | null;
      readonly isWindow: boolean;
      /** What is left for this reply, where that itself is told. */
      readonly room: number | null;
    }
  | {
      readonly kind: 'promptTooLong';
      readonly window: number | null;
      readonly prompt: number | null;
    }
  | { readonly kind: 'unknownParameter'; readonly names: readonly Parameter[] }
  /** `levels`: those that the words allow for; empty where the model takes no effort at all, or none is named. */
  | { readonly kind: 'effortRefused'; readonly levels: readonly EffortLevel[] }
  /** `affords`: the tokens of a reply that the balance still pays. */
  | { readonly kind: 'noBalance'; readonly affords: number | null }
  | { readonly kind: PlainKind };

/** Those that say all by their name. */
export type PlainKind =
  | 'noSystemRole'
  | 'rolesMustAlternate'
  | 'streamRefused'
  | 'quota'
  | 'policy'
  | 'verification'
  | 'unknownModel'
  | 'wrongKey'
  | 'rateLimit'
  | 'overloaded'
  | 'cannotLoad'
  | 'webPage'
  | 'noApi'
  /** Nothing that the table knows. */
  | 'unknown';

/** What is looked at to find out. */
export interface Seen {
  /** HTTP status; undefined within a reply that had begun. */
  readonly status: number | undefined;
  readonly codes: string;
  readonly words: string;
  readonly isPage: boolean;
  /** The limit of reply tokens that was asked for; null without one. */
  readonly sent: number | null;
}
