import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'openai/resources/chat/completions';
import type { Attempt, Completion } from './attempt.ts';
import { writeCaching } from './caching.ts';
import type { OpenAiConnection } from './connection.ts';
import { Refused } from './fetching.ts';
import { readFinishReason } from './finishReason.ts';
import { listOf, type ReplyParts, readContent, textOf } from './replyParts.ts';
import { readSaidIn } from './said.ts';
import { CutStream, openReply, refuseBody, UnendedStream } from './stream.ts';
import { readUsage } from './usage.ts';

/** The parts of a chunk, and of a whole completion, that are read; servers leave out what they like. */
interface ChatPart {
  readonly choices?: readonly ChatChoice[] | null;
  readonly usage?: unknown;
  readonly error?: unknown;
  readonly error_message?: unknown;
}

interface ChatChoice {
  readonly delta?: ChatText | null;
  readonly message?: ChatText | null;
  /** Of the older completions, which some servers send here too. */
  readonly text?: unknown;
  readonly finish_reason?: unknown;
  readonly error?: unknown;
}

/** Reasoning arrives in fields of its own, by several names. */
interface ChatText {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly thinking?: unknown;
  readonly tool_calls?: unknown;
  readonly function_call?: ToolFunction | null;
}

interface ToolCall {
  readonly index?: unknown;
  readonly function?: ToolFunction | null;
}

interface ToolFunction {
  readonly name?: unknown;
  readonly arguments?: unknown;
}

/** One request over Chat Completions. Throws what `openReply` throws, and what fetch does. */
export async function completeChat(
  connection: OpenAiConnection,
  attempt: Attempt,
): Promise<Completion> {
  const { parts, watch } = attempt;
  const { signal } = watch.controller;
  const response = await connection.client.chat.completions
    .create(writeBody(connection, attempt), { signal })
    .asResponse();
  attempt.onHeaders(response.headers);
  const arrival = await openReply<ChatPart | null, ChatPart>(response, watch, parts.mostChars);

  let finish: unknown = null;
  const take = (part: ChatPart): void => {
    const choice = part.choices?.[0];
    const refusal = part.error || part.error_message ? part : choice?.error ? choice : null;
    if (refusal !== null) throw new Refused(undefined, undefined, readSaidIn(refusal));
    parts.usage = readUsage(part.usage) ?? parts.usage;
    // Some write '' where the reply goes on.
    finish = choice?.finish_reason || finish;
    takeChoice(choice, parts);
  };
  let isFull = false;
  if (arrival.kind === 'whole') {
    const { whole } = arrival;
    if (!Array.isArray(whole.choices)) throw refuseBody(whole);
    take(whole);
    if (whole.choices.length === 0) throw new CutStream();
  } else {
    let chunks = 0;
    for await (const part of arrival.events) {
      if (typeof part !== 'object' || part === null) continue;
      chunks += 1;
      // The only thing that came is no reply, but may say why.
      if (chunks === 1 && isRefusal(part)) throw refuseBody(part);
      take(part);
      isFull = parts.isFull;
      if (isFull) break;
    }
    isFull ||= arrival.isFull();
    if (!isFull && finish === null && !arrival.sawDone()) throw new UnendedStream();
  }
  parts.end();
  const { text, thoughts, usage } = parts;
  return { text, thoughts, usage, finish: isFull ? 'length' : readFinishReason(finish) };
}

function isRefusal(part: ChatPart): boolean {
  return !part.choices && readSaidIn(part).words !== '';
}

function writeBody(
  { isOpenAi }: OpenAiConnection,
  { model, messages, form, maxOutputTokens, effort, caching }: Attempt,
): ChatCompletionCreateParamsStreaming | ChatCompletionCreateParamsNonStreaming {
  const body = {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(form.tokenLimit !== null && { [form.tokenLimit]: maxOutputTokens }),
    ...(effort !== null && { reasoning_effort: effort }),
    ...(form.extras && isOpenAi && writeCaching(model, caching)),
  };
  // Left out, not false: some servers know no such field.
  if (!form.stream) return body;
  const usage = form.usageInStream && { stream_options: { include_usage: true } };
  return { ...body, stream: true, ...usage };
}

function takeChoice(choice: ChatChoice | undefined, parts: ReplyParts): void {
  const said = choice?.delta ?? choice?.message;
  const { text, thoughts } = readContent(said?.content ?? choice?.text);
  parts.addThought(
    thoughts ||
      textOf(said?.reasoning_content) ||
      textOf(said?.reasoning) ||
      textOf(said?.thinking),
  );
  parts.addText(text || textOf(said?.refusal));
  for (const [at, each] of listOf(said?.tool_calls).entries()) {
    const { index, function: called } = Object(each) as ToolCall;
    const place = typeof index === 'number' ? index : at;
    parts.addCall(place, textOf(called?.name), textOf(called?.arguments));
  }
  const called = said?.function_call;
  if (called) parts.addCall(0, textOf(called.name), textOf(called.arguments));
}
