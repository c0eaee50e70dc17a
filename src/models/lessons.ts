import type { Message } from '../core/model.ts';
import type { EffortLevel } from '../core/reasoningEffort.ts';
import { leastRoom } from './dialects/counts.ts';
import type { Meaning, Parameter } from './dialects/meaning.ts';
import { learnEffort } from './efforts.ts';
import { hasSystem, repeatsRoles, shapeMessages } from './messages.ts';
import type { RequestForm, TokenLimit } from './requestForm.ts';

/** What a refusal teaches: form to keep, or the room left for this one request. */
export type Lesson =
  | { readonly kind: 'form'; readonly form: RequestForm; readonly room?: number }
  /** Tokens that this completion may have beside its prompt, as `room` above. */
  | { readonly kind: 'room'; readonly maxOutputTokens: number };

/** What was asked for when the server refused. */
export interface Asked {
  readonly form: RequestForm;
  /** The conversation before it was put into the server's form. */
  readonly messages: readonly Message[];
  /** The limit of reply tokens that was sent; null without one. */
  readonly sent: number | null;
  /** The effort of reasoning that was; null where nothing was said of it. */
  readonly effort: EffortLevel | null;
}

/** What a server's refusal teaches; null where it is about nothing that can be asked otherwise. */
export function learn(meaning: Meaning, asked: Asked): Lesson | null {
  const { form, messages, sent } = asked;
  const keep = (change: Partial<RequestForm>): Lesson => {
    return { kind: 'form', form: { ...form, ...change } };
  };
  switch (meaning.kind) {
    case 'outputLimit':
      if (sent === null) return null;
      if (meaning.most !== null)
        return meaning.most < sent && meaning.most > 0 ? keep({ maxOutput: meaning.most }) : null;
      return learnSmaller(sent, form, keep);
    case 'noRoom':
      return learnRoom(meaning, asked);
    case 'promptTooLong':
      return meaning.prompt === null ? learnWindow(meaning.window, asked) : null;
    case 'noBalance':
      return meaning.affords !== null &&
        meaning.affords >= leastRoom &&
        meaning.affords < (sent ?? 0)
        ? { kind: 'room', maxOutputTokens: meaning.affords }
        : null;
    case 'unknownParameter':
      return learnParameter(meaning.names, form, keep);
    case 'effortRefused':
      return asked.effort === null ? null : keep(learnEffort(form, asked.effort, meaning.levels));
    case 'streamRefused':
      return form.stream ? keep({ stream: false }) : null;
    case 'noSystemRole':
      return form.system === 'system' && hasSystem(messages) ? keep({ system: 'user' }) : null;
    case 'rolesMustAlternate':
      if (!form.mergeRoles && repeatsRoles(shapeMessages(messages, form)))
        return keep({ mergeRoles: true });
      // Old templates count a system's message as one that breaks the order.
      return form.system === 'system' && hasSystem(messages)
        ? keep({ system: 'user', mergeRoles: true })
        : null;
    default:
      return null;
  }
}

/** Where a server tells no limit: a usual one, a small one, then none. */
function learnSmaller(
  sent: number,
  { needsLimit }: RequestForm,
  keep: (change: Partial<RequestForm>) => Lesson,
): Lesson | null {
  const next = [4_096, 1_024].find((limit) => limit < sent);
  if (next !== undefined) return keep({ maxOutput: next });
  return needsLimit ? null : keep({ tokenLimit: null });
}

/** Characters of a prompt that tell how a server counts. */
const leastChars = 1_000;

function learnRoom(
  { window, prompt, room }: Extract<Meaning, { kind: 'noRoom' }>,
  { form, messages, sent }: Asked,
): Lesson | null {
  if (sent === null || sent <= leastRoom) return null;
  if (room !== null && room < sent)
    return room < leastRoom ? null : { kind: 'room', maxOutputTokens: room };
  const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
  if (window !== null && prompt !== null && window - prompt < sent) {
    // In a short prompt the frame of the messages counts for more than its text.
    const tokensPerChar = chars < leastChars ? form.tokensPerChar : prompt / chars;
    return {
      kind: 'form',
      form: { ...form, window, tokensPerChar },
      room: window - prompt,
    };
  }
  if (window !== null && readRoom({ ...form, window }, chars) < sent)
    return { kind: 'form', form: { ...form, window } };
  // The count was too low: servers stop counting where a prompt is long enough to refuse it.
  const less = [2_048, 512].find((limit) => limit < sent);
  return less === undefined ? null : { kind: 'room', maxOutputTokens: less };
}

/** Tokens that a reply may have beside a prompt of so many characters; infinite where unknown. */
export function readRoom({ window, tokensPerChar }: RequestForm, chars: number): number {
  if (window === null) return Number.POSITIVE_INFINITY;
  // Other texts take some tokens more for the same characters, and each message has a frame.
  const prompt = Math.ceil(chars * tokensPerChar * 1.05) + 32;
  return Math.max(leastRoom, window - prompt);
}

/** A small prompt is not too long: what doesn't fit is the limit of the reply, counted with it. */
function learnWindow(window: number | null, { form, messages, sent }: Asked): Lesson | null {
  if (window === null || sent === null) return null;
  const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
  const room = readRoom({ ...form, window }, chars);
  return room > leastRoom && room < sent ? { kind: 'form', form: { ...form, window } } : null;
}

const extras: readonly Parameter[] = [
  'store',
  'prompt_cache_key',
  'prompt_cache_options',
  'cache_control',
];

function learnParameter(
  names: readonly Parameter[],
  form: RequestForm,
  keep: (change: Partial<RequestForm>) => Lesson,
): Lesson | null {
  if (form.usageInStream && names.includes('stream_options')) return keep({ usageInStream: false });
  if (form.extras && names.some((name) => extras.includes(name))) return keep({ extras: false });
  const limit = form.tokenLimit;
  if (limit === null || form.needsLimit || !names.includes(limit)) return null;
  const refusedLimits: readonly TokenLimit[] = [...form.refusedLimits, limit];
  const others: readonly TokenLimit[] =
    limit === 'max_output_tokens' ? [] : ['max_completion_tokens', 'max_tokens'];
  const tokenLimit = others.find((name) => !refusedLimits.includes(name)) ?? null;
  return keep({ refusedLimits, tokenLimit });
}
