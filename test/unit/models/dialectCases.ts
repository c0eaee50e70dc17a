// What servers of many makers say when they refuse, as they say it, and what is to come of it. The
// requests of the test ask for 16,384 tokens beside a prompt that the servers count as 1,100.

/** A refusal that another request answers. */
export interface Teaching {
  readonly maker: string;
  readonly status: number;
  readonly body: string;
  /** What the server takes in place of what it refused. */
  readonly takes: (sent: Sent) => boolean;
}

/** A refusal that ends the request. */
export interface Ending {
  readonly maker: string;
  readonly status: number;
  readonly body: string;
  readonly error: string;
  /** The server's own words, of which the sentence must hold these. */
  readonly says: RegExp;
}

export interface Sent {
  readonly body: Readonly<Record<string, unknown>>;
  readonly roles: string;
}

const json = (message: string, more: object = {}): string =>
  JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, ...more } });
const limitOf = ({ body }: Sent): number =>
  Number(body.max_tokens ?? body.max_completion_tokens ?? 0);
const upTo = (most: number) => (sent: Sent) => limitOf(sent) <= most && limitOf(sent) > most / 2;
const fits = (sent: Sent): boolean => limitOf(sent) + 1_100 <= 8_192 && limitOf(sent) > 4_096;
const without = (name: string) => (sent: Sent) => !(name in sent.body);

