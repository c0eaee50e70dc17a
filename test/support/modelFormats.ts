// OpenAI's two wire formats that modelServer.ts speaks.
import type { Fault, Recorded, Reply, TokenCounts } from './modelScript.ts';

export type Api = 'chat' | 'responses' | 'messages';

/** How one API writes a reply: whole as JSON, or as the server-sent events of its parts. */
export interface Format {
  readonly api: Api;
  readonly whole: (request: Recorded, reply: Reply) => unknown;
  readonly opening: (request: Recorded, reply: Reply) => string;
  readonly piece: (text: string) => string;
  readonly closing: (request: Recorded, reply: Reply) => string;
  readonly error: (message: string) => string;
  /** The body of a refusal. */
  readonly failure: (fault: Fault) => object;
}

export const chatFormat: Format = {
  api: 'chat',
  whole: (request, reply) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text,
          ...(reply.reasoning && { reasoning_content: reply.reasoning }),
        },
        finish_reason: reply.finish ?? 'stop',
      },
    ],
    ...chatUsage(request, reply),
  }),
  opening: (_, reply) =>
    chunk({ role: 'assistant', content: '' }) +
    (reply.reasoning ? chunk({ reasoning_content: reply.reasoning }) : ''),
  piece: (text) => chunk({ content: text }),
  closing: (request, reply) => {
    const { ending = 'both' } = reply;
    const options = request.body.stream_options as { include_usage?: boolean } | undefined;
    const finish = ending === 'done' ? '' : chunk({}, reply.finish ?? 'stop');
    const usage = options?.include_usage
      ? chatData({ choices: [], ...chatUsage(request, reply) })
      : '';
    return `${finish}${usage}${ending === 'finish' ? '' : 'data: [DONE]\n\n'}`;
  },
  error: (message) => `data: ${JSON.stringify({ error: { message, type: 'server_error' } })}\n\n`,
  failure,
};

function failure({ status, message = `Status ${status}`, code, type = 'error' }: Fault) {
  return { error: { message, type, param: null, code: code ?? null } };
}

function chunk(delta: object, finish: string | null = null): string {
  return chatData({ choices: [{ index: 0, delta, finish_reason: finish }] });
}

function chatData(fields: object): string {
  const data = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, ...fields };
  return `data: ${JSON.stringify(data)}\n\n`;
}

function chatUsage(request: Recorded, reply: Reply) {
  const counts = countTokens(request, reply);
  if (counts === null) return {};
  const { inputTokens, cachedInputTokens = 0, outputTokens } = counts;
  return {
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      prompt_tokens_details: { cached_tokens: cachedInputTokens },
    },
  };
}

export const responsesFormat: Format = {
  api: 'responses',
  whole: finishedResponse,
  opening: (request) =>
    event('response.created', {
      response: { id: 'resp_1', object: 'response', status: 'in_progress', model: request.model },
    }),
  piece: (text) =>
    event('response.output_text.delta', {
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      delta: text,
    }),
  closing: (request, reply) => {
    const cut = reply.finish !== undefined && reply.finish !== 'stop';
    return event(cut ? 'response.incomplete' : 'response.completed', {
      response: finishedResponse(request, reply),
    });
  },
  error: (message) => event('error', { code: 'server_error', message, param: null }),
  failure,
};

export function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function finishedResponse(request: Recorded, reply: Reply) {
  const counts = countTokens(request, reply);
  const reasons = { length: 'max_output_tokens', content_filter: 'content_filter' };
  const cut = reply.finish !== undefined && reply.finish !== 'stop';
  const content = [{ type: 'output_text', text: reply.text, annotations: [] }];
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: request.model,
    status: cut ? 'incomplete' : 'completed',
    incomplete_details: cut ? { reason: reasons[reply.finish as keyof typeof reasons] } : null,
    error: null,
    output: [
      ...(reply.reasoning
        ? [
            {
              id: 'rs_1',
              type: 'reasoning',
              summary: [{ type: 'summary_text', text: reply.reasoning }],
            },
          ]
        : []),
      { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content },
    ],
    usage:
      counts === null
        ? null
        : {
            input_tokens: counts.inputTokens,
            input_tokens_details: { cached_tokens: counts.cachedInputTokens ?? 0 },
            output_tokens: counts.outputTokens,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: counts.inputTokens + counts.outputTokens,
          },
  };
}

export function countTokens(request: Recorded, reply: Reply): TokenCounts | null {
  if (reply.usage !== undefined) return reply.usage;
  const chars = request.messages.reduce((sum, { content }) => sum + content.length, 0);
  return {
    inputTokens: Math.ceil(chars / 4),
    outputTokens: Math.ceil((reply.text.length + (reply.reasoning?.length ?? 0)) / 4),
  };
}

/** The conversation in a request's body, whatever shape its contents have. */
export function readMessages(api: Api, body: Readonly<Record<string, unknown>>) {
  const input = api === 'responses' ? body.input : body.messages;
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  if (!Array.isArray(input)) return [];
  const system = body.system ? [{ role: 'system', content: body.system }] : [];
  return [...system, ...input].map((message: { role?: unknown; content?: unknown }) => ({
    role: String(message.role),
    content: readContent(message.content),
  }));
}

function readContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: string }) => part.text ?? '').join('');
}
