import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Context, ContextItem, Origin } from '../core/context.ts';
import { Cancelled, ExpectedError } from '../core/errors.ts';
import { sharedText } from '../sources/decode.ts';
import { knownEncoding } from '../sources/encodings.ts';
import { diskReader, type FileReader } from '../sources/fileReader.ts';
import { readFileText, SizeLimit } from '../sources/readText.ts';
import { asUnreadable } from '../sources/unreadable.ts';
import { codeOf, explainUnread } from './fault.ts';
import { hashText, locatePacked, mostPackedBytes } from './keptContext.ts';
import { expectFolder, NotPlain, readPlain } from './plainFile.ts';
import type { RunFolder } from './runFolder.ts';
import { decodeText, hashBytes } from './storedEvent.ts';
import type { FollowedContext, KeptContext, KeptItem } from './storedShapes.ts';

/** The text that a run asked about can't be had again as it was, so that nothing can go on over it. */
export class TextNotAsItWas extends ExpectedError {
  constructor(label: string, why: string) {
    super(`The run can't go on: "${label}" ${why}.`, { label, why });
  }
}

export interface ReadAgainOptions {
  readonly signal: AbortSignal;
  /** What reads uris of other schemes than `file`; absent, or null: nothing does. */
  readonly readerOf?: (
    uri: string,
  ) => { readonly reader: FileReader; readonly path: string } | null;
}

/** Files that are read at a time. */
const atOnce = 16;
/** Some 100,000 files of a folder. */
const mostContextBytes = 256 * 1024 * 1024;
const unpack = promisify(gunzip);

/**
 * The text that the run of this folder asked about: files are read again, the rest stands in the
 * folder. Rejects with TextNotAsItWas where any of it is gone or has changed, with Cancelled.
 */
export async function readAskedText(run: RunFolder, options: ReadAgainOptions): Promise<Context> {
  const note = await readContextNote(run);
  if (note === null || 'follows' in note) {
    throw new TextNotAsItWas(`run ${run.runId}`, 'has no note of the text that it asked about');
  }
  const { kind, label, items: kept } = note;
  const limit = new SizeLimit(label);
  const items: ContextItem[] = [];
  for (let start = 0; start < kept.length; start += atOnce) {
    if (options.signal.aborted) throw new Cancelled();
    const batch = kept.slice(start, start + atOnce);
    items.push(...(await Promise.all(batch.map((item) => read(run, item, label, limit, options)))));
  }
  return { kind, label, items };
}

/** What the folder says of the run's text; null where it says nothing. Rejects with TextNotAsItWas. */
export async function readContextNote(
  run: RunFolder,
): Promise<KeptContext | FollowedContext | null> {
  const { parseContext } = await import('./storedShapes.ts');
  const name = `run ${run.runId}`;
  const text = await readPlain(run.context, mostContextBytes).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null;
    throw new TextNotAsItWas(
      name,
      `has a note of its text that can't be read: ${explainUnread(cause)}`,
    );
  });
  if (text === null) return null;
  const kept = parseContext(text.toString('utf8'));
  if (kept === null) throw new TextNotAsItWas(name, 'has a damaged note of its text');
  return kept;
}

async function read(
  run: RunFolder,
  item: KeptItem,
  label: string,
  limit: SizeLimit,
  options: ReadAgainOptions,
): Promise<ContextItem> {
  const { path, origin, file, packed } = item;
  if (file !== undefined && origin !== null) {
    return await readFile(item, origin, file.encoding, limit, options);
  }
  const name = path === '' ? label : path;
  if (packed === undefined) {
    const most = mostPackedBytes / (1024 * 1024);
    const why = `can't be read again, and was too long to be kept with the run (over ${most} MB)`;
    throw new TextNotAsItWas(name, why);
  }
  try {
    return { path, text: sharedText(await readPacked(run, packed)), origin };
  } catch (cause) {
    throw new TextNotAsItWas(
      name,
      `can't be read in the folder of the run: ${explainUnread(cause)}`,
    );
  }
}

async function readFile(
  { path, sha256 }: KeptItem,
  origin: Origin,
  fileEncoding: string,
  limit: SizeLimit,
  { signal, readerOf }: ReadAgainOptions,
): Promise<ContextItem> {
  const place = origin.uri.startsWith('file:')
    ? { reader: diskReader, path: fileURLToPath(origin.uri) }
    : (readerOf?.(origin.uri) ?? null);
  if (place === null) throw new TextNotAsItWas(origin.uri, 'can be read in the editor alone');
  // Those that aren't known to be decoded by name have a mark.
  const encoding = knownEncoding(fileEncoding);
  const choice = encoding === null ? {} : { encoding };
  const { reader } = place;
  const read = await readFileText(place.path, place.path, limit, {
    ...{ signal, ...choice },
    // Its text is wanted as it was stored then, decoded as it was then.
    reader: { ...reader, encodingOf: () => choice },
  }).catch((cause: unknown) => {
    if (cause instanceof Cancelled) throw cause;
    const { message } = asUnreadable(place.path, cause);
    throw new TextNotAsItWas(place.path, `is not to be had: ${message.replace(/\.$/, '')}`);
  });
  if ((await hashText(read.text)) !== sha256) {
    throw new TextNotAsItWas(place.path, 'has changed since (its SHA-256 is another)');
  }
  return { path, text: read.text, origin, ...read.stored };
}

async function readPacked(run: RunFolder, sha256: string): Promise<string> {
  await expectFolder(run.folder);
  await expectFolder(run.packed);
  const packed = await readPlain(locatePacked(run, sha256), mostPackedBytes * 2);
  const bytes = await unpack(packed, { maxOutputLength: mostPackedBytes + 1 });
  if (hashBytes(bytes) !== sha256) throw new NotPlain('it is damaged');
  return decodeText(bytes);
}
