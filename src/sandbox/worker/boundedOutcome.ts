import type { CellError } from '../../core/environment.ts';
import {
  type CellOutcome,
  maxErrorChars,
  maxFinalChars,
  maxNameChars,
  maxNoteChars,
  maxNotes,
  maxVariables,
} from '../../protocol/sandbox.ts';

/** What came of a cell, no larger than the host takes: code chooses how much there is of it. */
export function boundedOutcome(outcome: CellOutcome): CellOutcome {
  const { error, final, candidate, notes, variables } = outcome;
  return {
    ...outcome,
    error: error === null ? null : boundedError(error),
    final: final === null ? null : final.slice(0, maxFinalChars),
    candidate: candidate === null ? null : candidate.slice(0, maxFinalChars),
    notes: boundedNotes(notes),
    variables: variables.slice(-maxVariables).map(({ name, type, size }) => ({
      name: name.slice(0, maxNameChars),
      type: type.slice(0, maxNameChars),
      size: size.slice(0, maxNameChars),
    })),
  };
}

function boundedError({ name, message, line }: CellError): CellError {
  return { name: name.slice(0, maxNameChars), message: message.slice(0, maxErrorChars), line };
}

function boundedNotes(notes: readonly string[]): string[] {
  const kept = notes.slice(0, maxNotes).map((note) => note.slice(0, maxNoteChars));
  const more = notes.length - kept.length;
  return more > 0 ? [...kept, `${more} more notes like these were left out.`] : kept;
}
