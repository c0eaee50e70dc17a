import { constants } from 'node:fs';
import { open, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Cancelled } from '../core/errors.ts';

const pieceBytes = 64 * 1024;
/** ms between two looks whether something has come; it grows to this while nothing does. */
const longestWaitMs = 50;

/**
 * The bytes of a pipe, terminal or other device, each piece good until the next one is asked for. It
 * looks again and again instead of waiting in the kernel, where nothing could end it: not for a
 * pipe's writer, nor for what it writes. Rejects with node's errors, and with Cancelled.
 */
export async function* readPipe(file: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const piece = Buffer.allocUnsafeSlow(pieceBytes);
    // A pipe that waits for its writer reads like one that is at its end.
    let hadWriter = !(await handle.stat()).isFIFO() || (await isInherited(file));
    let waitMs = 1;
    while (true) {
      if (signal?.aborted === true) throw new Cancelled();
      const bytes = await handle.read(piece, 0, pieceBytes, null).then(
        ({ bytesRead }) => bytesRead,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EAGAIN') throw error;
          return null;
        },
      );
      if (bytes === 0 && hadWriter) return;
      if (bytes !== 0) hadWriter = true;
      if (bytes !== null && bytes > 0) {
        yield piece.subarray(0, bytes);
        waitMs = 1;
        continue;
      }
      await delay(waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Whether a path leads to what was open when this process began, `/dev/stdin` or the `/dev/fd/63` that a
 * shell makes of `<(command)`: such a pipe has had its writer, which may have ended without a word.
 */
async function isInherited(file: string): Promise<boolean> {
  let at = path.resolve(file);
  // Not all links at once: the last one leads from a descriptor to no path that exists.
  while (true) {
    const folder = await realpath(path.dirname(at));
    if (/^\/(?:dev|proc\/.+)\/fd$/.test(folder)) return true;
    const target = await readlink(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EINVAL') throw error;
      return null;
    });
    if (target === null) return false;
    at = path.resolve(folder, target);
  }
}
