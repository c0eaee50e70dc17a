import { APIError } from 'openai/error';
import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses';
import type { Attempt, Completion } from './attempt.ts';
import { CutStream, openReply } from './stream.ts';
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
  readonly error?: { readonly code?: string; readonly message?: string } | null;
  readonly incomplete_details?: { readonly reason?: string } | null;
  readonly output?:
    | readonly {
        readonly type?: string;
        readonly content?:
          | readonly { readonly type?: string; readonly text?: string; readonly refusal?: string }[]
          | null;
      }[]
    | null;
  readonly usage?: unknown;
}

/** The API takes no smaller limit. */
const leastOutputTokens = 16;

/** One request over Responses. Throws what the package throws, `CutStream`, `ForeignReply`. */
export async function completeResponse(attempt: Attempt): Promise<Completion> {
  const { connection, request, watch } = attempt;
  const body: ResponseCreateParamsStreaming = {
    model: request.model,
    input: request.messages.map(({ role, content }) => ({ role, content })),
    max_output_tokens: Math.max(leastOutputTokens, attempt.maxOutputTokens),
    store: false,
    stream: true,
  };
  const { signal } = watch.controller;
  const answer = await connection.client.responses.create(body, { signal }).asResponse();
  const arrival = await openReply<ResponseEvent, WholeResponse>(answer, connection.client, watch);

  let text = '';
  const take = (piece: string): void => {
    text += piece;
    attempt.onText(piece);
  };
  let whole: WholeResponse | null = null;
  if (arrival.kind === 'whole') {
    whole = arrival.whole;
  } else {
    for await (const event of arrival.events) {
      switch (event.type) {
        case 'response.output_text.delta':
        case 'response.refusal.delta':
          if (typeof event.delta === 'string') take(event.delta);
          break;
        case 'response.completed':
        case 'response.incomplete':
        case 'response.failed':
          whole = event.response ?? {};
          break;
        case 'error':
          throw new APIError(undefined, event, undefined, undefined);
      }
    }
  }
  if (whole?.error) throw new APIError(undefined, whole.error, undefined, undefined);
  if (whole === null || (arrival.kind === 'whole' && !whole.output)) throw new CutStream();
  if (text === '') {
    const written = readOutput(whole);
    if (written !== '') take(written);
  }
  return { text, usage: readUsage(whole.usage), finish: readFinish(whole) };
}

function readOutput({ output }: WholeResponse): string {
  const parts = (output ?? [])
    .filter((item) => item.type === 'message')
    .flatMap((item) => item.content ?? []);
  return parts.map((part) => part.text ?? part.refusal ?? '').join('');
}

function readFinish({ status, incomplete_details }: WholeResponse): Completion['finish'] {
  if (status !== 'incomplete') return 'stop';
  return incomplete_details?.reason === 'content_filter' ? 'content_filter' : 'length';
}
