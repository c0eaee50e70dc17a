import type { EffortLevel } from '../core/reasoningEffort.ts';
import type { Parameter } from './dialects/meaning.ts';

/** The names that the limit of reply tokens goes by. */
export type TokenLimit = Extract<
  Parameter,
  'max_tokens' | 'max_completion_tokens' | 'max_output_tokens'
>;

/** How an effort of reasoning is said: by its level, or as tokens that may be thought. */
export type EffortForm = 'level' | 'budget';

/** How a server wants to be asked for one model: found out from what it refuses, then kept to. */
export interface RequestForm {
  /** Null: no limit may be sent. */
  readonly tokenLimit: TokenLimit | null;
  /** The API has no requests without a limit. */
  readonly needsLimit: boolean;
  /** The names of limits that were refused. */
  readonly refusedLimits: readonly TokenLimit[];
  readonly stream: boolean;
  /** Whether `stream_options` may be sent. */
  readonly usageInStream: boolean;
  /** Whether parameters that only some servers know may be sent. */
  readonly extras: boolean;
  /** Where the system's text goes: a message of its own, or the head of the user's first. */
  readonly system: 'system' | 'user';
  /** Whether messages of one role in a row are made one. */
  readonly mergeRoles: boolean;
  /** The forms to say an effort in that were not refused, the one in use first; empty: none is said. */
  readonly effortForms: readonly EffortForm[];
  /** Levels of effort that it doesn't have. */
  readonly refusedEfforts: readonly EffortLevel[];
  /** Most tokens of a completion that the server allowed for; null until it refused more. */
  readonly maxOutput: number | null;
  /** Tokens that prompt and completion may have together; null until a refusal named them. */
  readonly window: number | null;
  /** Tokens of a character of prompt, as the server counts; a guess until it told a count. */
  readonly tokensPerChar: number;
}

const reasoningModel = /^(?:.*\/)?(?:o\d|gpt-[5-9](?!\d))/i;

/** OpenAI's models that think, which show nothing of it unless they are asked to. */
export function thinksUnseen(model: string): boolean {
  return reasoningModel.test(model);
}

/** Somewhat more than most texts have, so that a guess leaves room rather than none. */
const cautiousTokensPerChar = 0.34;

/** Of a model at a server with OpenAI's API. */
export function firstForm(
  model: string,
  isOpenAi: boolean,
  api: 'chat' | 'responses' = 'chat',
): RequestForm {
  const newer = isOpenAi || reasoningModel.test(model);
  const chatLimit = newer ? 'max_completion_tokens' : 'max_tokens';
  return {
    ...unlearned,
    tokenLimit: api === 'responses' ? 'max_output_tokens' : chatLimit,
    extras: isOpenAi || api === 'responses',
  };
}

/** What holds of any server until it teaches something else. */
export const unlearned: Omit<RequestForm, 'tokenLimit' | 'extras'> = {
  needsLimit: false,
  refusedLimits: [],
  stream: true,
  usageInStream: true,
  system: 'system',
  mergeRoles: false,
  effortForms: ['level'],
  refusedEfforts: [],
  maxOutput: null,
  window: null,
  tokensPerChar: cautiousTokensPerChar,
};

/** The same server asked for nothing that it might not know. */
export function plainest(form: RequestForm): RequestForm {
  return {
    ...form,
    tokenLimit: form.needsLimit ? form.tokenLimit : null,
    stream: false,
    usageInStream: false,
    extras: false,
    effortForms: [],
    system: 'user',
    mergeRoles: true,
  };
}

export function isPlainest(form: RequestForm): boolean {
  const { tokenLimit, needsLimit, stream, extras, system, mergeRoles } = form;
  return (
    (tokenLimit === null || needsLimit) && !stream && !extras && system === 'user' && mergeRoles
  );
}
