import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { codeOf } from './fault.ts';
import { fileMode } from './runFolder.ts';

/** A link, a pipe, a device or a folder is where a file or a folder of a run belongs. */
export class NotPlain extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NotPlain';
  }
}

const aLink = 'a link is in its place';
/** 0 where the system has no such flag: there a link is looked for first. */
const noFollow = constants.O_NOFOLLOW ?? 0;
// A pipe without a writer would be waited for.
const noWait = constants.O_NONBLOCK ?? 0;

const ways = {
  read: constants.O_RDONLY,
  change: constants.O_RDWR,
  /** Made where it isn't there; what stands in it stays. */
  make: constants.O_WRONLY | constants.O_CREAT,
};

/** Opens a file, never what a link points to. Rejects with NotPlain or node's error. */
export async function openPlain(file: string, way: keyof typeof ways): Promise<FileHandle> {
  if (noFollow === 0) await refuseLink(file);
  const handle = await open(file, ways[way] | noFollow | noWait, fileMode).catch(
    (cause: unknown) => {
      throw codeOf(cause) === 'ELOOP' ? new NotPlain(aLink) : cause;
    },
  );
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new NotPlain('something else than a file is in its place');
}

/** All of a file; rejects as `openPlain` does, and with NotPlain where it has more bytes. */
export async function readPlain(file: string, mostBytes: number): Promise<Buffer> {
  const handle = await openPlain(file, 'read');
  try {
    if ((await handle.stat()).size > mostBytes) throw new NotPlain('it is too large');
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Rejects with NotPlain for anything but a folder, with node's error where nothing is there. */
export async function expectFolder(folder: string): Promise<void> {
  const facts = await lstat(folder);
  if (facts.isSymbolicLink()) throw new NotPlain(aLink);
  if (!facts.isDirectory()) throw new NotPlain('something else than a folder is in its place');
}

async function refuseLink(file: string): Promise<void> {
  const facts = await lstat(file).catch(() => null);
  if (facts?.isSymbolicLink() === true) throw new NotPlain(aLink);
}
