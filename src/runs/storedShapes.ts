import * as z from 'zod/mini';
import type { Origin } from '../core/context.ts';
import type { StoredEvent } from '../core/events.ts';
import { eventShapes, originShape } from './eventShapes.ts';
import { NewerFormat, newerFormatOf } from './recordFormat.ts';

// What stands in a run's folder and the index, checked where it comes in. This module is loaded when
// there is something to read, so that the editor's start doesn't pay for it.

/** USD; null: unknown. */
const cost = z.nullable(z.number());
const count = z.int().check(z.nonnegative());

/** Of every event, those included that this version doesn't know. */
const anyEvent = z.object({
  seq: count,
  at: z.number(),
  run: z.string().check(z.regex(/^(?:\d+(?:\.\d+)*)?$/)),
  type: z.string(),
  refs: z.optional(
    z.record(
      z.string(),
      z.object({ sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)), chars: count }),
    ),
  ),
});

/**
 * The door for events from outside: a stored event, or null when the line is damaged. Types that
 * this version doesn't know pass as they are. Throws NewerFormat where a record begins that a later
 * version has written.
 */
export function parseEvent(line: string): StoredEvent | null {
  const value = parseJson(line);
  const newer = newerFormatOf(value);
  if (newer !== null) throw new NewerFormat(newer);
  const head = anyEvent.safeParse(value);
  if (!head.success) return null;
  const { type } = head.data;
  const isKnown = (name: string): name is keyof typeof eventShapes =>
    Object.hasOwn(eventShapes, name);
  if (isKnown(type) && !eventShapes[type].safeParse(value).success) return null;
  // The value itself: it has what the shapes leave out too.
  return value as StoredEvent;
}

const statuses = eventShapes['run.finished'].shape.status.options;
const summaryShape = z.object({
  runId: z.string(),
  /** Its first 512 characters when it is very long. */
  question: z.string(),
  /** The run that it follows up or was forked from; null for one that begins anew. */
  parent: z.nullable(z.string()),
  /** What the Context was called: a file's name, a folder's. */
  label: z.string(),
  /** ms since 1970. */
  startedAt: z.number(),
  /** ms since 1970; null while it runs. */
  finishedAt: z.nullable(z.number()),
  /** `damaged`: its folder holds something, but no event that can be read. */
  status: z.enum(['running', ...statuses, 'damaged']),
  /** Of the root run. */
  iterations: z.number(),
  /** Of the whole tree, sub-models and child runs. */
  calls: z.number(),
  /** USD; null when any part of it is unknown. */
  costUsd: cost,
  /** Input and output of the whole tree. */
  tokens: z.number(),
  rootModel: z.string(),
  subModel: z.string(),
  /** That its code is written in. */
  language: z.enum(['python', 'javascript']),
  provider: eventShapes['run.started'].shape.models.shape.provider,
  /** Of the Context; 0 while it isn't known. */
  contextChars: z.number(),
  /** Share of it that models have read, 0 to 1. */
  coverage: z.number(),
  /** Share of it that code has searched; null in records of earlier versions. */
  searched: z.nullable(z.number()),
  /** Whole up to 4,096 characters, else its first 512; `''` while there is none. */
  answer: z.string(),
  /** The SHA-256 of question and answer, where they are longer than what is here. */
  longTexts: z.array(z.string()),
});
/** One line of the history. */
export type RunSummary = Readonly<z.infer<typeof summaryShape>>;

const entryShape = z
  .object({
    /** Of the event file: that it is still the one that was read. */
    mtimeMs: z.number(),
    size: z.number(),
    /** Of the whole folder. */
    bytes: z.number(),
    summary: summaryShape,
  })
  .check(z.refine(({ summary }) => statuses.some((status) => status === summary.status)));
/** What is known of a finished run. */
export type IndexEntry = Readonly<z.infer<typeof entryShape>>;

const indexShape = z.object({ version: z.number(), runs: z.record(z.string(), z.unknown()) });

/**
 * The entries by run; damaged ones are left out, and an index that is damaged or of another version
 * has none.
 */
export function parseIndex(text: string, version: number): Map<string, IndexEntry> {
  const index = indexShape.safeParse(parseJson(text)).data;
  const entries = new Map<string, IndexEntry>();
  if (index?.version !== version) return entries;
  for (const [runId, value] of Object.entries(index.runs)) {
    const entry = entryShape.safeParse(value);
    if (entry.success && entry.data.summary.runId === runId) entries.set(runId, entry.data);
  }
  return entries;
}

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const keptItemShape = z.object({
  /** As in the Context. */
  path: z.string(),
  /** UTF-16 units. */
  chars: count,
  /** As `hashText` makes it. */
  sha256,
  /** Null where it stood in no document. */
  origin: z.nullable(originShape),
  /** All of the file at its origin: how its bytes were decoded. */
  file: z.optional(z.object({ encoding: z.string() })),
  /** In the run's folder: the hash of the unpacked bytes. */
  packed: z.optional(sha256),
});
/** One text of the Context: `file` or `packed` says where it can be had again; neither: nowhere. */
export type KeptItem = Readonly<
  Omit<z.infer<typeof keptItemShape>, 'origin'> & { origin: Origin | null }
>;
const keptContextShape = z.object({
  format: z.literal(1),
  kind: z.enum(['string', 'list', 'map']),
  label: z.string(),
  items: z.array(keptItemShape),
});
/** What a run's folder knows of the text asked about. */
export type KeptContext = Readonly<
  Omit<z.infer<typeof keptContextShape>, 'items'> & { items: readonly KeptItem[] }
>;

/** Of a run that goes on in the REPL of another: the folder of that. */
const followedShape = z.object({ format: z.literal(1), follows: z.string() });
export type FollowedContext = Readonly<z.infer<typeof followedShape>>;

/** Null where it is damaged. */
export function parseContext(text: string): KeptContext | FollowedContext | null {
  const value = parseJson(text);
  const { data } = followedShape.safeParse(value);
  return data ?? (keptContextShape.safeParse(value).data as KeptContext | undefined) ?? null;
}

const ownerShape = z.object({
  pid: z.int().check(z.positive()),
  /** When the process started, in the system's own count; null where the system doesn't tell. */
  start: z.nullable(z.string()),
  /** When the lock was taken, ms since 1970. */
  at: z.number(),
});
/** The process that a run belongs to. */
export type Owner = z.infer<typeof ownerShape>;

/** Null for a damaged lock. */
export function parseOwner(text: string): Owner | null {
  return ownerShape.safeParse(parseJson(text)).data ?? null;
}

/** The value of a JSON text; undefined for what is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
