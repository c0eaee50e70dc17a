import * as z from 'zod';

/** Seconds that a caller waits at most: many clients give a request up after 60. */
export const longestWait = 50;
/** Characters of a question. */
const longestQuestion = 100_000;
const mostPaths = 1_000;

const waitSeconds = z
  .number()
  .min(0)
  .optional()
  .describe(
    `How many seconds to wait for the answer, ${longestWait} at most and unless given. When it takes longer, the result has status "running" and a runId for get_run.`,
  );

const runId = z.string().describe('The runId that ask_long_text returned.');

export const askShape = z.object({
  question: z
    .string()
    .max(longestQuestion)
    .describe('What to find out, complete in itself: whoever answers sees nothing but the text.'),
  path: z.string().optional().describe('One file, or a folder with all text files in it.'),
  paths: z.array(z.string()).max(mostPaths).optional().describe('Several files and folders.'),
  glob: z
    .string()
    .optional()
    .describe('Files by a pattern, such as "logs/**/*.log"; ignored files are left out.'),
  max_cost_usd: z
    .number()
    .min(0)
    .optional()
    .describe(
      "The most that this question may cost, in US dollars; never above the server's limit.",
    ),
  wait_seconds: waitSeconds,
});

export const getShape = z.object({ run_id: runId, wait_seconds: waitSeconds });
export const stopShape = z.object({ run_id: runId });

const citationShape = z.object({
  path: z.string(),
  startLine: z.number(),
  endLine: z.number(),
  quote: z.string().nullable().describe('The beginning of those lines; null where there are none.'),
  verified: z.boolean().describe('The lines exist.'),
  shown: z.boolean().describe('A model has read them.'),
});

/** What every tool returns beside its text. */
export const reportShape = z.object({
  status: z.enum(['running', 'answered', 'limit', 'cancelled', 'failed']),
  answer: z
    .string()
    .describe('While the run goes on, after a limit or a stop: the best that there is so far.'),
  citations: z.array(citationShape),
  costUsd: z.number().nullable().describe('US dollars; null where a price is unknown.'),
  runId: z.string(),
  runFolder: z.string().nullable().describe('Where the whole run is kept, if it is.'),
});

export type Report = z.infer<typeof reportShape>;
export type ReportedCitation = z.infer<typeof citationShape>;
