import type OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import type { Watch } from './watch.ts';

/** The stream ended, or its connection broke, before the reply was complete. */
export class CutStream extends Error {
  constructor(cause?: unknown) {
    super('The stream was cut', { cause });
    this.name = 'CutStream';
  }
}

/** A successful answer that isn't the API's: a web page, a text. */
export class ForeignReply extends Error {
  constructor(kind: string) {
    super(`The answer is ${kind}`);
    this.name = 'ForeignReply';
  }
}

/** A reply as it arrives: the events of a stream, or the whole that a server sent in one piece. */
export type Arrival<Event, Whole> =
  | {
      readonly kind: 'stream';
      readonly events: AsyncIterable<Event>;
      /** True when the last thing received is the `[DONE]` that ends a stream. */
      readonly sawDone: () => boolean;
    }
  | { readonly kind: 'whole'; readonly whole: Whole };

/**
 * Opens the answer to a request for a stream, which some servers answer with plain JSON. What comes
 * is still unchecked: the type arguments say what it should be. Throws `ForeignReply`.
 */
export async function openReply<Event, Whole>(
  response: Response,
  client: OpenAI,
  { controller, heard }: Watch,
): Promise<Arrival<Event, Whole>> {
  const type = response.headers.get('content-type') ?? '';
  if (response.body === null) throw new ForeignReply('empty');
  if (/\bhtml\b/i.test(type)) throw new ForeignReply(type);
  let tail = '';
  const latin1 = new TextDecoder('latin1');
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, output) {
        // Comments that only keep the connection alive count as life, and [DONE] is seen here
        // because the package's decoder swallows both.
        heard();
        tail = (tail + latin1.decode(bytes.subarray(-32))).slice(-32);
        output.enqueue(bytes);
      },
    }),
  );
  const watched = new Response(body, { headers: response.headers });
  if (/\bjson\b/i.test(type) && !/ndjson|stream/i.test(type))
    return { kind: 'whole', whole: await readJson<Whole>(watched) };
  return {
    kind: 'stream',
    events: Stream.fromSSEResponse<Event>(watched, controller, client),
    sawDone: () => /data:\s*\[DONE\]\s*$/.test(tail),
  };
}

async function readJson<Whole>(response: Response): Promise<Whole> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CutStream(error);
  }
}
