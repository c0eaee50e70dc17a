import type { CellError } from '../../core/environment.ts';

/** Rejections that are told one by one. */
const told = 3;

/** Sentences for the model about promises that were rejected while nothing awaited them. */
export function rejectionNotes(rejections: readonly CellError[]): readonly string[] {
  const notes = rejections.slice(0, told).map(({ name, message, line }) => {
    const place = line === null ? '' : ` (line ${line})`;
    return `A promise was rejected and nothing awaited it: ${name}: ${message}${place}`;
  });
  const more = rejections.length - notes.length;
  return more > 0 ? [...notes, `${more} or more others were rejected too.`] : notes;
}