const limits: readonly (readonly [string, number, string])[] = [
  [
    'OpenAI',
    400,
    json(
      'max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384.',
      { param: 'max_tokens', code: 'invalid_value' },
    ),
  ],
  [
    'Groq',
    400,
    json(
      '`max_tokens` must be less than or equal to `4096`, the maximum value for `max_tokens` is less than the `context_window` for this model',
      { param: 'max_tokens' },
    ),
  ],
  ['DeepSeek', 400, json('Invalid max_tokens value, the valid range of max_tokens is [1, 4096]')],
  [
    'DashScope',
    400,
    json('<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 4096]', {
      code: 'invalid_parameter_error',
    }),
  ],
  [
    'Anthropic',
    400,
    json(
      'max_tokens: 16384 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku-20240307',
    ),
  ],
  [
    'Ark',
    400,
    JSON.stringify({
      error: {
        code: 'InvalidParameter',
        message:
          'The parameter `max_tokens` specified in the request are not valid: integer above maximum value, expected a value <= 4096, but got 16384 instead. Request id: 021775',
        param: 'max_tokens',
        type: 'BadRequest',
      },
    }),
  ],
  [
    'Databricks',
    400,
    JSON.stringify({
      error_code: 'BAD_REQUEST',
      message:
        'Bad request: rpc error: code = InvalidArgument desc = max_tokens (16384) cannot exceed 4096. Please reduce the length of max output tokens generated.',
    }),
  ],
  [
    'Vertex',
    400,
    JSON.stringify([
      {
        error: {
          code: 400,
          message:
            'Unable to submit request because it has a maxOutputTokens value of 16384 but the supported range is from 1 (inclusive) to 4097 (exclusive). Update the value and try again.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ]),
  ],
  [
    'Cohere',
    400,
    JSON.stringify({
      message: 'too many tokens: max tokens must be less than or equal to 4096, the maximum output',
    }),
  ],
  [
    'Bedrock',
    400,
    JSON.stringify({
      message:
        'The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096. For more information, see https://docs.example.com',
    }),
  ],
  ['Fireworks', 400, json('max_tokens 16384 exceeds maximum 4096')],
  [
    'TGI',
    422,
    JSON.stringify({
      error: 'Input validation error: `max_new_tokens` must be <= 4096. Given: 16384',
      error_type: 'validation',
    }),
  ],
  [
    'DeepInfra',
    422,
    JSON.stringify({
      detail: [
        {
          type: 'less_than_equal',
          loc: ['body', 'max_tokens'],
          msg: 'Input should be less than or equal to 4096',
          input: 16384,
        },
      ],
    }),
  ],
  [
    'Xiaomi, in the wrong field',
    400,
    JSON.stringify({
      error: {
        message: 'Param Incorrect',
        type: 'upstream_error',
        param:
          'max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384.',
        code: '400',
      },
    }),
  ],
  [
    'OpenRouter, of the server behind it',
    400,
    JSON.stringify({
      error: {
        message: 'Provider returned error',
        code: 400,
        metadata: {
          raw: '{"error":{"message":"max_tokens (16384) cannot exceed 4096"}}',
          provider_name: 'Databricks',
        },
      },
    }),
  ],
  [
    'LiteLLM, of the server behind it',
    400,
    json(
      'litellm.BadRequestError: DeepseekException - {"error":{"message":"Invalid max_tokens value, the valid range of max_tokens is [1, 4096]","type":"invalid_request_error"}}',
    ),
  ],
  [
    'somebody with thousands',
    400,
    json('Maximum output tokens is 4,096 but 16,384 were requested'),
  ],
  ['somebody without a number', 400, json('max_tokens is too large for this model')],
  ['Scaleway, without a number', 416, json('max_tokens is limited for this model')],
];

const rooms: readonly (readonly [string, number, string])[] = [
  [
    'Together',
    422,
    json(
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8192. Given: 1100 `inputs` tokens and 16384 `max_new_tokens`',
    ),
  ],
  [
    'OpenRouter',
    400,
    json(
      'This endpoint\'s maximum context length is 8192 tokens. However, you requested about 17484 tokens (1100 of text input, 16384 in the output). Please reduce the length of either one, or use the "middle-out" transform to compress your prompt automatically.',
      { code: 400 },
    ),
  ],
  [
    'SGLang',
    400,
    JSON.stringify({
      object: 'error',
      message:
        "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 17484 tokens: 1100 tokens from the input messages and 16384 tokens for the completion. Please reduce the number of tokens in the input messages or the completion to fit within the limit.",
      type: 'BadRequestError',
      code: 400,
    }),
  ],
  [
    'Cerebras',
    400,
    JSON.stringify({
      message:
        'Please reduce the length of the messages or completion. Current length is 17484 while limit is 8192',
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    }),
  ],
  [
    'older vLLM',
    400,
    JSON.stringify({
      object: 'error',
      message:
        "This model's maximum context length is 8192 tokens. However, you requested 17484 tokens (1100 in the messages, 16384 in the completion). Please reduce the length of the messages or completion.",
      type: 'BadRequestError',
      code: 400,
    }),
  ],
  [
    'newer vLLM',
    400,
    json(
      "'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is 8192 tokens and your request has 1100 input tokens (16384 > 8192 - 1100).",
    ),
  ],
  [
    'newest vLLM',
    400,
    json(
      "This model's maximum context length is 8192 tokens. However, you requested 16384 output tokens and your prompt contains at least 1100 input tokens, for a total of at least 17484 tokens. Please reduce the length of the input prompt or the number of requested output tokens. (parameter=input_tokens, value=1100)",
    ),
  ],
  [
    'Anthropic',
    400,
    json(
      'input length and `max_tokens` exceed context limit: 1100 + 16384 > 8192, decrease input length or `max_tokens` and try again',
    ),
  ],
  [
    'Groq, of a minute',
    413,
    json(
      'Request too large for model `llama-3.3-70b-versatile` in organization `org_01kgg5588` service tier `on_demand` on tokens per minute (TPM): Limit 8192, Requested 17484, please reduce your message size and try again. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing',
      { type: 'tokens', code: 'rate_limit_exceeded' },
    ),
  ],
  [
    'SambaNova',
    400,
    json(
      'Requested generation length 16384 is not possible! The provided prompt is 1100 tokens long, so generating 16384 tokens requires a sequence length of 17484, but the maximum supported sequence length is just 8192!',
    ),
  ],
  [
    'SiliconFlow',
    400,
    JSON.stringify({
      code: 20015,
      message: 'max_total_tokens (17484) must be less than or equal to max_seq_len (8192)',
      data: null,
    }),
  ],
  [
    'Cloudflare',
    400,
    JSON.stringify({
      errors: [
        {
          message:
            'AiError: The estimated number of input and maximum output tokens (17484) exceeded this model context window limit (8192).',
          code: 5021,
        },
      ],
      success: false,
    }),
  ],
];

const gitHub: Teaching = {
  maker: 'GitHub Models, of a small prompt',
  status: 413,
  body: JSON.stringify({
    error: {
      code: 'tokens_limit_reached',
      message: 'Request body too large for root model. Max size: 8192 tokens.',
    },
  }),
  takes: (sent) => limitOf(sent) + 1_100 <= 8_192,
};

/** Refusals that teach how to ask. */
export const teachings: readonly Teaching[] = [
  ...limits.map(([maker, status, body]) => ({ maker, status, body, takes: upTo(4_096) })),
  ...rooms.map(([maker, status, body]) => ({ maker, status, body, takes: fits })),
  gitHub,
  {
    maker: 'Groq, without numbers',
    status: 400,
    body: json('Please reduce the length of the messages or completion.', {
      param: 'messages',
      code: 'context_length_exceeded',
    }),
    takes: (sent) => limitOf(sent) <= 2_048,
  },
  {
    maker: 'OpenAI, Azure: another name',
    status: 400,
    body: json(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: 'max_tokens', code: 'unsupported_parameter' },
    ),
    takes: without('max_tokens'),
  },
  {
    maker: 'a server with neither name',
    status: 400,
    body: JSON.stringify({
      object: 'error',
      message:
        "[{'type': 'extra_forbidden', 'loc': ('body', 'max_tokens'), 'msg': 'Extra inputs are not permitted', 'input': 16384}, {'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted'}]",
      type: 'BadRequestError',
      code: 400,
    }),
    takes: (sent) => without('max_tokens')(sent) && without('max_completion_tokens')(sent),
  },
  ...[
    json('Unrecognized request argument supplied: stream_options'),
    json("property 'stream_options' is unsupported"),
    json("litellm.UnsupportedParamsError: x does not support parameters: ['stream_options']"),
    JSON.stringify([
      {
        error: {
          code: 400,
          message:
            'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ]),
    JSON.stringify({
      error_code: 'BAD_REQUEST',
      message: 'Bad request: json: unknown field "stream_options"',
    }),
    JSON.stringify({
      detail: [
        {
          type: 'extra_forbidden',
          loc: ['body', 'stream_options'],
          msg: 'Extra inputs are not permitted',
        },
      ],
    }),
  ].map((body, at) => ({
    maker: `Mistral, Groq, LiteLLM, Gemini, Databricks, NIM: stream_options (${at + 1})`,
    status: 400,
    body,
    takes: without('stream_options'),
  })),
  ...[
    json(
      'Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.',
      { param: 'stream', code: 'unsupported_value' },
    ),
    json('Streaming is not supported for this model'),
    json("Unsupported value: 'stream' does not support true with this model.", { param: 'stream' }),
    JSON.stringify({ detail: [{ loc: ['body', 'stream'], msg: 'extra fields not permitted' }] }),
  ].map((body, at) => ({
    maker: `OpenAI and others: stream (${at + 1})`,
    status: 400,
    body,
    takes: ({ body: sent }: Sent) => sent.stream !== true,
  })),
  ...[
    [400, JSON.stringify({ object: 'error', message: 'System role not supported', code: 400 })],
    [
      400,
      json("Unsupported value: 'messages[0].role' does not support 'system' with this model.", {
        param: 'messages[0].role',
        code: 'unsupported_value',
      }),
    ],
    [
      400,
      JSON.stringify([
        {
          error: {
            code: 400,
            message: 'Developer instruction is not enabled for models/gemma-3-27b-it',
            status: 'INVALID_ARGUMENT',
          },
        },
      ]),
    ],
    [400, json('chat template rejected the request: Unexpected message role.')],
    [
      400,
      JSON.stringify({
        error:
          'Error rendering prompt with jinja template: "Only user and assistant roles are supported!".',
      }),
    ],
    [
      500,
      json(
        "While executing CallExpression at line 1: raise_exception('System role not supported')\nError: Jinja Exception: System role not supported",
        { code: 500 },
      ),
    ],
  ].map(([status, body], at) => ({
    maker: `Gemma at vLLM, o1-mini, Gemini, LM Studio, llama.cpp: system (${at + 1})`,
    status: Number(status),
    body: String(body),
    takes: ({ roles }: Sent) => roles === 'user assistant user user',
  })),
  ...[
    json('Conversation roles must alternate user/assistant/user/assistant/...'),
    json(
      'After the (optional) system message(s), user and assistant roles should be alternating.',
      {
        type: 'invalid_message',
      },
    ),
    JSON.stringify([
      {
        error: {
          message: 'Please ensure that multiturn requests alternate between user and model.',
        },
      },
    ]),
    json(
      'While executing CallExpression at line 189, column 32 in source: Error: Jinja Exception: After the optional system message, conversation roles must alternate user and assistant roles',
    ),
  ].map((body, at) => ({
    maker: `Mistral, Perplexity, Gemini, llama.cpp: alternation (${at + 1})`,
    status: at === 3 ? 500 : 400,
    body,
    takes: ({ roles }: Sent) => roles === 'system user assistant user',
  })),
  {
    maker: 'OpenRouter, of a small balance',
    status: 402,
    body: json(
      'This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 2345. To increase, visit https://openrouter.ai/settings/credits',
      { code: 402 },
    ),
    takes: (sent) => limitOf(sent) <= 2_345,
  },
];

const payment: readonly (readonly [string, number, string, RegExp])[] = [
  ['DeepSeek', 402, json('Insufficient Balance'), /Insufficient Balance/],
  ['OpenRouter', 402, json('Insufficient credits. This account never purchased credits.'), /never/],
  ['Zhipu', 429, JSON.stringify({ error: { code: '1113', message: '您的账户已欠费' } }), /欠费/],
  [
    'Z.ai',
    429,
    JSON.stringify({
      error: { code: '1113', message: 'Insufficient balance or no resource package.' },
    }),
    /no resource package/,
  ],
  [
    'SiliconFlow',
    403,
    JSON.stringify({ code: 30001, message: 'Sorry, your account balance is insufficient' }),
    /balance is insufficient/,
  ],
  [
    'OpenCode',
    401,
    JSON.stringify({ message: 'Insufficient balance.', type: 'CreditsError' }),
    /Insufficient balance/,
  ],
  [
    'xAI',
    403,
    JSON.stringify({
      code: 'The caller does not have permission to execute the specified operation',
      error: "Your newly created team doesn't have any credits or licenses yet.",
    }),
    /newly created team/,
  ],
  [
    'Moonshot',
    429,
    json('Your account is suspended due to insufficient balance, please recharge', {
      type: 'exceeded_current_quota_error',
    }),
    /suspended due/,
  ],
  [
    'DashScope',
    400,
    json('Access denied, please make sure your account is in good standing.', {
      code: 'Arrearage',
    }),
    /good standing/,
  ],
  [
    'Novita',
    403,
    JSON.stringify({ code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'not enough' }),
    /not enough/,
  ],
  [
    'MiniMax',
    200,
    JSON.stringify({
      choices: null,
      base_resp: { status_code: 1008, status_msg: 'insufficient balance' },
    }),
    /insufficient balance/,
  ],
  ['OpenAI', 429, json('Billing hard limit has been reached'), /Billing hard limit/],
  ['somebody by the status alone', 402, '', /status 402/],
];

const policy: readonly (readonly [string, number, string, RegExp])[] = [
  [
    'OpenRouter, of data',
    404,
    json(
      'No endpoints found matching your data policy (Free model publication). Configure: https://openrouter.ai/settings/privacy',
      { code: 404 },
    ),
    /data policy.*https:\/\/openrouter\.ai\/settings\/privacy/,
  ],
  [
    'OpenRouter, of content',
    403,
    JSON.stringify({
      error: {
        message: 'x requires moderation on OpenAI. Your input was flagged',
        code: 403,
        metadata: { reasons: ['violence'] },
      },
    }),
    /flagged: violence/,
  ],
  [
    'DashScope',
    400,
    json(
      '<400> InternalError.Algo.DataInspectionFailed: Input data may contain inappropriate content.',
      { code: 'data_inspection_failed' },
    ),
    /may contain inappropriate content/,
  ],
  [
    'Zhipu',
    400,
    JSON.stringify({ error: { code: '1301', message: '可能包含不安全或敏感内容' } }),
    /敏感/,
  ],
  [
    'Moonshot',
    400,
    json('The request was rejected because it was considered high risk'),
    /high risk/,
  ],
  [
    'Groq',
    400,
    json('The model `root` requires terms acceptance. Please have the org admin accept the terms', {
      code: 'model_terms_required',
    }),
    /terms acceptance/,
  ],
  [
    'Gemini',
    400,
    JSON.stringify([{ error: { message: 'User location is not supported for the API use.' } }]),
    /User location/,
  ],
  [
    'OpenAI, of countries',
    403,
    json('Not here.', { code: 'unsupported_country_region_territory' }),
    /Not here/,
  ],
  ['whoever obeys a court', 451, json('Unavailable for legal reasons'), /legal reasons/],
  [
    'OpenAI, of who is verified',
    404,
    json('Your organization must be verified to use the model `root`.', {
      code: 'model_not_found',
    }),
    /must be verified/,
  ],
];

const tooLong: readonly (readonly [string, number, string, RegExp])[] = [
  [
    'vLLM',
    400,
    json(
      'The decoder prompt (length 9000) is longer than the maximum model length of 8192. Make sure that `max_model_len` is no smaller than the number of text tokens.',
    ),
    /length 9000/,
  ],
  ['NIM', 400, json('max_tokens must be at least 1, got -736.'), /-736/],
  [
    'xAI',
    400,
    JSON.stringify({
      code: 'Client specified an invalid argument',
      error: "This model's maximum prompt length is 131072 but the request contains 136973 tokens.",
    }),
    /131072/,
  ],
  [
    'newer xAI',
    400,
    JSON.stringify({
      error: '[input_too_large] Current message (1149677 tokens) exceeds budget (975424 tokens)',
    }),
    /975424/,
  ],
  ['Together', 422, json('`inputs` must have less than 8192 tokens. Given: 9000'), /9000/],
  [
    'Copilot',
    400,
    json('prompt token count of 132000 exceeds the limit of 128000', {
      code: 'model_max_prompt_tokens_exceeded',
    }),
    /132000/,
  ],
  [
    'Moonshot',
    400,
    json('Invalid request: Your request exceeded model token limit: 8192'),
    /token limit/,
  ],
  [
    'Zhipu',
    400,
    JSON.stringify({ error: { code: '1261', message: 'Prompt exceeds max length' } }),
    /max length/,
  ],
  [
    'DashScope',
    400,
    json('<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 8192]'),
    /8192/,
  ],
  [
    'LM Studio',
    400,
    JSON.stringify({
      error:
        'Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    }),
    /only 4096/,
  ],
  [
    'llama.cpp',
    400,
    json('request (9000 tokens) exceeds the available context size (4096 tokens)', {
      type: 'exceed_context_size_error',
    }),
    /4096/,
  ],
  [
    'Cohere',
    400,
    JSON.stringify({
      message:
        'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5216',
    }),
    /5216/,
  ],
  [
    'Mistral',
    400,
    JSON.stringify({
      object: 'error',
      message:
        'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    }),
    /40000/,
  ],
  [
    'Bedrock',
    400,
    JSON.stringify({ message: 'Input is too long for requested model.' }),
    /too long/,
  ],
  ['Ollama', 400, json('prompt too long; exceeded max context length by 812 tokens'), /812/],
  [
    'nginx',
    413,
    '<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413</h1></center></body></html>',
    /too long for root: 413 Request Entity Too Large\. Cut/,
  ],
  ['Baidu', 400, json('输入的token数超过模型限制'), /超过模型限制/],
  ['somebody by the code', 400, json('No.', { code: 'input_too_large' }), /No\. Cut/],
  ['somebody by the status', 413, '', /status 413/],
];

const others: readonly Ending[] = [
  ...(
    [
      [
        'Hugging Face',
        402,
        JSON.stringify({ error: 'You have exceeded your monthly included credits.' }),
        /monthly included/,
      ],
      [
        'OpenRouter',
        403,
        json('Key limit exceeded (total limit). Manage it using https://x'),
        /Key limit/,
      ],
      ['Copilot', 402, json('You have no quota', { code: 'quota_exceeded' }), /no quota/],
      ['LiteLLM', 400, json('Over.', { type: 'budget_exceeded' }), /Over\. Check/],
      ['LiteLLM in words', 400, json('ExceededBudget: User is over budget'), /over budget/],
    ] as const
  ).map(([maker, status, body, says]) => ({ maker, status, body, says, error: 'QuotaSpent' })),
  ...(
    [
      [
        'xAI',
        400,
        JSON.stringify({ code: 'invalid', error: 'Incorrect API key provided: xa***yz.' }),
        /Incorrect API key/,
      ],
      ['DeepSeek', 401, json('Authentication Fails (no such user)'), /no such user/],
      [
        'Perplexity',
        401,
        '<html>\r\n<head><title>401 Authorization Required</title></head></html>',
        /401 Authorization Required/,
      ],
      [
        'Gemini by its reason',
        400,
        JSON.stringify([{ error: { message: 'No.', details: [{ reason: 'API_KEY_INVALID' }] } }]),
        /\(No\)/,
      ],
    ] as const
  ).map(([maker, status, body, says]) => ({ maker, status, body, says, error: 'KeyRefused' })),
  ...(
    [
      [
        'SiliconFlow',
        400,
        JSON.stringify({ code: 20012, message: 'It is not there.' }),
        /not there/,
      ],
      [
        'Mistral',
        400,
        JSON.stringify({ message: 'Invalid model: root', type: 'invalid_model', code: '1500' }),
        /no model "root"/,
      ],
      [
        'Groq',
        400,
        json('The model `root` has been decommissioned and is no longer supported.'),
        /decommissioned/,
      ],
      ['Anthropic', 404, json('model: root', { type: 'not_found_error' }), /no model "root"/],
      ['LM Studio', 404, json('No models loaded. Please load one.'), /Please load one/],
    ] as const
  ).map(([maker, status, body, says]) => ({ maker, status, body, says, error: 'UnknownModel' })),
  {
    maker: 'Ollama, of memory',
    status: 500,
    body: json('model requires more system memory (8.4 GiB) than is available (3.1 GiB)'),
    error: 'ServerFailed',
    says: /more system memory/,
  },
  {
    maker: 'Gemini, overloaded',
    status: 503,
    body: JSON.stringify([{ error: { code: 503, message: 'The model is overloaded.' } }]),
    error: 'ServerFailed',
    says: /status 503: The model is overloaded/,
  },
  {
    maker: 'Anthropic, overloaded, in words of a later day',
    status: 529,
    body: JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Later' } }),
    error: 'ServerFailed',
    says: /status 529: Later/,
  },
  {
    maker: 'Anthropic, overloaded, before its API',
    status: 529,
    body: '',
    error: 'ServerFailed',
    says: /status 529/,
  },
  {
    maker: 'DashScope, of whatever begins with <',
    status: 400,
    body: json('<400> InternalError.Algo: Something else. See the manual.'),
    error: 'RequestRejected',
    says: /<400> InternalError\.Algo: Something else/,
  },
  {
    maker: 'Ollama without /v1',
    status: 404,
    body: JSON.stringify({ error: 'Unexpected endpoint or method.' }),
    error: 'WrongAddress',
    says: /is not an OpenAI-compatible API/,
  },
  {
    maker: 'LM Studio without /v1',
    status: 200,
    body: JSON.stringify({ error: 'Unexpected endpoint or method. (POST /chat/completions)' }),
    error: 'WrongAddress',
    says: /is not an OpenAI-compatible API/,
  },
  {
    maker: 'a web server',
    status: 404,
    body: '<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head></html>',
    error: 'WrongAddress',
    says: /it answers "404 Welcome to nginx!"/,
  },
  ...(
    [
      ['Groq', 429, json('Slow down.', { code: 'rate_limit_exceeded' }), /: Slow down\. Try/],
      [
        'Cerebras, of a minute',
        429,
        JSON.stringify({
          message: 'Tokens per minute limit exceeded - too many tokens processed.',
          type: 'too_many_tokens_error',
          param: 'quota',
          code: 'token_quota_exceeded',
        }),
        /Tokens per minute limit exceeded/,
      ],
      ['SiliconFlow', 403, JSON.stringify({ message: 'Rejected due to rate limiting.' }), /rate/],
      [
        'Databricks',
        403,
        JSON.stringify({ error_code: 'x', message: 'Too much.', code: 'REQUEST_LIMIT_EXCEEDED' }),
        /Too much/,
      ],
    ] as const
  ).map(([maker, status, body, says]) => ({ maker, status, body, says, error: 'RateLimited' })),
];

/** Refusals that end a request. */
export const endings: readonly Ending[] = [
  ...payment.map(([maker, status, body, says]) => ({
    maker,
    status,
    body,
    says,
    error: 'PaymentNeeded',
  })),
  ...policy.map(([maker, status, body, says]) => ({
    maker,
    status,
    body,
    says,
    error: 'PolicyRefused',
  })),
  ...tooLong.map(([maker, status, body, says]) => ({
    maker,
    status,
    body,
    says,
    error: 'PromptTooLong',
  })),
  ...others,
];
