import { Buffer } from 'node:buffer';

/** An interpreter's memory, and how parts of it are had: the address, or 0. */
export interface Allocator {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly take: (bytes: number) => number;
  readonly giveBack: (address: number) => void;
}

const megabyte = 1_048_576;
const pieceBytes = 4 * megabyte;
/** Of a memory that is worth it. */
const leastBytes = 32 * megabyte;
const blank = Buffer.alloc(65_536);

/**
 * Makes free memory zeros again, so that a state need not hold what code has let go of: all of it but
 * small pieces between what is in use.
 */
export function clearFree({ memory, take, giveBack }: Allocator): void {
  const { byteLength } = memory.buffer;
  if (byteLength < leastBytes) return;
  const taken: number[] = [];
  for (let isLast = false; !isLast; ) {
    const address = take(pieceBytes);
    if (address === 0) break;
    taken.push(address);
    // What stands at the end is taken last: one more would make the memory grow.
    isLast = address + 3 * pieceBytes > byteLength;
    if (address + pieceBytes > byteLength) break;
    const piece = new Uint8Array(memory.buffer, address, pieceBytes);
    if (!isBlank(piece)) piece.fill(0);
  }
  taken.forEach(giveBack);
}

/** Looked at before it is written to, since memory takes no room until then. */
function isBlank(piece: Uint8Array): boolean {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  for (let at = 0; at < bytes.length; at += blank.length) {
    if (blank.compare(bytes, at, at + blank.length) !== 0) return false;
  }
  return true;
}
