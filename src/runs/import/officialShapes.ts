import * as z from 'zod/mini';

// What stands in a log of the official implementation, as far as a run is made of it. Its own visualizer
// takes whatever comes; so all but the few fields that make a line what it is may be missing.

const text = z.nullish(z.string());
const number = z.nullish(z.number());
/** What this extension's exports add. */
const extra = z.catch(z.nullish(z.record(z.string(), z.unknown())), null);

const modelUsage = z.object({
  total_input_tokens: number,
  total_output_tokens: number,
  total_cost: number,
});
const usageSummary = z.object({
  model_usage_summaries: z.nullish(z.record(z.string(), modelUsage)),
  total_cost: number,
});
const runMetadata = z.object({
  root_model: text,
  max_depth: number,
  max_iterations: number,
  rlm: extra,
});

export type OfficialUsageRead = z.infer<typeof usageSummary>;
export type RunMetadataRead = z.infer<typeof runMetadata>;

const call = z.object({
  root_model: text,
  /** A text, or messages. */
  prompt: z.optional(z.unknown()),
  response: text,
  usage_summary: z.catch(z.nullish(usageSummary), null),
  prompt_tokens: number,
  completion_tokens: number,
  execution_time: number,
  error: text,
  metadata: z.nullish(
    z.object({
      run_metadata: z.nullish(runMetadata),
      get iterations() {
        return z.array(iteration);
      },
    }),
  ),
  rlm: extra,
});

const block = z.object({
  code: z.string(),
  result: z.nullish(
    z.object({
      stdout: text,
      stderr: text,
      execution_time: number,
      get rlm_calls(): z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniArray<typeof call>>> {
        return z.nullish(z.array(call));
      },
    }),
  ),
  rlm: extra,
});

const iteration = z.object({
  timestamp: text,
  prompt: z.optional(z.unknown()),
  response: z.string(),
  get code_blocks(): z.ZodMiniArray<typeof block> {
    return z.array(block);
  },
  /** The answer, or how it was given and the answer. */
  final_answer: z.optional(z.unknown()),
  iteration_time: number,
  rlm: extra,
});

export type CallRead = z.infer<typeof call>;
export type BlockRead = z.infer<typeof block>;
export type IterationRead = z.infer<typeof iteration>;

/** The first line of a log. */
const metadataLine = z.extend(runMetadata, { type: z.literal('metadata'), timestamp: text });

export type MetadataRead = z.infer<typeof metadataLine>;

/** One line of a log; what is wrong with it, completing a sentence, where it is none. */
export function readLine(value: unknown): MetadataRead | IterationRead | string {
  const isMetadata =
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'metadata';
  const read = isMetadata ? metadataLine.safeParse(value) : iteration.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') ?? '';
  return where === ''
    ? 'it is no object'
    : `its field "${where.slice(0, 100)}" is missing or of another type`;
}
