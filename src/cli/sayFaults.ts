import type { RunFault } from '../runs/fault.ts';
import { standardError } from '../terminal/output.ts';
import { printableLine } from '../terminal/printable.ts';

/** Sentences that are said of one run. */
const mostSaid = 3;

/** Says what of a run couldn't be read. */
export function sayFaults(faults: readonly RunFault[]): void {
  const lines = faults.slice(0, mostSaid).map(({ sentence }) => printableLine(sentence));
  const more = faults.length - lines.length;
  if (more > 0) lines.push(`${more} more ${more === 1 ? 'part' : 'parts'} of it can't be read.`);
  for (const line of lines) standardError.write(`${line}\n`);
}
