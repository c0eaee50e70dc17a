import * as z from 'zod/mini';
import { remedyNames } from './remedies.ts';
import { count, readerOf } from './shapes.ts';

// What the pages may say, which show text that others wrote: of each request the shape of its
// parameters, and so their type. Loaded with the first request.

const nothing = z.object({});
const lines = { path: z.string(), startLine: count, endLine: count };

/** What trace, timeline and the Recursion tree have selected together, by numbers of the events. */
const selection = z.object({
  /** Path of the run in the tree; `''` is the root. */
  run: z.string(),
  iteration: count,
  /** Null: the iteration as a whole. */
  cell: z.nullable(count),
  /** Null: the cell as a whole. */
  call: z.nullable(count),
});

/** By request of the run panel. */
export const panelShapes = {
  events: z.object({ since: count }),
  text: z.object({ sha256: z.string() }),
  findTexts: z.object({ text: z.string(), matchCase: z.boolean() }),
  stop: nothing,
  openCitation: z.object({ ...lines, column: z.exactOptional(count) }),
  openRange: z.object({ path: z.string(), start: count, end: count }),
  stale: nothing,
  copyAnswer: z.object({ text: z.string() }),
  insertAnswer: z.object({ text: z.string() }),
  showRun: z.object({ runId: z.string() }),
  askFollowUp: nothing,
  describeFollowUp: nothing,
  ask: z.object({ question: z.string() }),
  resumeRun: nothing,
  forkRun: z.object({ iteration: count }),
  runAgain: nothing,
  exportRun: nothing,
  remedy: z.object({ name: z.enum(remedyNames) }),
  select: z.object({ selection: z.nullable(selection) }),
};

/** By request of the page that compares two runs; `side`: 0 or 1. */
export const compareShapes = {
  runs: nothing,
  openCitation: z.object({ ...lines, side: count }),
  showRun: z.object({ side: count }),
};

export const readPanelParams = readerOf(panelShapes);
export const readCompareParams = readerOf(compareShapes);
