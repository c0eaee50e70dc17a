import type { StoredEvent } from '../core/events.ts';
import { openPlain } from './plainFile.ts';

const pieceBytes = 1024 * 1024;
const newline = 0x0a;
/** A longer line is damaged: no event comes near it, since long texts stand beside the events. */
export const mostLineBytes = 64 * 1024 * 1024;

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
 * between; rejects with NotPlain or node's error when the file can't be read.
 */
export async function readEventFile(
  file: string,
  visit: (event: StoredEvent) => void,
): Promise<EventFileState> {
  const { parseEvent } = await import('./storedShapes.ts');
  const handle = await openPlain(file, 'read');
  try {
    const damagedLines: number[] = [];
    const piece = Buffer.allocUnsafe(pieceBytes);
    let unfinished: Buffer[] = [];
    let unfinishedBytes = 0;
    let lineNumber = 0;
    let end = 0;

    /** Of a line that is too long nothing is kept but how long it is. */
    const addToLine = (bytes: Buffer): void => {
      unfinishedBytes += bytes.length;
      if (unfinishedBytes > mostLineBytes) unfinished = [];
      // A copy, since the piece is filled anew.
      else if (bytes.length > 0) unfinished.push(Buffer.from(bytes));
    };
    const takeLine = (): StoredEvent | null => {
      const line = unfinishedBytes > mostLineBytes ? null : Buffer.concat(unfinished);
      unfinished = [];
      unfinishedBytes = 0;
      return line === null ? null : parseEvent(line.toString('utf8'));
    };

    for (let position = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, pieceBytes, position);
      if (bytesRead === 0) break;
      let start = 0;
      for (;;) {
        const stop = piece.subarray(0, bytesRead).indexOf(newline, start);
        if (stop === -1) break;
        addToLine(piece.subarray(start, stop));
        const isEmpty = unfinishedBytes === 0;
        const event = takeLine();
        lineNumber += 1;
        if (event !== null) visit(event);
        else if (!isEmpty) damagedLines.push(lineNumber);
        start = stop + 1;
        end = position + start;
      }
      addToLine(piece.subarray(start, bytesRead));
      position += bytesRead;
    }
    // A torn last line is no damage, and one that only lost its line end is an event like any other.
    const rest = unfinishedBytes;
    const last = takeLine();
    if (last === null) return { damagedLines, end, isOpen: false };
    visit(last);
    return { damagedLines, end: end + rest, isOpen: true };
  } finally {
    await handle.close();
  }
}
