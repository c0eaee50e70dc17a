import * as z from 'zod/mini';
import type { ContextDescription } from '../core/context.ts';
import type {
  CallRequest,
  CellResult,
  CellStatus,
  CitedLines,
  Evaluated,
  QuotePlace,
  Share,
} from '../core/environment.ts';
import {
  maxCellOutputChars,
  maxErrorChars,
  maxFinalChars,
  maxNameChars,
  maxNoteChars,
  maxNotes,
  maxSlabs,
  maxVariables,
} from './sandbox.ts';
import { count, cutText, listOf, readerOf } from './shapes.ts';

// What a worker may say, which runs what models wrote and isn't believed by the host. The worker
// believes the host, and loads none of this.

const range = z
  .object({ path: z.string(), start: count, end: count })
  .check(z.refine(({ start, end }) => start <= end));
const quotePlace = z
  .object({
    path: z.string(),
    startLine: count,
    endLine: count,
    column: z.exactOptional(count),
  })
  .check(z.refine(({ startLine, endLine }) => startLine >= 1 && startLine <= endLine));
const share = z.object({ chars: count, ranges: listOf(range) });
const cited = z.object({
  text: z.nullable(z.string()),
  isShown: z.boolean(),
  longLine: z.exactOptional(count),
});

/** What of the Context was seen, shown and searched, as the host keeps it. */
const knownText = z.object({
  /** Printed or sent to a model. */
  seen: listOf(range),
  /** Seen at that very place, by a model that has answered. */
  shown: listOf(range),
  searched: listOf(range),
});

/**
 * A linear memory as it was at one moment: its bytes are shared and never copied on the way. What
 * several moments have in common they have in the same place. That all of it is there is looked at by
 * who knows how it stands, see `isSavedMemory`.
 */
const savedMemory = z.object({
  /** Length, whole pages. */
  bytes: count,
  /** Where each page stands, see `savedMemory.ts`. */
  pages: z.instanceof(Int32Array),
  /** The first is what the REPL began with; empty where that was nothing. */
  slabs: listOf(z.instanceof(SharedArrayBuffer), maxSlabs),
});

/** The interpreter between two cells, as a new worker takes it up again. */
const savedState = z.object({
  memory: savedMemory,
  /** By names of the language's own: what it needs besides its memory, or to find its way in it. */
  globals: z
    .record(z.string(), count)
    .check(z.refine((globals) => Object.keys(globals).length <= 20)),
});

const variables = listOf(
  z.object({
    name: cutText(maxNameChars),
    type: cutText(maxNameChars),
    size: cutText(maxNameChars),
  }),
  maxVariables,
);

/** What stands before the memory of a state that was kept. */
const packedHead = z.object({
  /** Which build of worker and interpreter it is of. */
  engine: z.string(),
  bytes: count,
  globals: savedState.shape.globals,
  variables,
  candidate: z.nullable(z.string()),
  known: knownText,
});

/** Null for what is damaged. */
export function readPackedHead(text: string): z.infer<typeof packedHead> | null {
  try {
    return packedHead.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const cellError = z.object({
  name: cutText(maxNameChars),
  message: cutText(maxErrorChars),
  line: z.nullable(count),
});

/** What came of a cell that ended inside the worker. */
const cellOutcome = z.object({
  status: z.enum(['ok', 'error', 'timeout', 'killed']),
  // The head, the tail and the line between them.
  output: cutText(maxCellOutputChars + 200),
  outputChars: count,
  error: z.nullable(cellError),
  durationMs: count,
  final: z.nullable(cutText(maxFinalChars)),
  candidate: z.nullable(cutText(maxFinalChars)),
  // One more is the sentence by which the worker has left others out.
  notes: listOf(cutText(maxNoteChars), maxNotes + 1),
  variables,
});

const description = z.object({
  kind: z.enum(['string', 'list', 'map']),
  chars: count,
  lines: count,
  longestLine: count,
  head: cutText(500),
  tail: z.exactOptional(cutText(200)),
  headPath: z.exactOptional(z.string()),
  items: listOf(z.object({ path: z.string(), chars: count, lines: count })),
});

const evaluated = z.union([
  z.object({ kind: z.literal('text') }),
  z.object({ kind: z.literal('value'), text: cutText(maxFinalChars) }),
  z.object({ kind: z.literal('failed'), message: cutText(maxErrorChars) }),
]);

/** What comes of each request of the host's. */
export const resultShapes = {
  describe: description,
  cite: listOf(z.nullable(cited)),
  locate: listOf(z.nullable(quotePlace)),
  holds: z.boolean(),
  /** `news`: what became known since this was asked last. */
  cover: z.object({ seen: share, searched: share, news: knownText }),
  renew: z.literal(true),
  remember: z.nullable(cutText(100)),
  execute: cellOutcome,
  evaluate: evaluated,
} satisfies Record<string, z.ZodMiniType> & {
  describe: z.ZodMiniType<ContextDescription>;
  cite: z.ZodMiniType<readonly (CitedLines | null)[]>;
  locate: z.ZodMiniType<readonly (QuotePlace | null)[]>;
  cover: z.ZodMiniType<{ readonly seen: Share; readonly searched: Share }>;
  execute: z.ZodMiniType<CellResult & { readonly status: Exclude<CellStatus, 'skipped'> }>;
  evaluate: z.ZodMiniType<Evaluated>;
};

/** What a call gives along: data as JSON has it, no Map, no typed array, no gaps. */
function isContext(value: unknown): value is NonNullable<CallRequest['context']> {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (typeof value[at] !== 'string') return false;
    return true;
  }
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every((text) => typeof text === 'string');
}

/** What the code asks of the host. How large it may be is looked at later: code is told of that. */
export const workerRequestShapes = {
  call: z.object({
    name: z.enum([
      'llm_query',
      'llm_query_batched',
      'rlm_query',
      'rlm_query_batched',
      'classify',
      'llm_map',
      'budget',
    ]),
    prompt: z.string(),
    context: z.exactOptional(z.custom<NonNullable<CallRequest['context']>>(isContext)),
    model: z.exactOptional(cutText(200)),
    batch: z.exactOptional(z.int()),
  }) satisfies z.ZodMiniType<CallRequest>,
};

/** What the worker tells. */
export const workerEventShapes = {
  /** Code can run. */
  ready: z.null(),
  /** By the cell that runs, since the last time. */
  printed: cutText(maxCellOutputChars),
  /** The cell waits for calls; of so many it has been told the outcome. */
  waiting: count,
  /** Python with the guest in it, before any code ran: what the REPLs of later workers start from. */
  image: savedState,
  /** The state after a cell, or after a change between two. */
  saved: savedState,
  /** The interpreter can't be trusted any more, and why: throw it away. */
  broken: cutText(500),
};

const readResult = readerOf(resultShapes);

/** How the host looks at what its worker says. */
export const workerReaders = {
  params: readerOf(workerRequestShapes),
  event: readerOf(workerEventShapes),
  /** Of a list of questions each has an answer. */
  result(name: string, result: unknown, params: unknown): unknown {
    const read = readResult(name, result);
    if (Array.isArray(read) && Array.isArray(params) && read.length !== params.length)
      throw new TypeError(`"${name}": ${read.length} of ${params.length} answers`);
    return read;
  },
};
