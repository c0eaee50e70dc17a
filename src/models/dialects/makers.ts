import type { PlainKind } from './meaning.ts';

/** One way in which makers' servers say one thing. All that a row names has to fit. */
export interface Dialect {
  /** Whose words these are; others say it alike. */
  readonly makers: string;
  readonly means: PlainKind | 'noBalance' | 'promptTooLong';
  readonly status?: readonly number[];
  readonly codes?: RegExp;
  readonly words?: RegExp;
}

/** What is about the account or the roles: looked at before words about tokens. */
export const firstDialects: readonly Dialect[] = [
  {
    makers: 'Anthropic, SiliconFlow, Novita, Z.ai, MiniMax',
    means: 'noBalance',
    words:
      /(?:insufficient|not enough|no|low|negative|exhausted|out of)[ _](?:\w+ ){0,2}(?:balance|credits?|funds?)\b|(?:balance|credits?) (?:is |are |has been |have been )?(?:too low|insufficient|exhausted|depleted|used up|not enough|negative|expired)|(?:balance|credits?) (?:have |has )?expired|(?:add|buy|purchase) (?:more )?credits|余额不足|欠费|recharge your account|please (?:top up|recharge)/i,
  },
  {
    makers: 'xAI',
    means: 'noBalance',
    words: /doesn'?t have any (?:credits|licenses)|have (?:used|spent) all (?:available )?credits/i,
  },
  {
    makers: 'Zhipu, DashScope, Novita',
    means: 'noBalance',
    codes: /(?:^| )(?:1113|Arrearage|NOT_ENOUGH_BALANCE|CreditsError|insufficient_balance)(?: |$)/i,
  },
  {
    makers: 'OpenAI, DashScope',
    means: 'noBalance',
    words:
      /account is (?:in arrears|suspended|overdue|not in good standing)|account is in good standing|billing (?:hard limit|details required|is not active)|payment (?:method )?(?:is )?required|overdue/i,
  },
  {
    makers: 'OpenAI, Moonshot (what a minute holds is no quota, as Cerebras calls it)',
    means: 'quota',
    words: /^(?![\s\S]*\b(?:per|a|each|every) (?:min|sec))/i,
    codes:
      /insufficient_quota|exceeded_current_quota|quota_exceeded|billing_hard_limit|billing_not_active|FreeTierOnly|AllocationQuota/i,
  },
  {
    makers: 'Gemini (days; what a minute holds names a wait)',
    means: 'quota',
    words:
      /exceeded your (?:current|monthly|daily|weekly) (?:quota|usage|included credits)(?![\s\S]*(?:retry|try again) in)|limit: 0\b/i,
  },
  {
    makers: 'LiteLLM',
    means: 'quota',
    words: /budget has been exceeded|exceeded ?budget|over budget|budget_exceeded/i,
  },
  { makers: 'LiteLLM', means: 'quota', codes: /budget_exceeded/i },
  {
    makers: 'OpenRouter, Hugging Face, Copilot, Mistral',
    means: 'quota',
    words:
      /key limit exceeded|spend(?:ing)? limit|(?:monthly|daily|weekly|usage|free[- ]?(?:tier|plan)?|included) (?:\w+ ){0,3}(?:limit|quota|credits?|allowance)s? (?:\w+ ){0,2}(?:reached|exceeded|exhausted|used up)|exceeded your monthly|(?:reached|exceeded|exhausted|used up) (?:your |the )?(?:monthly|daily|weekly|usage|free)[\w -]{0,20}(?:limit|quota|credits?)|models-per-day|per day(?![\s\S]*(?:try again|retry) in)|(?:quota|allowance) (?:is |has been )?(?:exhausted|used up|spent)|you have no quota|upgrade your plan/i,
  },
  {
    makers: 'OpenRouter, DeepSeek, and whoever says it by the status',
    means: 'noBalance',
    status: [402],
  },
  {
    makers: 'OpenAI, of models that only verified organizations may stream',
    means: 'streamRefused',
    words: /must be verified to stream/i,
  },
  {
    makers: 'OpenAI',
    means: 'verification',
    words:
      /(?:must be|needs? to be|not) verified|verification (?:is )?required|verify (?:your )?(?:organi[sz]ation|account|identity|phone|email)|identity verification|实名认证/i,
  },
  {
    makers: 'OpenRouter, of what a user allows',
    means: 'policy',
    words:
      /data policy|privacy settings?|no allowed providers|moderation|no endpoints found matching|guardrail restrictions|zdr/i,
  },
  {
    makers: 'Groq',
    means: 'policy',
    words:
      /terms acceptance|accept the (?:terms|license)|organi[sz]ation has been restricted|blocked at the/i,
  },
  {
    makers: 'Azure, DashScope, Zhipu, Moonshot, MiniMax',
    means: 'policy',
    codes:
      /content_filter|content_policy|data_inspection_failed|ResponsibleAIPolicy|DataInspectionFailed|(?:^| )(?:1301|1026|1027|SensitiveContent\w*|moderation_blocked|cyber_policy)(?: |$)/i,
  },
  {
    makers: 'Azure, DashScope, Moonshot, xAI, OpenAI',
    means: 'policy',
    words:
      /content (?:management )?policy|content[ _]filter|inappropriate content|usage (?:policy|policies|guidelines)|safety (?:system|policy|checks?|filters?)|prohibited content|content (?:is |was )?(?:blocked|prohibited)|considered high risk|violat(?:es|ed|ing|ion)|sensitive (?:content|words)|flagged|responsible ai|敏感|违规|不安全/i,
  },
  {
    makers: 'OpenAI, Gemini, Anthropic',
    means: 'policy',
    words:
      /(?:country|region|territory|location)[^.]{0,60}(?:(?:not|un)[ -]?(?:supported|available|allowed)|restricted|blocked|forbidden)|not (?:supported|available) in your (?:country|region|location)/i,
  },
  { makers: 'OpenAI', means: 'policy', codes: /unsupported_country_region_territory/i },
  { makers: 'whoever obeys a court', means: 'policy', status: [451] },
  {
    makers: 'Gemini, xAI, Azure, LiteLLM',
    means: 'wrongKey',
    words:
      /(?:incorrect|invalid|wrong|expired|revoked|missing|no) (?:api[ -]?|proxy server |subscription |access |auth(?:entication)? )(?:key|token|credentials)|api[ -_]?key (?:is )?(?:not valid|not found|invalid|expired|incorrect|missing|disabled|revoked)|authentication (?:fails|failed|error)|invalid (?:authentication|authorization|token|bearer)|no auth credentials/i,
  },
  {
    makers: 'Gemini, Mistral, Zhipu',
    means: 'wrongKey',
    codes:
      /invalid_api_key|API_KEY_INVALID|authentication_error|(?:^| )(?:1000|1001|1002|1003|1004)(?: |$)/i,
    status: [400, 401, 403],
  },
  {
    makers: 'Mistral and Gemma templates, LM Studio, Perplexity, Gemini',
    means: 'rolesMustAlternate',
    words:
      /roles? (?:must|should|have to|need to) (?:be )?alternat|alternat(?:e|ing) between|roles should be alternating|must alternate|consecutive (?:\w+ )?(?:user|messages|assistant)|alternating (?:user|roles)|roles? (?:must|should) (?:strictly )?alternate/i,
  },
  {
    makers: 'Gemma templates at vLLM, SGLang, llama.cpp, TGI',
    means: 'noSystemRole',
    words:
      /\bsystem\b[^.]{0,12}(?:roles?|messages?|prompts?|instructions?)[^.]{0,40}(?:not|n't|un)[ -]?(?:support|allow|permit|enabled|available|accept|valid)|(?:not|n't|un)[ -]?(?:support\w*|allow\w*|permit\w*|accept\w*|know\w*)[^.]{0,40}\bsystem\b[^.]{0,12}(?:role|message|prompt|instruction)/i,
  },
  {
    makers: 'OpenAI o1, Azure',
    means: 'noSystemRole',
    words:
      /role[^.]{0,40}(?:not|n't) (?:support|allow|accept)\w* [`'"]?system|(?:unsupported|unexpected|invalid|unknown|unrecognized) (?:message )?(?:role|value)\W{1,4}system|only (?:the )?user,? (?:and|or) assistant roles|role[^.]{0,30}should be [`'"]?(?:user|assistant)[`'"]? or [`'"]?(?:assistant|user)|roles? other than user|\bsystem[`'"]? (?:is )?not (?:one of|a valid|allowed|supported|permitted)|\brole\b[^.]{0,80}(?:one of|permitted|expected|allowed|should be|must be|supported values)[^.]{0,30}\buser\W{1,6}(?:or |and )?\W{0,2}assistant/i,
  },
  {
    makers: 'Zhipu, templates that name no role',
    means: 'noSystemRole',
    words:
      /(?:unexpected|incorrect|invalid|unknown|unsupported) (?:message )?role(?: information)?\b/i,
  },
  {
    makers: 'Gemini, of its Gemma models',
    means: 'noSystemRole',
    words: /(?:developer|system) instruction is not enabled/i,
  },
];

/** Codes that say it where words and numbers don't. */
export const lengthDialects: readonly Dialect[] = [
  {
    makers: 'OpenAI, Copilot, llama.cpp, xAI, Anthropic, Zhipu',
    means: 'promptTooLong',
    codes:
      /context_length|string_above_max|exceed_context|context_window|max_prompt_tokens_exceeded|input_too_large|request_too_large|prompt_too_long|ContextWindowExceeded|(?:^| )1261(?: |$)/i,
  },
  {
    makers: 'Baidu, Tencent, StepFun',
    means: 'promptTooLong',
    words:
      /(?:输入|上下文|提示|token).{0,20}(?:过长|超(?:过|出|限)|超长)|超(?:过|出).{0,20}(?:长度|上下文|token)/i,
  },
  { makers: 'nginx and other proxies', means: 'promptTooLong', status: [413] },
];

/** Whatever else, after words about tokens and parameters. */
export const lastDialects: readonly Dialect[] = [
  {
    makers: 'OpenAI, Azure, LM Studio, Hugging Face, Copilot, MiniMax, Zhipu',
    means: 'unknownModel',
    codes:
      /model_not_found|DeploymentNotFound|model_not_supported|MODEL_NOT_FOUND|unknown_model|ModelNotFound|invalid_model|model_not_available|(?:^| )(?:1211|20012)(?: |$)/i,
  },
  {
    makers: 'Anthropic',
    means: 'unknownModel',
    codes: /not_found_error/i,
    words: /^(?:\w+: )?model\b/i,
  },
  {
    makers: 'LM Studio, OpenRouter, LiteLLM',
    means: 'unknownModel',
    words: /no models? (?:is |are )?(?:currently )?loaded|no endpoints found|invalid model name/i,
  },
  {
    makers: 'vLLM, Ollama, Groq, Mistral, Vertex, SiliconFlow',
    means: 'unknownModel',
    status: [400, 401, 403, 404, 410, 422, 0],
    words:
      /\bmodels?\b[\s\S]*(?:not found|not exist|not (?:be )?(?:find|found)|not a valid|not loaded|not available|is not supported|not supported by|deprecated|decommissioned|does not have access|retired|no longer)|(?:unknown|invalid|no such|unsupported|unrecognized|could not find(?: the)?) model|not a valid model|(?:do|does) not have access to (?:the )?model|模型不存在/i,
  },
  {
    makers: 'Ollama, llama.cpp, LM Studio',
    means: 'cannotLoad',
    words:
      /requires more (?:system |gpu |video )?memory|failed to load model|out of memory|not enough (?:memory|vram)|(?:jinja|template) (?:error|exception)|error rendering prompt|executing \w+ at line/i,
  },
  { makers: 'all', means: 'wrongKey', status: [401] },
  { makers: 'all', means: 'rateLimit', status: [429] },
  {
    makers: 'OpenAI, SiliconFlow, Databricks, Zhipu, Bedrock',
    means: 'rateLimit',
    codes:
      /rate_limit|REQUEST_LIMIT_EXCEEDED|ThrottlingException|too_many_requests|(?:^| )(?:1302|1303|429)(?: |$)/i,
  },
  {
    makers: 'SiliconFlow, Cloudflare',
    means: 'rateLimit',
    words: /rate[ -]?limit|too many requests|throttl|速率限制|error code: 1015/i,
  },
  {
    makers: 'Anthropic, Moonshot, Gemini, SiliconFlow, Zhipu',
    means: 'overloaded',
    words:
      /overloaded|too busy|model (?:is )?busy|at capacity|capacity exceeded|访问量过大|loading model|currently loading/i,
  },
  { makers: 'Anthropic', means: 'overloaded', codes: /overloaded_error/i },
  { makers: 'Anthropic', means: 'overloaded', status: [529] },
  { makers: 'LM Studio without /v1', means: 'noApi', words: /unexpected endpoint/i },
  { makers: 'web servers', means: 'noApi', status: [404, 405] },
];
