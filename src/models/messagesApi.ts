import type { BaseAnthropic } from '@anthropic-ai/sdk';
import type {
  MessageCreateParamsNonStreaming,
  MessageCreateParamsStreaming,
  MessageParam,
  OutputConfig,
  TextBlockParam,
  ThinkingConfigParam,
} from '@anthropic-ai/sdk/resources/messages';
import type { Message } from '../core/model.ts';
import type { EffortLevel } from '../core/reasoningEffort.ts';
import type { Attempt, Completion } from './attempt.ts';
import { Refused } from './fetching.ts';
import { readFinishReason } from './finishReason.ts';
import { listOf, type ReplyParts, textOf } from './replyParts.ts';
import type { EffortForm } from './requestForm.ts';
import { readSaidIn } from './said.ts';
import { openReply, refuseBody, UnendedStream } from './stream.ts';
import { readUsage } from './usage.ts';

/** The parts of an event that are read. */
interface MessageEvent {
  readonly type?: string;
  readonly message?: WholeMessage | null;
  readonly index?: unknown;
  readonly content_block?: unknown;
  readonly delta?: unknown;
  readonly usage?: unknown;
  readonly error?: unknown;
}

interface WholeMessage {
  readonly content?: unknown;
  readonly stop_reason?: unknown;
  readonly stop_details?: unknown;
  readonly usage?: unknown;
}

/** A block of a reply, or what is added to one. */
interface Block {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly name?: unknown;
  readonly input?: unknown;
  readonly partial_json?: unknown;
}

/** What has come of a reply beside its parts. */
interface Progress {
  stopReason: unknown;
  stopDetails: unknown;
  isOver: boolean;
  usage: Readonly<Record<string, unknown>>;
}

/** One request over Messages. Throws what `openReply` throws, and what fetch does. */
export async function completeMessage(
  client: BaseAnthropic,
  attempt: Attempt,
): Promise<Completion> {
  const { parts, watch } = attempt;
  // Not `messages.create`, which prints what it thinks of a model to the console.
  const response = await client
    .post('/v1/messages', { body: writeBody(attempt), signal: watch.controller.signal })
    .asResponse();
  attempt.onHeaders(response.headers);
  const arrival = await openReply<MessageEvent | null, WholeMessage>(
    response,
    watch,
    parts.mostChars,
  );
  const progress: Progress = { stopReason: null, stopDetails: null, isOver: false, usage: {} };
  let isFull = false;
  if (arrival.kind === 'whole') {
    const { whole } = arrival;
    if (!Array.isArray(whole.content)) throw refuseBody(whole);
    takeMessage(whole, parts, progress);
  } else {
    for await (const event of arrival.events) {
      if (typeof event !== 'object' || event === null) continue;
      takeEvent(event, parts, progress);
      isFull = parts.isFull;
      if (isFull || progress.isOver) break;
    }
    isFull ||= arrival.isFull();
    if (!isFull && !progress.isOver && progress.stopReason === null) throw new UnendedStream();
  }
  parts.end();
  const { text, thoughts, usage } = parts;
  const finish = isFull ? 'length' : readFinishReason(progress.stopReason);
  const declined = finish === 'content_filter' && { declined: readDeclined(progress.stopDetails) };
  return { text, thoughts, usage, finish, ...declined };
}

/** Throws Refused for an event that is an error. */
function takeEvent(event: MessageEvent, parts: ReplyParts, progress: Progress): void {
  switch (event.type) {
    case 'message_start':
      takeMessage(event.message ?? {}, parts, progress);
      return;
    case 'content_block_start':
      takeBlock(event.content_block, event.index, parts);
      return;
    case 'content_block_delta':
      takeBlock(event.delta, event.index, parts);
      return;
    case 'message_delta': {
      const { stop_reason, stop_details } = Object(event.delta) as WholeMessage;
      progress.stopReason = stop_reason ?? progress.stopReason;
      progress.stopDetails = stop_details ?? progress.stopDetails;
      takeUsage(event.usage, parts, progress);
      return;
    }
    case 'message_stop':
      progress.isOver = true;
      return;
    case 'error':
      throw new Refused(undefined, undefined, readSaidIn(event.error ?? event));
    default:
      if (event.type === undefined && event.error)
        throw new Refused(undefined, undefined, readSaidIn(event));
  }
}

