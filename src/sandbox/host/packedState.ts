import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Variable } from '../../core/environment.ts';
import type { KnownText, SavedState } from '../../protocol/sandbox.ts';
import { compactMemory, pageBytes } from '../savedMemory.ts';
import type { WorkerEnvironmentParts } from './workerEnvironmentParts.ts';

/** What a REPL is without its worker, as it can be kept on disk. */
export interface KeptRepl {
  readonly saved: SavedState;
  readonly variables: readonly Variable[];
  /** What stands in `answer`. */
  readonly candidate: string | null;
  readonly known: KnownText;
}

/** Bytes of a state that is kept, and of one before it is packed. */
const mostPacked = 64 * 1_048_576;
const mostUnpacked = 512 * 1_048_576;
/** The length of the head stands in so many bytes before it. */
const lengthBytes = 4;

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);
/** By the files. */
const engines = new Map<string, Promise<string>>();

/** Which build of worker and interpreter it is: another one can't read its memory. */
export function engineMark({
  workerPath,
  wasmPath,
  python,
  options,
}: WorkerEnvironmentParts): Promise<string> {
  const isPython = options.language === 'python';
  const files = [workerPath, isPython && python !== undefined ? python.wasmPath : wasmPath];
  const key = files.join('\n');
  const mark = engines.get(key) ?? hashOf(files);
  engines.set(key, mark);
  return mark;
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex');
}

/** Null where it is more than is kept. */
export async function packState(
  { saved, ...others }: KeptRepl,
  engine: string,
): Promise<Uint8Array | null> {
  const { bytes, pages, slabs } = compactMemory(saved.memory);
  const [slab] = slabs;
  if (slab === undefined || slabs.length > 1 || slab.byteLength > mostUnpacked) return null;
  const head = Buffer.from(JSON.stringify({ engine, bytes, globals: saved.globals, ...others }));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(head.length);
  const places = Buffer.from(pages.buffer, pages.byteOffset, pages.byteLength);
  const packed = await pack(Buffer.concat([length, head, places, new Uint8Array(slab)]), {
    level: 1,
  });
  return packed.length > mostPacked ? null : packed;
}

/** Null for one of another build, or that is damaged. */
export async function unpackState(packed: Uint8Array, engine: string): Promise<KeptRepl | null> {
  const whole = await unpack(packed, { maxOutputLength: 2 * mostUnpacked }).catch(() => null);
  if (whole === null || whole.length < lengthBytes) return null;
  const headEnd = lengthBytes + whole.readUInt32LE();
  const { readPackedHead } = await import('../../protocol/sandboxShapes.ts');
  const head = readPackedHead(whole.subarray(lengthBytes, headEnd).toString());
  if (head === null || head.engine !== engine) return null;
  const { bytes, globals, variables, candidate, known } = head;
  const placesEnd = headEnd + (bytes / pageBytes) * Int32Array.BYTES_PER_ELEMENT;
  if (placesEnd > whole.length) return null;
  const pages = new Int32Array(bytes / pageBytes);
  whole.copy(Buffer.from(pages.buffer), 0, headEnd, placesEnd);
  const slab = new SharedArrayBuffer(whole.length - placesEnd);
  whole.copy(Buffer.from(slab), 0, placesEnd);
  const memory = { bytes, pages, slabs: [slab] };
  return { saved: { memory, globals }, variables, candidate, known };
}
