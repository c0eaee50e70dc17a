// Words about tokens of servers that no row of the table knows, read by their grammar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMeaning } from '../../../src/models/dialects/read.ts';

const meaningOf = (words: string, status = 400) =>
  readMeaning({ status, codes: '', words, isPage: false, sent: 16_384 });

const outputs = [
  'max_tokens must be at most 4096',
  'The requested max_tokens (16384) exceeds the maximum allowed (4096)',
  'max_tokens should be in range [1, 4096]',
  'Parameter max_tokens out of range: 16384 not in (0, 4096]',
  'max_new_tokens=16384 is larger than the limit of 4096',
  'maximum allowed completion tokens: 4096, got 16384',
  'maxTokens: Number must be less than or equal to 4096',
  'body/max_tokens must be <= 4096',
  'You requested 16384 completion tokens, but the model can only generate 4096',
  'Value error, max_tokens must not be larger than 4096',
  'The value for max_tokens must be between 1 and 4096.',
  'max_output_tokens 16384 > 4096',
  'Model output limit is 4096 tokens',
  'This model can generate up to 4096 tokens',
  'max_tokens > 4096 is not supported',
  'max_tokens 不能大于 4096',
  'max_tokens 参数超出范围 [1,4096]',
  'max_completion_tokens: 16384 is above the maximum of 4,096 for this model',
  'The maximum number of output tokens is 4096; 16384 was requested',
  'max_tokens cannot be greater than 4096 for model llama-3-8b-8192',
  '`max_tokens` value 16384 too high, max 4096',
  'Requests with max_tokens > 4096 must have stream=true',
  'Output token limit exceeded: max 4096',
  "The max_tokens parameter exceeds the model's max output of 4096 tokens.",
  'num_predict must be <= 4096',
  'Completion length 16384 exceeds 4096',
];
for (const words of outputs)
  test(`the limit of a reply is told by: ${words}`, () => {
    assert.deepEqual(meaningOf(words), { kind: 'outputLimit', most: 4_096 });
  });

const rooms = [
  'Input tokens (1100) + max_tokens (16384) exceeds context window (8192)',
  'prompt (1100) + max_tokens (16384) > n_ctx (8192)',
  'Context length 8192 exceeded: 1100 prompt + 16384 completion',
  'The sum of prompt tokens (1100) and max_tokens (16384) must not exceed 8192',
  'Total tokens 17484 exceeds limit 8192',
  "This model's maximum context length is 8,192 tokens, however you requested 17,484 tokens (1,100 in your prompt; 16,384 for the completion).",
  'prompt has 1100 tokens; max_tokens 16384; context 8192',
  'Requested tokens (17484) exceed context window of 8192',
  'prompt tokens 1100 plus max tokens 16384 is greater than the model context 8192',
  'Sequence length 17484 (1100 + 16384) larger than maximum 8192',
  'Your request requires 17484 tokens but the model supports 8192 tokens (prompt 1100, max_tokens 16384).',
  'max_tokens is too large: 16384. Context: 8192. Prompt: 1100.',
];
for (const words of rooms)
  test(`prompt and reply don't fit together: ${words}`, () => {
    const room = { kind: 'noRoom', window: 8_192, prompt: 1_100, isWindow: true, room: null };
    assert.deepEqual(meaningOf(words), room);
  });

test('what is left is told by itself', () => {
  for (const words of [
    'max_tokens (16384) exceeds remaining context (7092 tokens)',
    'Requested 16384 tokens but only 7092 remain in context',
  ]) {
    const meaning = meaningOf(words);
    assert.deepEqual([meaning.kind, 'room' in meaning && meaning.room], ['noRoom', 7_092], words);
  }
});

