import type { FileReader } from './fileReader.ts';

/** What stands before the bound, and what lies behind it. */
export interface Overrun {
  /** Texts read so far, all within the bound. */
  readonly files: number;
  readonly bytes: number;
  /** Files not read yet, binary ones among them. */
  readonly restFiles: number;
  /** Null where it takes too long to find out. */
  readonly restBytes: number | null;
  /** The search for files was given up: there are more than these. */
  readonly isCut: boolean;
}

/** How much of a folder is read before somebody is asked. */
export interface FolderBound {
  readonly files: number;
  readonly megabytes: number;
  /**
   * Asked once, before the bound is crossed. `fitting`: in the order of their paths, each file that
   * still fits. Rejects with Cancelled to give up.
   */
  confirm(overrun: Overrun): Promise<'all' | 'fitting'>;
}

/** Counts what is read against a bound; without one, everything is admitted. */
export class FolderMeter {
  readonly #bound: FolderBound | null;
  #decision: 'all' | 'fitting' | null = null;
  #asking: Promise<'all' | 'fitting'> | null = null;
  #files = 0;
  #bytes = 0;

  constructor(bound: FolderBound | null) {
    this.#bound = bound;
  }

  get files(): number {
    return this.#files;
  }

  /** No file is admitted any more. */
  get isFull(): boolean {
    return this.#decision === 'fitting' && !this.hasRoom(1, 0);
  }

  /** Whether so many files of so many bytes in all are admitted without a question. */
  hasRoom(files: number, bytes: number): boolean {
    if (this.#bound === null || this.#decision === 'all') return true;
    const { files: mostFiles, megabytes } = this.#bound;
    return this.#files + files <= mostFiles && this.#bytes + bytes <= megabytes * 1024 * 1024;
  }

  add(bytes: number): void {
    this.#files += 1;
    this.#bytes += bytes;
  }

  /** A file that was added isn't read after all. */
  drop(bytes: number): void {
    this.#files -= 1;
    this.#bytes -= bytes;
  }

  /** Whether a file that was admitted may have so many bytes more. */
  async grow(
    bytes: number,
    rest: () => Promise<Omit<Overrun, 'files' | 'bytes'>>,
  ): Promise<boolean> {
    const isAdmitted = this.hasRoom(0, bytes) || (await this.#decide(rest)) === 'all';
    if (isAdmitted) this.#bytes += bytes;
    return isAdmitted;
  }

  /** Whether this file is admitted; asks where that isn't settled. `rest` is called only then. */
  async admits(
    bytes: number,
    rest: () => Promise<Omit<Overrun, 'files' | 'bytes'>>,
  ): Promise<boolean> {
    return this.hasRoom(1, bytes) || (await this.#decide(rest)) === 'all';
  }

  async #decide(rest: () => Promise<Omit<Overrun, 'files' | 'bytes'>>): Promise<'all' | 'fitting'> {
    const { confirm } = this.#bound ?? { confirm: async () => 'all' as const };
    const before = { files: this.#files, bytes: this.#bytes };
    // Files that are read side by side wait for the same answer.
    this.#asking ??= rest().then((behind) => confirm({ ...before, ...behind }));
    this.#decision = await this.#asking;
    return this.#decision;
  }
}

/** ms after which the size of what is left is called unknown. */
const measuringTime = 2_000;
const filesAtOnce = 64;

/** Bytes of these files together; null when that can't be found out soon. */
export async function measure(
  reader: FileReader,
  paths: readonly string[],
): Promise<number | null> {
  const deadline = performance.now() + measuringTime;
  let bytes = 0;
  for (let start = 0; start < paths.length; start += filesAtOnce) {
    if (performance.now() > deadline) return null;
    const facts = await Promise.all(
      paths.slice(start, start + filesAtOnce).map((path) =>
        reader.stat(path).catch(
          // Reading it will say why.
          () => null,
        ),
      ),
    );
    bytes += facts.reduce((sum, each) => sum + (each?.bytes ?? 0), 0);
  }
  return bytes;
}
