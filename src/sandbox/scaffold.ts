import { makeAnswerDesk } from './javascript/guest/answer.ts';
import { makeArguments } from './javascript/guest/arguments.ts';
import { makeStructuredClone } from './javascript/guest/clone.ts';
import { makeFormat } from './javascript/guest/format.ts';
import { type GuestParts, installGuest } from './javascript/guest/install.ts';
import { makeQueries } from './javascript/guest/queries.ts';
import { makeTextTools } from './javascript/guest/textTools.ts';
import { makeVariables } from './javascript/guest/variables.ts';

/** The names given to the code: they can be overwritten, and come back before each cell. */
export const givenNames: ReadonlySet<string> = new Set([
  'context',
  'llm_query',
  'llm_query_batched',
  'rlm_query',
  'rlm_query_batched',
  'grep',
  'count',
  'lines',
  'chunks',
  'print',
  'console',
  'SHOW_VARS',
  'FINAL',
  'FINAL_VAR',
  'answer',
  'structuredClone',
]);

const parts = {
  makeAnswerDesk,
  makeArguments,
  makeFormat,
  makeQueries,
  makeStructuredClone,
  makeTextTools,
  makeVariables,
} satisfies GuestParts;

/**
 * The guest's side of the REPL as source: an expression whose value is
 * `(host: GuestHost, settings: JSON of GuestSettings) => Guest`. The functions are written in
 * TypeScript like everything else and carried over as text, so they are checked and linted, and
 * nothing of this side can be reached from there.
 */
export function guestSource(): string {
  const members = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`);
  return `(host, settings) => (${installGuest.toString()})(host, JSON.parse(settings), {${members.join(',\n')}})`;
}
