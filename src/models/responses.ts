import type {
  ResponseCreateParamsNonStreaming,
  ResponseCreateParamsStreaming,
} from 'openai/resources/responses/responses';
import type { Attempt, Completion } from './attempt.ts';
import { writeCaching } from './caching.ts';
import type { OpenAiConnection } from './connection.ts';
import { Refused } from './fetching.ts';
import { listOf, type ReplyParts, readContent, textOf } from './replyParts.ts';
import { readSaidIn } from './said.ts';
import { CutStream, openReply, refuseBody } from './stream.ts';
import { readUsage } from './usage.ts';

/** The parts of an event that are read. */
interface ResponseEvent {
  readonly type?: string;
  readonly delta?: unknown;
  readonly response?: WholeResponse | null;
  readonly code?: unknown;
  readonly message?: unknown;
}

interface WholeResponse {
  readonly status?: string | null;
  readonly error?: unknown;
  readonly incomplete_details?: { readonly reason?: unknown } | null;
  readonly output?: unknown;
  readonly usage?: unknown;
}

interface OutputItem {
  readonly type?: string;
  readonly content?: unknown;
  readonly summary?: unknown;
  readonly name?: unknown;
  readonly arguments?: unknown;
}

/** The API takes no smaller limit. */
const leastOutputTokens = 16;

/** One request over Responses. Throws what `openReply` throws, and what fetch does. */
export async function completeResponse(
  connection: OpenAiConnection,
  attempt: Attempt,
): Promise<Completion> {
  const { parts, watch } = attempt;
  const { signal } = watch.controller;
  const answer = await connection.client.responses
    .create(writeBody(connection, attempt), { signal })
    .asResponse();
  attempt.onHeaders(answer.headers);
  const arrival = await openReply<ResponseEvent | null, WholeResponse>(
    answer,
    watch,
    parts.mostChars,
  );

  let whole: WholeResponse | null = null;
  let isFull = false;
  if (arrival.kind === 'whole') {
    whole = arrival.whole;
    if (!whole.error && !Array.isArray(whole.output)) throw refuseBody(whole);
  } else {
    for await (const event of arrival.events) {
      if (typeof event !== 'object' || event === null) continue;
      whole = takeEvent(event, parts) ?? whole;
      isFull = parts.isFull;
      if (isFull) break;
    }
    isFull ||= arrival.isFull();
  }
  parts.usage = whole === null ? null : readUsage(whole.usage);
  if (whole?.error) throw new Refused(undefined, undefined, readSaidIn(whole.error));
  if (whole === null && !isFull) throw new CutStream();
  if (whole !== null) takeOutput(whole, parts);
  parts.end();
  const { text, thoughts, usage } = parts;
  const finish = isFull || whole === null ? 'length' : readFinish(whole);
  return { text, thoughts, usage, finish };
}

function writeBody(
  { isOpenAi }: OpenAiConnection,
  { model, messages, form, maxOutputTokens, effort, caching }: Attempt,
): ResponseCreateParamsStreaming | ResponseCreateParamsNonStreaming {
  const body = {
    model,
    input: messages.map(({ role, content }) => ({ role, content })),
    ...(form.tokenLimit !== null && {
      max_output_tokens: Math.max(leastOutputTokens, maxOutputTokens ?? 0),
    }),
    ...(form.extras && {
      store: false,
      ...(isOpenAi && writeCaching(model, caching)),
    }),
    ...(effort !== null && { reasoning: { effort } }),
  };
  // Left out, not false: some servers know no such field.
  return form.stream ? { ...body, stream: true } : body;
}

/** The whole, where an event brings it. Throws Refused for an event that is an error. */
function takeEvent(event: ResponseEvent, parts: ReplyParts): WholeResponse | null {
  switch (event.type) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      parts.addText(textOf(event.delta));
      return null;
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      parts.addThought(textOf(event.delta));
      return null;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      return event.response ?? {};
    case 'error':
      throw new Refused(undefined, undefined, readSaidIn(event));
    default:
      if (event.type === undefined && 'error' in event)
        throw new Refused(undefined, undefined, readSaidIn(event));
      return null;
  }
}

/** What the whole holds and no event has brought before. */
function takeOutput({ output }: WholeResponse, parts: ReplyParts): void {
  const isTextNew = parts.text === '';
  const isThoughtNew = parts.thoughts === '';
  for (const [at, each] of listOf(output).entries()) {
    const item = Object(each) as OutputItem;
    if (item.type === 'message' && isTextNew) parts.addText(readContent(item.content).text);
    if (item.type === 'reasoning' && isThoughtNew)
      parts.addThought(textOf(item.summary) || textOf(item.content));
    if (item.type === 'function_call') parts.addCall(at, textOf(item.name), textOf(item.arguments));
  }
}

/** Throws CutStream for a reply that the server itself gave up. */
function readFinish({ status, incomplete_details }: WholeResponse): Completion['finish'] {
  if (status === 'failed' || status === 'cancelled') throw new CutStream();
  if (status !== 'incomplete') return 'stop';
  return incomplete_details?.reason === 'content_filter' ? 'content_filter' : 'length';
}
