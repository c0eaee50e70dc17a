import type { CellClock } from '../worker/cellClock.ts';
import { chanceFrom } from '../worker/chance.ts';

const done = 0;
const badFileDescriptor = 8;
const unknownClock = 28;
const realTime = 0;
const monotonic = 1;

/**
 * What of a system the interpreter gets: no descriptors, chance that follows the seed, and a clock
 * that the host sets. While it is made it takes the time of day for its own seed, and the monotonic clock for where
 * `performance.now()` begins.
 */
export function makeWasi(seed: number, clock: CellClock) {
  const chance = chanceFrom(seed);
  let isMade = false;
  const nanoseconds = (id: number): bigint => {
    if (isMade) return BigInt(Math.floor(clock.now() * 1_000)) * 1_000n;
    if (id === monotonic) return 0n;
    // In microseconds, of which it takes the whole number; 53 bits of them.
    return (BigInt(chance()) * 0x200000n + BigInt(chance() & 0x1fffff)) * 1_000n;
  };
  return {
    /** From now on it is code that asks. */
    made(): void {
      isMade = true;
    },
    imports: (memory: { readonly buffer: ArrayBufferLike }) => ({
      fd_write: () => badFileDescriptor,
      clock_time_get(id: number, _precision: bigint, result: number): number {
        if (id !== realTime && id !== monotonic) return unknownClock;
        new DataView(memory.buffer).setBigUint64(result, nanoseconds(id), true);
        return done;
      },
      random_get(start: number, length: number): number {
        const bytes = new Uint8Array(memory.buffer, start, length);
        for (const at of bytes.keys()) bytes[at] = chance() >>> 24;
        return done;
      },
    }),
  };
}
