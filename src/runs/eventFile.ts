import { open } from 'node:fs/promises';
import type { StoredEvent } from '../core/events.ts';
import { parseEvent } from './eventShape.ts';

const pieceBytes = 1024 * 1024;
const newline = 0x0a;

/** What a reading of an event file came upon besides the events. */
export interface EventFileState {
  /** Lines that hold no event, from 1. A torn last line is not among them. */
  readonly damagedLines: readonly number[];
  /** Bytes up to the end of the last event or whole line: where a next line goes. */
  readonly end: number;
  /** True when the event before `end` has lost its line end. */
  readonly isOpen: boolean;
}

/**
 * Hands each event of the file to `visit`, in order. Reads in pieces, so that the thread is free in
 * between; rejects with node's error when the file can't be read.
 */
export async function readEventFile(
  file: string,
  visit: (event: StoredEvent) => void,
): Promise<EventFileState> {
  const handle = await open(file, 'r');
  try {
    const damagedLines: number[] = [];
    const piece = Buffer.allocUnsafe(pieceBytes);
    let unfinished: Buffer[] = [];
    let lineNumber = 0;
    let end = 0;

    const endLine = (bytes: Buffer): void => {
      lineNumber += 1;
      if (bytes.length === 0) return;
      const event = parseEvent(bytes.toString('utf8'));
      if (event === null) damagedLines.push(lineNumber);
      else visit(event);
    };

    for (let position = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, pieceBytes, position);
      if (bytesRead === 0) break;
      let start = 0;
      for (;;) {
        const stop = piece.subarray(0, bytesRead).indexOf(newline, start);
        if (stop === -1) break;
        endLine(Buffer.concat([...unfinished, piece.subarray(start, stop)]));
        unfinished = [];
        start = stop + 1;
        end = position + start;
      }
      // A copy, since the piece is filled anew.
      if (start < bytesRead) unfinished.push(Buffer.from(piece.subarray(start, bytesRead)));
      position += bytesRead;
    }
    // A torn last line is no damage, and one that only lost its line end is an event like any other.
    const rest = Buffer.concat(unfinished);
    const last = rest.length === 0 ? null : parseEvent(rest.toString('utf8'));
    if (last === null) return { damagedLines, end, isOpen: false };
    visit(last);
    return { damagedLines, end: end + rest.length, isOpen: true };
  } finally {
    await handle.close();
  }
}
