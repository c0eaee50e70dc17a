import type { CellClock } from '../worker/cellClock.ts';

/** Errors of WASI: a descriptor that is not open; a function that is not there. */
const badDescriptor = 8;
const notThere = 52;
/** Of a ms. */
const nanoseconds = 1_000_000;

/** Thrown through the interpreter when it ends itself, which leaves it in no state to go on. */
export class ProcessExit extends Error {
  constructor() {
    super('the code ended the interpreter');
  }
}

type Import = (...values: number[]) => number;

/**
 * All of WASI that the interpreter gets: an empty environment, the cell's clock, and descriptors of
 * which none is open. Everything else refuses, whatever the module asks for.
 */
export function wasiImports(
  names: readonly string[],
  memory: () => ArrayBuffer,
  clock: CellClock,
): Readonly<Record<string, Import>> {
  const view = () => new DataView(memory());
  const none: Import = (countAt = 0, sizeAt = 0) => {
    view().setUint32(countAt, 0, true);
    view().setUint32(sizeAt, 0, true);
    return 0;
  };
  const closed: Import = () => badDescriptor;
  const known: Readonly<Record<string, Import>> = {
    environ_sizes_get: none,
    environ_get: () => 0,
    // What a clock is of doesn't matter: time goes one way here. The second value takes two places.
    clock_time_get: (_clock, _precision, into = 0) => {
      view().setBigInt64(into, BigInt(Math.round(clock.now() * nanoseconds)), true);
      return 0;
    },
    clock_res_get: (_clock, into = 0) => {
      view().setBigInt64(into, 1_000n, true);
      return 0;
    },
    fd_close: closed,
    fd_fdstat_get: closed,
    fd_filestat_get: closed,
    fd_prestat_get: closed,
    fd_read: closed,
    fd_seek: closed,
    fd_write: closed,
    proc_exit: () => {
      throw new ProcessExit();
    },
  };
  const refuse: Import = () => notThere;
  return Object.fromEntries(names.map((name) => [name, known[name] ?? refuse]));
}