function takeMessage(message: WholeMessage, parts: ReplyParts, progress: Progress): void {
  for (const [at, block] of listOf(message.content).entries()) takeBlock(block, at, parts);
  progress.stopReason = message.stop_reason ?? progress.stopReason;
  progress.stopDetails = message.stop_details ?? progress.stopDetails;
  takeUsage(message.usage, parts, progress);
}

function takeBlock(given: unknown, index: unknown, parts: ReplyParts): void {
  const block = Object(given) as Block;
  parts.addText(textOf(block.text));
  parts.addThought(textOf(block.thinking));
  const args = textOf(block.partial_json);
  const isCall = typeof block.type === 'string' && /tool_use$/.test(block.type);
  if (!isCall && args === '') return;
  const input = isFilled(block.input) ? JSON.stringify(block.input) : '';
  parts.addCall(typeof index === 'number' ? index : 0, textOf(block.name), `${input}${args}`);
}

function isFilled(input: unknown): boolean {
  return typeof input === 'object' && input !== null && Object.keys(input).length > 0;
}

/** The end repeats what the start has told, with more of it; some servers tell all of it at the end alone. */
function takeUsage(reported: unknown, parts: ReplyParts, progress: Progress): void {
  const merged: Record<string, unknown> = { ...progress.usage };
  for (const [name, value] of Object.entries(Object(reported))) {
    const before = merged[name];
    if (value === null || value === undefined) continue;
    merged[name] =
      typeof before === 'number' && typeof value === 'number' ? Math.max(before, value) : value;
  }
  progress.usage = merged;
  parts.usage = readUsage(merged) ?? parts.usage;
}

/** Why the model refused, in the words of its server. */
function readDeclined(details: unknown): string {
  const { explanation, category } = Object(details) as Readonly<Record<string, unknown>>;
  const why = textOf(explanation) || textOf(category).replaceAll('_', ' ');
  return `the model declined to answer${why === '' ? '' : ` (${why.replace(/\.$/, '')})`}`;
}

function writeBody({
  model,
  messages,
  form,
  maxOutputTokens,
  effort,
  caching,
}: Attempt): MessageCreateParamsStreaming | MessageCreateParamsNonStreaming {
  const mostTokens = maxOutputTokens ?? 1;
  const isKept = form.extras && caching.cacheKey !== undefined && !caching.oneOff;
  const system = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : []));
  const body = {
    model,
    max_tokens: mostTokens,
    ...(system.length > 0 && { system: writeText(system.join('\n\n'), isKept) }),
    messages: writeMessages(
      messages.filter(({ role }) => role !== 'system'),
      isKept,
    ),
    ...(effort !== null && writeEffort(effort, form.effortForms[0], mostTokens)),
  };
  return form.stream ? { ...body, stream: true } : body;
}

/**
 * Marks say up to where a prompt is worth keeping in the cache. The history only grows: so the last
 * message is what the next request continues, and the first one what is left when the middle changes.
 */
function writeMessages(messages: readonly Message[], isKept: boolean): MessageParam[] {
  const users = messages.flatMap(({ role }, at) => (role === 'user' ? [at] : []));
  const marked = new Set(isKept ? [users[0], users.at(-1)] : []);
  return messages.map(({ role, content }, at) => ({
    role: role === 'assistant' ? role : 'user',
    content: writeText(content, marked.has(at)),
  }));
}

/** Text alone where it is not to be kept: what is asked once stands as it is. */
function writeText(text: string, isKept: boolean): string | TextBlockParam[] {
  // A block without text can't be marked.
  if (!isKept || text.trim() === '') return text;
  return [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];
}

/** Tokens that may be thought, by effort; the API takes no fewer than `leastBudget`. */
const budgets: Readonly<Partial<Record<EffortLevel, number>>> = {
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
  max: 65_536,
};
const leastBudget = 1_024;

function writeEffort(
  effort: EffortLevel,
  form: EffortForm | undefined,
  mostTokens: number,
): { thinking?: ThinkingConfigParam; output_config?: OutputConfig } {
  if (effort === 'none') return { thinking: { type: 'disabled' } };
  if (form === 'level') {
    // Left to themselves some models don't show what they think. The API has no level below low.
    return {
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: effort === 'minimal' ? 'low' : effort },
    };
  }
  // What is thought counts as the reply's: half of that is left for its text.
  const budget = Math.min(budgets[effort] ?? leastBudget, Math.floor(mostTokens / 2));
  return budget < leastBudget ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}
