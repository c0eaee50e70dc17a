import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from '../core/errors.ts';

/** The bytes of a file as they are meant to be read. */
export interface Unpacked {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** It was a gzip file; how many bytes it has unpacked shows itself only in the reading. */
  readonly isPacked: boolean;
}

const magic = [0x1f, 0x8b, 0x08];

/**
 * A gzip file's content, whatever its name, all members one after the other; what is none stays as it
 * is. Unpacks no more than is read. The reading rejects with UnreadableFile where the file is broken.
 */
export async function unpack(pieces: AsyncIterable<Uint8Array>, label: string): Promise<Unpacked> {
  const rest = pieces[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < magic.length) {
    const next = await rest.next();
    if (next.done === true) break;
    // Its reader may use the memory again for the next piece.
    first.push(next.value.length < magic.length ? Uint8Array.from(next.value) : next.value);
    head = Buffer.concat(first);
  }
  const all = joined(first, rest);
  const isPacked = magic.every((byte, index) => head[index] === byte);
  return { pieces: isPacked ? gunzip(all, label) : all, isPacked };
}

async function* joined(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

async function* gunzip(
  packed: AsyncIterable<Uint8Array>,
  label: string,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(copies(packed));
  const unpacked = createGunzip({ chunkSize: 64 * 1024 });
  source.on('error', (cause) => unpacked.destroy(cause));
  source.pipe(unpacked);
  try {
    for await (const piece of unpacked) yield piece;
  } catch (cause) {
    if (!isDataError(cause)) throw cause;
    throw new UnreadableFile(label, 'it is a gzip file that is broken or cut off');
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

/** Unpacking goes on beside the reading, whose pieces are good until the next one is asked for. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Uint8Array.from(piece);
}

/** As zlib names what is wrong in the bytes themselves. */
function isDataError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_');
}
