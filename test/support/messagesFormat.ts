// Anthropic's wire format, as modelServer.ts speaks it.
import { countTokens, event, type Format } from './modelFormats.ts';
import type { Recorded, Reply } from './modelScript.ts';

const stopReasons = { stop: 'end_turn', length: 'max_tokens', content_filter: 'refusal' } as const;

export const messagesFormat: Format = {
  api: 'messages',
  whole: (request, reply) => ({
    ...messageOf(request),
    content: [
      ...(reply.reasoning ? [{ type: 'thinking', thinking: reply.reasoning, signature: 'x' }] : []),
      ...(reply.text === '' ? [] : [{ type: 'text', text: reply.text, citations: null }]),
    ],
    stop_reason: stopReasons[reply.finish ?? 'stop'],
    ...usageOf(request, reply),
  }),
  opening: (request, reply) => {
    const { usage } = usageOf(request, reply);
    const started = usage && { usage: { ...usage, output_tokens: 1 } };
    const message = { ...messageOf(request), content: [], stop_reason: null, ...started };
    const at = reply.reasoning ? 1 : 0;
    return (
      event('message_start', { message }) +
      event('ping', {}) +
      (reply.reasoning ? thinking(reply.reasoning) : '') +
      event('content_block_start', {
        index: at,
        content_block: { type: 'text', text: '', citations: null },
      })
    );
  },
  piece: (text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  closing: (request, reply) => {
    const { ending = 'both' } = reply;
    const delta = { stop_reason: stopReasons[reply.finish ?? 'stop'], stop_sequence: null };
    const stop =
      event('content_block_stop', { index: 0 }) +
      event('message_delta', {
        delta: ending === 'done' ? {} : delta,
        ...usageOf(request, reply),
      });
    return ending === 'finish' ? stop : stop + event('message_stop', {});
  },
  error: (message) => event('error', { error: { type: 'api_error', message } }),
  failure: ({ status, message = `Status ${status}`, code, type = 'error' }) => ({
    type: 'error',
    error: { type: code ?? type, message },
    request_id: 'req_1',
  }),
};

function messageOf({ model }: Recorded) {
  return { id: 'msg_1', type: 'message', role: 'assistant', model, stop_sequence: null };
}

function thinking(text: string): string {
  return (
    event('content_block_start', {
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    }) +
    event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: text } }) +
    event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'x' } }) +
    event('content_block_stop', { index: 0 })
  );
}

/** The input leaves out what was read from a cache or written to one. */
function usageOf(request: Recorded, reply: Reply) {
  const counts = countTokens(request, reply);
  if (counts === null) return {};
  const { inputTokens, cachedInputTokens = 0, cacheWriteTokens = 0, outputTokens } = counts;
  return {
    usage: {
      input_tokens: inputTokens - cachedInputTokens - cacheWriteTokens,
      cache_read_input_tokens: cachedInputTokens,
      cache_creation_input_tokens: cacheWriteTokens,
      cache_creation: {
        ephemeral_5m_input_tokens: cacheWriteTokens,
        ephemeral_1h_input_tokens: 0,
      },
      output_tokens: outputTokens,
    },
  };
}
