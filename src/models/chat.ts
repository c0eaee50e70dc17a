import { APIError } from 'openai/error';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { Usage } from '../core/model.ts';
import type { Attempt, Completion } from './attempt.ts';
import { CutStream, openReply } from './stream.ts';
import { readUsage } from './usage.ts';

/** The parts of a chunk, and of a whole completion, that are read; servers leave out what they like. */
interface ChatPart {
  readonly choices?: readonly ChatChoice[] | null;
  readonly usage?: unknown;
  readonly error?: unknown;
}

interface ChatChoice {
  readonly delta?: ChatText | null;
  readonly message?: ChatText | null;
  readonly finish_reason?: string | null;
}

/** Reasoning arrives in fields of its own (`reasoning_content`, `reasoning`), which are left alone. */
interface ChatText {
  readonly content?: string | readonly { type?: string; text?: unknown }[] | null;
  readonly refusal?: string | null;
}

/** One request over Chat Completions. Throws what the package throws, `CutStream`, `ForeignReply`. */
export async function completeChat(attempt: Attempt): Promise<Completion> {
  const { connection, request, habits, watch } = attempt;
  const body: ChatCompletionCreateParamsStreaming = {
    model: request.model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    [habits.tokenLimit]: attempt.maxOutputTokens,
    ...(habits.usageInStream && { stream_options: { include_usage: true } }),
  };
  const { signal } = watch.controller;
  const response = await connection.client.chat.completions.create(body, { signal }).asResponse();
  const arrival = await openReply<ChatPart, ChatPart>(response, connection.client, watch);

  let text = '';
  let usage: Usage | null = null;
  let finish: string | null = null;
  const take = (part: ChatPart): void => {
    usage = readUsage(part.usage) ?? usage;
    const choice = part.choices?.[0];
    finish = choice?.finish_reason ?? finish;
    const piece = readText(choice?.delta ?? choice?.message);
    if (piece === '') return;
    text += piece;
    attempt.onText(piece);
  };
  if (arrival.kind === 'whole') {
    const { whole } = arrival;
    if (whole.error) throw new APIError(undefined, Object(whole.error), undefined, undefined);
    take(whole);
    if (!whole.choices?.length) throw new CutStream();
  } else {
    for await (const part of arrival.events) take(part);
    if (finish === null && !arrival.sawDone()) throw new CutStream();
  }
  return { text, usage, finish: readFinish(finish) };
}

function readText(text: ChatText | null | undefined): string {
  const content = text?.content ?? text?.refusal ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (typeof part.text === 'string' ? part.text : '')).join('');
}

function readFinish(reason: string | null): Completion['finish'] {
  if (reason === 'length' || reason === 'content_filter') return reason;
  return 'stop';
}
