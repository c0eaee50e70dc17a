import * as z from 'zod/mini';

// What stands in a run's events: all that readers take for granted, nested fields included. A field
// that a later version adds has to be optional: older records lack it. What isn't named here passes as
// it is.

const count = z.int().check(z.nonnegative());
/** USD; null: unknown. */
const cost = z.nullable(z.number());
const failure = z.nullable(z.object({ name: z.string(), message: z.string() }));
const tokens = {
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: z.optional(count),
  outputTokens: count,
};
const usage = z.object({ ...tokens, estimated: z.boolean() });
const range = z.object({ path: z.string(), start: count, end: count });
const lines = { path: z.string(), startLine: count, endLine: count };
const position = z.object({ line: count, character: count });
export const originShape = z.object({
  uri: z.string(),
  firstLine: count,
  range: z.optional(z.object({ start: position, end: position })),
});
const limit = z.enum(['iterations', 'cost', 'tokens', 'time', 'subcalls', 'errors']);
const none = z.nullable(z.number());
const options = z.object({
  rootModel: z.string(),
  subModel: z.string(),
  modelVariant: z.string(),
  language: z.optional(z.string()),
  direct: z.optional(z.string()),
  reasoningEffort: z.optional(z.object({ root: z.string(), sub: z.string() })),
  maxIterations: z.number(),
  maxDepth: z.number(),
  maxOutputTokens: z.number(),
  maxSubcalls: z.number(),
  concurrency: z.number(),
  maxCostUsd: none,
  maxTokens: none,
  timeoutSeconds: none,
  maxConsecutiveErrors: z.number(),
  cellSeconds: z.number(),
  sandboxMemoryMb: z.number(),
  maxOutputChars: z.number(),
});
const models = z.object({
  root: z.string(),
  sub: z.string(),
  provider: z.enum(['openai', 'anthropic', 'vscodeLm', 'demo']),
});
const treeUsage = z.object({
  ...tokens,
  estimated: z.boolean(),
  models: z.record(z.string(), z.object({ ...tokens, calls: count, costUsd: cost })),
});
const kept = z.optional(z.literal(true));
const finish = z.optional(z.enum(['length', 'filtered']));
/** What of a prompt was probably not read. */
const cut = z.optional(
  z.object({
    model: z.string(),
    reported: z.number(),
    expected: z.number(),
    window: z.nullable(z.number()),
  }),
);

/** By type of event. */
export const eventShapes = {
  'run.started': z.object({
    format: z.optional(count),
    seed: z.optional(count),
    runId: z.string(),
    follows: z.optional(z.nullable(z.string())),
    forks: z.optional(z.object({ runId: z.string(), iteration: count, options: z.array(options) })),
    call: z.optional(z.nullable(count)),
    question: z.string(),
    context: z.object({
      kind: z.enum(['string', 'list', 'map']),
      chars: count,
      items: count,
      lines: count,
      label: z.string(),
      sources: z.array(
        z.object({
          path: z.string(),
          chars: count,
          lines: count,
          origin: z.nullable(originShape),
        }),
      ),
    }),
    options,
    models,
  }),
  'run.resumed': z.object({
    options,
    models,
    spent: z.object({ usage: treeUsage, costUsd: cost, durationMs: z.number() }),
    call: z.nullable(count),
  }),
  'iteration.started': z.object({ iteration: count }),
  'model.delta': z.object({ iteration: count, text: z.string() }),
  'model.replied': z.object({
    iteration: count,
    purpose: z.enum(['iteration', 'answer', 'compaction', 'direct']),
    text: z.string(),
    thoughts: z.optional(z.string()),
    resent: z.optional(count),
    sent: z.optional(z.string()),
    ...{ kept, finish, cut },
    usage,
    costUsd: cost,
    durationMs: z.number(),
  }),
  'model.failed': z.object({
    iteration: count,
    purpose: z.enum(['iteration', 'answer', 'compaction', 'direct']),
    usage,
    costUsd: cost,
    durationMs: z.number(),
  }),
  'cell.started': z.object({
    iteration: count,
    cell: count,
    code: z.string(),
    clock: z.optional(z.number()),
  }),
  'cell.finished': z.object({
    iteration: count,
    cell: count,
    status: z.enum(['ok', 'error', 'timeout', 'killed', 'skipped']),
    output: z.string(),
    outputChars: count,
    error: z.nullable(z.object({ name: z.string(), message: z.string(), line: z.nullable(count) })),
    durationMs: z.number(),
    budgets: z.optional(
      z.array(
        z.object({ turns: count, subcalls: count, costUsd: cost, tokens: none, times: count }),
      ),
    ),
    refused: z.optional(count),
    notes: z.optional(z.array(z.string())),
  }),
  'call.started': z.object({
    call: count,
    kind: z.enum(['llm', 'rlm']),
    model: z.string(),
    promptChars: count,
    promptSha256: z.string(),
    prompt: z.string(),
    iteration: count,
    cell: count,
    name: z.string(),
    batch: z.nullable(count),
    askedSha256: z.optional(z.string()),
    room: z.optional(
      z.object({ window: z.nullable(z.number()), maxOutput: z.nullable(z.number()) }),
    ),
  }),
  'call.finished': z.object({
    call: count,
    status: z.enum(['ok', 'error', 'cancelled', 'memo']),
    response: z.string(),
    thoughts: z.optional(z.string()),
    responseChars: count,
    usage: z.nullable(usage),
    costUsd: cost,
    durationMs: z.number(),
    error: failure,
    ...{ kept, finish, cut },
    limited: kept,
  }),
  'limit.reached': z.object({ limit, value: z.number() }),
  'budget.raised': z.object({ maxCostUsd: z.number() }),
  notice: z.object({
    text: z.string(),
    until: z.optional(z.number()),
    retryAt: z.optional(z.number()),
    call: z.optional(count),
    asks: z.optional(z.literal(true)),
    unpriced: z.optional(z.string()),
    remark: z.optional(z.literal(true)),
    compacts: z.optional(z.literal(true)),
  }),
  coverage: z.object({
    ranges: z.array(range),
    coverage: z.optional(z.number()),
    searched: z.optional(z.number()),
    searchedRanges: z.optional(z.array(range)),
  }),
  answer: z.object({
    text: z.string(),
    expression: z.optional(z.string()),
    step: z.optional(z.literal(true)),
    citations: z.array(
      z.object({
        ...lines,
        verified: z.boolean(),
        shown: z.optional(z.boolean()),
        longLine: z.optional(count),
        sha256: z.string(),
      }),
    ),
    quotes: z.optional(
      z.array(
        z.object({
          text: z.string(),
          verified: z.boolean(),
          place: z.nullable(z.object({ ...lines, column: z.optional(count) })),
        }),
      ),
    ),
  }),
  'run.finished': z.object({
    status: z.enum(['answered', 'limit', 'cancelled', 'failed', 'interrupted']),
    reason: z.nullable(z.string()),
    limit: z.nullable(limit),
    usage: treeUsage,
    costUsd: cost,
    durationMs: z.number(),
    coverage: z.number(),
    searched: z.optional(z.number()),
    error: failure,
  }),
} as const;
