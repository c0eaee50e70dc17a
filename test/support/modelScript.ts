// What modelServer.ts is told to say, and what it tells of the requests it got.
import type { Api } from './modelFormats.ts';

/** A completion, and how it is delivered. */
export interface Reply {
  readonly text: string;
  /** Goes out in the field that servers keep for it, before the text. */
  readonly reasoning?: string;
  /** Absent: a quarter of the characters. Null: the server reports none. */
  readonly usage?: TokenCounts | null;
  readonly finish?: 'stop' | 'length' | 'content_filter';
  /** ms before the first byte, instead of the server's `latencyMs`. */
  readonly delayMs?: number;
  /** Characters of one streamed piece; 64 unless given. */
  readonly pieceChars?: number;
  /** ms between pieces. */
  readonly pieceDelayMs?: number;
  /** Sent as they stand, in place of the API's own events: what another maker's server writes. */
  readonly events?: string;
  /** Answers plain JSON though a stream was asked for. */
  readonly plain?: boolean;
  /** What happens after half of the text instead of the rest. */
  readonly breaks?: 'socket' | 'end' | 'malformed' | 'hang' | 'error';
  /** What marks the end of a stream of Chat Completions; `both` unless given. */
  readonly ending?: 'both' | 'finish' | 'done';
}

export interface TokenCounts {
  readonly inputTokens: number;
  readonly cachedInputTokens?: number;
  /** Anthropic's API alone tells it. */
  readonly cacheWriteTokens?: number;
  readonly outputTokens: number;
}

/** A request that fails before any text. */
export interface Fault {
  /** HTTP status; 0 closes the connection without a word, -1 never answers. */
  readonly status: number;
  readonly message?: string;
  readonly code?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it stands in place of OpenAI's JSON: an HTML page, another server's JSON. */
  readonly body?: string;
}

/** A request as the server got it. */
export interface Recorded {
  /** Counts from 1 over all requests for completions. */
  readonly index: number;
  readonly api: Api;
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** The last message's text. */
  readonly prompt: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** ms since 1970. */
  readonly at: number;
  /** True once the other side closed the connection before the reply was complete. */
  cancelled: boolean;
  /** Characters of text and reasoning that have been sent so far. */
  sentChars: number;
}

export type Answer = string | Reply | Fault;
/** One answer for all requests, one each in order (then the server fails loudly), or a function. */
export type Part = Answer | readonly Answer[] | ((request: Recorded) => Answer | Promise<Answer>);
/** What each model says, by its name; `*` speaks for all others, which are else unknown. */
export type Script = Readonly<Record<string, Part>>;

/** What a script file holds: JSON has no functions, so a model's answers may hang on the prompt. */
interface ScriptFile {
  readonly models: Readonly<
    Record<string, Answer | readonly Answer[] | { readonly rules: readonly Rule[] }>
  >;
}

interface Rule {
  /** A regular expression that the last message must match; absent: always. */
  readonly when?: string;
  readonly answer: Answer;
}

/** The Script of a JSON file: `{"models": {"root": ["a", "b"], "sub": {"rules": [...]}}}`. */
export function readScript(json: string): Script {
  const { models }: ScriptFile = JSON.parse(json);
  return Object.fromEntries(
    Object.entries(models).map(([name, part]): [string, Part] => {
      if (typeof part === 'string' || !('rules' in part)) return [name, part];
      return [name, (request) => follow(part.rules, request)];
    }),
  );
}

function follow(rules: readonly Rule[], request: Recorded): Answer {
  const rule = rules.find(
    ({ when }) => when === undefined || new RegExp(when).test(request.prompt),
  );
  return rule?.answer ?? { status: 400, message: `No rule fits the prompt of ${request.model}` };
}