const prompts: readonly (readonly [string, number | null])[] = [
  ["Input length 9000 exceeds the model's maximum of 8192.", 8_192],
  ['Too many tokens in prompt: 9000 > 8192', 8_192],
  ['Context window exceeded', null],
  ['Maximum context length exceeded', null],
  ['prompt_tokens 9000 > limit 8192', 8_192],
  ['The context size (9000 tokens) is too large', 9_000],
  ["input exceeds model's context", null],
  ['Sequence length 9000 larger than maximum 8192', 8_192],
  ['your prompt is too big', null],
  ['Requested tokens (9000) exceed context window of 8192', 8_192],
  ['The prompt has 9000 tokens, more than the 8192 that fit', 8_192],
  ['prompt is longer than the context window', null],
  [
    'Token indices sequence length is longer than the specified maximum sequence length for this model (9000 > 8192)',
    8_192,
  ],
  ['This model supports at most 8192 input tokens, but 9000 were given', 8_192],
  ['Input validation error: `inputs` tokens must be <= 8192. Given: 9000', 8_192],
  ['Trying to keep the first 9000 tokens, loaded with context length of only 4096 tokens', 4_096],
  ['messages exceed the 8192 token limit', 8_192],
];
for (const [words, window] of prompts)
  test(`a prompt is too long: ${words}`, () => {
    const meaning = meaningOf(words);
    const told = 'window' in meaning ? meaning.window : undefined;
    assert.deepEqual([meaning.kind, told], ['promptTooLong', window]);
  });

for (const words of [
  'temperature must be less than or equal to 2',
  'top_p exceeds the maximum of 1',
  'Image too large',
  'messages: at least one message is required',
  'Missing required parameter: model',
  'n must be 1',
  'Too many tools',
  "'messages' must contain the word 'json'",
  'stop: list should have at most 4 items',
  'messages[1].content must not be empty',
  'Assistant message must have either content or tool_calls, but not none.',
  "Invalid value for 'max_tokens'",
])
  test(`words about something else mean nothing: ${words}`, () =>
    assert.equal(meaningOf(words).kind, 'unknown'));

const others = {
  noSystemRole: [
    "Role 'system' not supported",
    'The model does not support system messages',
    "messages[0].role: value must be one of 'user', 'assistant'",
    "Invalid value: 'system'. Supported values are: 'user', 'assistant'.",
    'messages.0.role: unexpected value; permitted: user, assistant',
  ],
  rolesMustAlternate: [
    'messages: roles must alternate between "user" and "assistant", but found multiple "user" roles in a row',
    'Consecutive messages with the same role are not allowed',
    'Expected alternating user/assistant messages',
    'Two consecutive user messages are not supported',
  ],
  streamRefused: [
    'stream=true is not supported',
    'This endpoint does not support streaming',
    'Streaming is disabled for your organization',
    'stream must be false',
    "Streaming completion is not support yet, please remove 'stream' key value",
  ],
  unknownParameter: [
    "unexpected keyword argument 'stream_options'",
    "Additional properties are not allowed ('stream_options' was unexpected)",
    'unknown field `max_completion_tokens`, expected one of `model`, `messages`',
    'max_tokens is deprecated, use max_completion_tokens',
    'stream_options can only be used when stream is enabled',
  ],
  noBalance: [
    'Your balance is negative',
    'You have run out of credits',
    'Insufficient funds',
    'Please add credits to your account',
    'Your trial credits have expired',
  ],
  quota: [
    'You have reached your monthly usage limit',
    'Free tier quota exhausted',
    'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock more',
  ],
  policy: ['Content blocked by safety filter', 'Access from your region is restricted'],
  verification: ['Please verify your phone number', 'Account not verified'],
  unknownModel: ['The requested model foo could not be found', 'foo is not a valid model ID'],
  wrongKey: ['Invalid API key', 'api key expired'],
} as const;
for (const [kind, each] of Object.entries(others))
  for (const words of each)
    test(`${kind}: ${words}`, () => assert.equal(meaningOf(words).kind, kind));

test('a server that only streams does not refuse streams', () => {
  for (const words of [
    'This model only support stream mode, please enable the stream parameter to access the model.',
    'Stream must be set to true',
  ])
    assert.equal(meaningOf(words).kind, 'unknown');
});
