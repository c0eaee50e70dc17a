import { type BigIntStats, constants, createWriteStream, ftruncateSync } from 'node:fs';
import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { asError, InvalidOption } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import { standardError } from './output.ts';
import { printableJson } from './printable.ts';

/** Writes a run's events as JSON lines, each as it happens, texts inline. */
export interface EventsFile {
  /** True for a path that leads to this very file. Rejects with node's errors. */
  isAt(path: string): Promise<boolean>;
  append(event: RunEvent): void;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
  /** Closes what nothing was written to; a file that wasn't there before is gone again. */
  discard(): Promise<void>;
}

/** Standard input among the files that are asked about. */
const standardInput = { path: '-', descriptor: '/dev/stdin' };
/** Bytes of a first line that are read whole; of a longer one only the start is looked at. */
const firstLineBytes = 1024 * 1024;
const ownerOnly = 0o600;

/**
 * Opens a file for its owner alone, and changes nothing in it yet. `asked`: the files that the
 * question is about. Throws InvalidOption for what is no plain file, for a link, for a file that is
 * asked about, and for one that holds something else than events.
 */
export async function openEventsFile(path: string, asked: readonly string[]): Promise<EventsFile> {
  const { handle, isNew } = await openFile(path);
  try {
    const facts = await handle.stat({ bigint: true });
    const why = await whyNot(handle, facts, asked);
    if (why !== null) throw refused(path, why);
    await handle.chmod(ownerOnly);
    return writer(path, handle, facts, isNew);
  } catch (error) {
    await handle.close();
    if (isNew) await unlink(path);
    throw error instanceof InvalidOption ? error : refused(path, asError(error).message);
  }
}

async function openFile(path: string): Promise<{ handle: FileHandle; isNew: boolean }> {
  const { O_RDWR, O_CREAT, O_EXCL } = constants;
  // Windows has neither: it makes links for administrators only, and its pipes have no paths.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const careful = O_RDWR | O_NOFOLLOW | O_NONBLOCK;
  try {
    return { handle: await open(path, careful | O_CREAT | O_EXCL, ownerOnly), isNew: true };
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw refused(path, whyNotOpened(error));
  }
  try {
    return { handle: await open(path, careful), isNew: false };
  } catch (error) {
    throw refused(path, whyNotOpened(error));
  }
}

async function whyNot(
  handle: FileHandle,
  facts: BigIntStats,
  asked: readonly string[],
): Promise<string | null> {
  if (!facts.isFile()) return 'it is no plain file';
  // Of its other name nobody can tell what it is for.
  if (facts.nlink > 1n) return 'it is a link: the same file has another name too';
  for (const path of asked) {
    if (await isSame(path === standardInput.path ? standardInput.descriptor : path, facts)) {
      return 'it is a file that is asked about';
    }
  }
  return facts.size === 0n || (await holdsEvents(handle))
    ? null
    : 'it exists, and holds something else than events';
}

async function isSame(path: string, { dev, ino }: BigIntStats): Promise<boolean> {
  // What can't be looked at is not this file, and is told when it is read.
  const other = await stat(path, { bigint: true }).catch(() => null);
  return other !== null && other.dev === dev && other.ino === ino;
}

/** Whether the first line is an event, or begins like one where it is too long to be read here. */
async function holdsEvents(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(firstLineBytes), 0, undefined, 0);
  const head = buffer.toString('utf8', 0, bytesRead);
  const end = head.indexOf('\n');
  if (end === -1 && bytesRead === firstLineBytes) {
    return /^\{"seq":\d+,"at":\d+,"run":"[\d.]*","type":"[a-z.]+"/.test(head);
  }
  try {
    return isEvent(JSON.parse(end === -1 ? head : head.slice(0, end)));
  } catch {
    // No JSON: no event.
    return false;
  }
}

function isEvent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, at, run, type } = value as Readonly<Record<string, unknown>>;
  return (
    typeof seq === 'number' &&
    typeof at === 'number' &&
    typeof run === 'string' &&
    typeof type === 'string'
  );
}

function writer(path: string, handle: FileHandle, facts: BigIntStats, isNew: boolean): EventsFile {
  const stream = createWriteStream(path, { fd: handle });
  let isBegun = false;
  let failure: Error | null = null;
  stream.on('error', (error) => {
    if (failure === null) standardError.write(`rlm: ${path}: ${error.message}\n`);
    failure = error;
  });
  return {
    isAt: (other) => isSame(other, facts),
    append: (event) => {
      if (event.type === 'model.delta' || failure !== null) return;
      // Not before: a question that is never asked costs nobody the events of the last one.
      if (!isBegun) ftruncateSync(handle.fd);
      isBegun = true;
      stream.write(`${printableJson(event)}\n`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
    discard: async () => {
      await new Promise((resolve) => stream.close(resolve));
      // Somebody may have put another file there meanwhile.
      if (isNew && !isBegun && (await isSame(path, facts))) await unlink(path);
    },
  };
}

function refused(path: string, why: string): InvalidOption {
  return new InvalidOption(`The events can't be written to "${path}": ${why}.`);
}

function whyNotOpened(error: unknown): string {
  const reasons: Readonly<Record<string, string>> = {
    ELOOP: 'it is a link',
    EISDIR: 'it is a folder',
    ENXIO: 'it is no plain file',
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'a part of its path is not a folder',
    EACCES: 'you have no permission to write it',
    EPERM: 'you have no permission to write it',
    EROFS: 'its disk is read-only',
  };
  return reasons[codeOf(error)] ?? asError(error).message;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
