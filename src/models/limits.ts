/**
 * Most tokens of one completion, as makers document them; the price table that is used has none.
 * Compared with LiteLLM's table in November 2026: the same for its 69 chat models of OpenAI that are
 * named here, but for gpt-4, to which that gives 4,096 of the 8,192 tokens of its window. The first
 * pattern that fits counts; a name that none fits has no known limit, and what its server refuses is
 * learned then.
 */
const limits: readonly (readonly [RegExp, number])[] = [
  [/^gpt-3\.5-turbo(?!-16k)/, 4_096],
  [/^gpt-4-(?:turbo|\d{4}-preview|vision)/, 4_096],
  [/^gpt-4o-2024-05-13$/, 4_096],
  [/^(?:chatgpt-4o-latest|gpt-4o(?:-mini)?(?:-\d{4}-\d\d-\d\d|-search-preview.*)?)$/, 16_384],
  [/^gpt-4(?:-\d{4})?$/, 8_192],
  [/^gpt-4\.1(?:-mini|-nano)?(?:-\d{4}-\d\d-\d\d)?$/, 32_768],
  [/^gpt-5(?:\.\d)?-chat/, 16_384],
  [/^gpt-5(?:\.\d)?(?:-mini|-nano|-luna|-sol|-terra|-codex.*)?(?:-\d{4}-\d\d-\d\d)?$/, 128_000],
  // Later ones of Anthropic's are told by its list of models.
  [/^claude-3-(?:haiku|opus|sonnet)/, 4_096],
  [/^claude-3-5-/, 8_192],
  [/^claude-3-7-/, 64_000],
  [/^claude-opus-4(?:-1)?(?:-20\d{6})?$/, 32_000],
  [/^claude-(?:opus-4-5|(?:sonnet|haiku)-4(?:-5)?)(?:-20\d{6})?$/, 64_000],
  [/^o1-preview/, 32_768],
  [/^o1-mini/, 65_536],
  [/^(?:o1|o3|o4-mini)(?:-mini|-pro)?(?:-\d{4}-\d\d-\d\d)?$/, 100_000],
];

/** Tokens; null when unknown. A maker's prefix, as proxies use it, is looked through. */
export function readMaxOutput(model: string): number | null {
  const name = model.replace(/^(?:openrouter\/)?(?:openai|azure|anthropic)\//i, '').toLowerCase();
  return limits.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
