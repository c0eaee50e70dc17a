import {
  maxCellOutputChars,
  maxFinalChars,
  maxPromptChars,
  type SandboxStart,
} from '../../protocol/sandbox.ts';
import { mostPatternChars, mostPlainChars } from '../text/patternSize.ts';
import { makeAnswerVariable } from './guest/answer.ts';
import { makeArguments } from './guest/arguments.ts';
import { makeAsking } from './guest/asking.ts';
import { makeBuiltIns } from './guest/builtIns.ts';
import { makeStructuredClone } from './guest/clone.ts';
import { makeContextMethods } from './guest/contextMethods.ts';
import { makeContextUse } from './guest/contextUse.ts';
import { makeErrors } from './guest/errors.ts';
import { makeFormat } from './guest/format.ts';
import { makeGivenNames } from './guest/givenNames.ts';
import { makeHistory } from './guest/history.ts';
import { type GuestParts, type GuestSettings, installGuest } from './guest/install.ts';
import { makeItemQueries } from './guest/itemQueries.ts';
import { makeMatches } from './guest/matches.ts';
import { makeQueries } from './guest/queries.ts';
import { makeTextTools } from './guest/textTools.ts';
import { makeUnawaited } from './guest/unawaited.ts';
import { makeVariables } from './guest/variables.ts';
import { standInPrefix, useNames } from './rewrite.ts';
import { fillers } from './sharedStrings.ts';

/** The names given to the code: they can be overwritten, and come back before each cell. */
export const givenNames: ReadonlySet<string> = new Set([
  'context',
  'llm_query',
  'llm_query_batched',
  'rlm_query',
  'rlm_query_batched',
  'classify',
  'llm_map',
  'grep',
  'count',
  'lines',
  'chunks',
  'outline',
  'budget',
  'print',
  'console',
  'SHOW_VARS',
  'FINAL',
  'FINAL_VAR',
  'answer',
  'structuredClone',
  // Given once the conversation was compacted; a function of this name is the code's own till then.
  'history',
]);

const parts = {
  makeAnswerVariable,
  makeArguments,
  makeAsking,
  makeBuiltIns,
  makeContextMethods,
  makeContextUse,
  makeErrors,
  makeFormat,
  makeGivenNames,
  makeHistory,
  makeItemQueries,
  makeMatches,
  makeQueries,
  makeStructuredClone,
  makeTextTools,
  makeUnawaited,
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

/** What the guest is told, as JSON. */
export function guestSettings({ context, sandboxMemoryMb }: SandboxStart): string {
  const settings: GuestSettings = {
    kind: context.kind,
    items: context.items.map(({ path, text }, index) => ({
      path: context.kind === 'list' && path === '' ? String(index) : path,
      chars: text.length,
      filler: fillers[text.width],
    })),
    // As UTF-8 on its way in and as a string it is there twice for a moment.
    mostChars: (sandboxMemoryMb * 1_048_576) / 2,
    plainChars: mostPlainChars,
    patternChars: mostPatternChars,
    promptChars: maxPromptChars,
    finalChars: maxFinalChars,
    memoryMb: sandboxMemoryMb,
    printChars: maxCellOutputChars / 2,
    hidden: standInPrefix,
    useNames,
  };
  return JSON.stringify(settings);
}
