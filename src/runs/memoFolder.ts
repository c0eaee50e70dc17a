import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Memo } from '../core/memo.ts';
import { codeOf, explainFault, type FaultReporter } from './fault.ts';
import { readPlain } from './plainFile.ts';
import { fileMode, folderMode } from './runFolder.ts';
import { decodeText, encodeText, hashBytes } from './storedEvent.ts';

export interface MemoOptions {
  /** Told once what is wrong with the disk. */
  readonly onFault: FaultReporter;
  /** Bytes of all replies together; 100 MB unless given. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 100_000_000;
/** ms after which a file that was never finished is litter. */
const litterMs = 3_600_000;
const keyPattern = /^[0-9a-f]{64}$/;
const hashChars = 64;

/**
 * Replies on disk, a file each, named by its key: the hash of what follows, then the reply. Whatever
 * doesn't fit its hash is no reply. The oldest go when there are too many bytes; several windows may
 * share a folder, each of which sees the others' files as they were when it wrote its first.
 */
export class MemoFolder implements Memo {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #onFault: FaultReporter;
  /** Bytes by key, the oldest first; null until the first reply is kept. */
  #sizes: Map<string, number> | null = null;
  #writing: Promise<void> = Promise.resolve();
  #faulty = false;

  constructor(folder: string, { onFault, maxBytes = defaultMaxBytes }: MemoOptions) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#onFault = onFault;
  }

  async find(key: string): Promise<string | null> {
    try {
      return readEntry(await readPlain(this.#locate(key), this.#maxBytes));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.#report(error);
      return null;
    }
  }

  keep(key: string, reply: string): Promise<void> {
    // One after the other: they share the count of bytes.
    this.#writing = this.#writing
      .then(() => this.#write(key, writeEntry(reply)))
      .catch((error: unknown) => this.#report(error));
    return this.#writing;
  }

  async #write(key: string, entry: Buffer): Promise<void> {
    if (entry.length > this.#maxBytes) return;
    const file = this.#locate(key);
    await mkdir(this.#folder, { recursive: true, mode: folderMode });
    this.#sizes ??= await this.#readSizes();
    // Whole or not at all, also for another window.
    const unfinished = `${file}.${process.pid}.new`;
    await writeFile(unfinished, entry, { mode: fileMode });
    await rename(unfinished, file);
    this.#sizes.delete(key);
    this.#sizes.set(key, entry.length);
    await this.#dropOldest(this.#sizes);
  }

  async #dropOldest(sizes: Map<string, number>): Promise<void> {
    let bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const [key, size] of sizes) {
      if (bytes <= this.#maxBytes) return;
      await rm(this.#locate(key), { force: true });
      sizes.delete(key);
      bytes -= size;
    }
  }

  async #readSizes(): Promise<Map<string, number>> {
    const found: { readonly key: string; readonly size: number; readonly at: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      const [key = '', ...ending] = name.split('.');
      if (!keyPattern.test(key)) continue;
      const file = path.join(this.#folder, name);
      const facts = await stat(file).catch(() => null);
      if (facts === null) continue;
      if (ending.length === 0) found.push({ key, size: facts.size, at: facts.mtimeMs });
      else if (Date.now() - facts.mtimeMs > litterMs) await rm(file, { force: true });
    }
    found.sort((one, other) => one.at - other.at);
    return new Map(found.map(({ key, size }) => [key, size]));
  }

  #locate(key: string): string {
    if (!keyPattern.test(key)) throw new Error(`"${key}" is no key of a reply.`);
    return path.join(this.#folder, key);
  }

  #report(cause: unknown): void {
    if (this.#faulty) return;
    this.#faulty = true;
    this.#onFault(`Replies can't be kept for later runs: ${explainFault(cause)}.`, cause);
  }
}

function writeEntry(reply: string): Buffer {
  const bytes = encodeText(reply);
  return Buffer.concat([Buffer.from(hashBytes(bytes), 'latin1'), bytes]);
}

/** Null for what was torn or changed. */
function readEntry(entry: Buffer): string | null {
  const bytes = entry.subarray(hashChars);
  return entry.toString('latin1', 0, hashChars) === hashBytes(bytes) ? decodeText(bytes) : null;
}
