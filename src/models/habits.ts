/** How a server wants to be asked for one model: found out from what it refuses, then kept to. */
export interface Habits {
  /** Servers know one of the two; OpenAI's reasoning models refuse the older one. */
  readonly tokenLimit: 'max_tokens' | 'max_completion_tokens';
  /** Whether `stream_options` may be sent. */
  readonly usageInStream: boolean;
  /** Most tokens of a completion that the server allowed for; null until it refused more. */
  readonly maxOutput: number | null;
}

/** What a refusal (400 or 422) teaches: habits to keep, or the room left for this one prompt. */
export type Lesson =
  | { readonly kind: 'habits'; readonly habits: Habits }
  /** Tokens that this completion may have beside its long prompt. */
  | { readonly kind: 'room'; readonly maxOutputTokens: number };

/** Below this a completion isn't worth asking for: the prompt is too long. */
const leastRoom = 256;

const reasoningModel = /^(?:.*\/)?(?:o\d|gpt-[5-9](?!\d))/i;

export function firstHabits(model: string, isOpenAi: boolean): Habits {
  return {
    tokenLimit: isOpenAi || reasoningModel.test(model) ? 'max_completion_tokens' : 'max_tokens',
    usageInStream: true,
    maxOutput: null,
  };
}

/**
 * What the server's words about a refused request teach; null when they are about something else.
 * `sent` is the limit of tokens that the request asked for.
 */
export function learn(words: string, habits: Habits, sent: number): Lesson | null {
  const most = readMost(words);
  if (most !== null && most < sent)
    return { kind: 'habits', habits: { ...habits, maxOutput: most } };
  const room = readRoom(words, sent);
  if (room !== null && room < sent && room >= leastRoom)
    return { kind: 'room', maxOutputTokens: room };
  if (!refusesParameter.test(words)) return null;
  if (habits.usageInStream && words.includes('stream_options'))
    return { kind: 'habits', habits: { ...habits, usageInStream: false } };
  if (!words.includes(habits.tokenLimit)) return null;
  const other = habits.tokenLimit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  return { kind: 'habits', habits: { ...habits, tokenLimit: other } };
}

const refusesParameter =
  /unsupported|not supported|not permitted|not allowed|unknown|unrecogni[sz]ed|unexpected|extra|use '?max_/i;

/** "supports at most 4096 completion tokens", "<= 8192", "[1, 8192]", "16384 > 8192, which is". */
function readMost(words: string): number | null {
  if (!/max_(?:completion_|output_)?tokens/.test(words)) return null;
  const match =
    /at most (\d+) completion tokens/i.exec(words) ??
    /(?:<=|less than or equal to)\s*[`']?(\d+)/i.exec(words) ??
    /\[\s*1\s*,\s*(\d+)\s*\]/.exec(words) ??
    /\d+ > (\d+), which is the maximum/i.exec(words);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** "maximum context length is 8192 tokens ... (1100 in the messages, 16384 in the completion)". */
function readRoom(words: string, sent: number): number | null {
  const window = /(?:maximum context length is|context length of) (\d+)/i.exec(words)?.[1];
  const prompt =
    /(\d+) in the messages/i.exec(words) ??
    /(?:has|contains)(?: at least)? (\d+) input tokens/i.exec(words);
  if (window === undefined || prompt?.[1] === undefined) return null;
  const room = Number(window) - Number(prompt[1]);
  // "at least" counts no further than it had to, so the true room is smaller.
  return /contains at least/i.test(words) ? Math.min(room, Math.floor(sent / 2)) : room;
}
