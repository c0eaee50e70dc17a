import type { ContextItem } from '../core/context.ts';
import { BinaryText, Cancelled, TextTooLarge } from '../core/errors.ts';
import { diskReader, type FileReader } from './fileReader.ts';
import {
  type ReadOptions,
  readFileText,
  SizeLimit,
  type SkippedFile,
  type SourceContext,
} from './readText.ts';
import { asUnreadable, whyUnreadable } from './unreadable.ts';
import { type FolderFilter, walkFolder } from './walkFolder.ts';

export interface ReadFolderOptions extends ReadOptions, FolderFilter {}

// Files read at a time: small ones cost waiting, not computing.
const filesAtOnce = 8;

/**
 * The text files below a folder as a map from their paths in it, with `/`, sorted. Ignore files
 * hold as in git; `include` and `exclude` narrow what is left. Binary and unreadable files are
 * `skipped`. Rejects with UnreadableFile (the folder), TextTooLarge or Cancelled; a folder in which
 * nothing is left has no items and is for the caller to refuse (`isEmpty`).
 */
export async function readFolderContext(
  folder: string,
  options: ReadFolderOptions = {},
): Promise<SourceContext> {
  const reader = options.reader ?? diskReader;
  const label = reader.parentOf(folder)?.name ?? folder;
  const root = folder.replace(/(?<=.)\/+$/, '');
  const found = await walkFolder(reader, root, options, options.signal).catch((cause: unknown) => {
    throw asUnreadable(folder, cause);
  });
  const limit = new SizeLimit(label, options.maxMegabytes);
  const skipped: SkippedFile[] = [...found.skipped];
  const items: ContextItem[] = [];

  for (let start = 0; start < found.paths.length; start += filesAtOnce) {
    const batch = found.paths.slice(start, start + filesAtOnce);
    const read = await Promise.all(
      batch.map((path) => readItem(reader, root, path, limit, options)),
    ).catch(async (cause: unknown) => {
      if (!(cause instanceof TextTooLarge)) throw cause;
      throw await withWholeSize(cause, reader, root, found.paths);
    });
    for (const result of read) {
      if ('why' in result) skipped.push(result);
      else items.push(result);
    }
  }
  return {
    kind: 'map',
    items,
    label,
    isEmpty: items.every((item) => item.text.length === 0),
    binaryPaths: [],
    skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
    ignored: found.ignored,
  };
}

async function readItem(
  reader: FileReader,
  root: string,
  path: string,
  limit: SizeLimit,
  options: ReadFolderOptions,
): Promise<ContextItem | SkippedFile> {
  const file = `${root}/${path}`;
  try {
    const { text } = await readFileText(file, path, limit, { ...options, refuseBinary: true });
    return { path, text, origin: { uri: reader.uriOf(file), firstLine: 1 } };
  } catch (cause) {
    if (cause instanceof TextTooLarge || cause instanceof Cancelled) throw cause;
    return { path, why: cause instanceof BinaryText ? 'it is binary' : whyUnreadable(cause) };
  }
}

/** The error with what the folder has in all, not with how far the reading came. */
async function withWholeSize(
  error: TextTooLarge,
  reader: FileReader,
  root: string,
  paths: readonly string[],
): Promise<TextTooLarge> {
  let bytes = 0;
  for (const path of paths) {
    const facts = await reader.stat(`${root}/${path}`).catch(() => null);
    bytes += facts?.bytes ?? 0;
  }
  const { label, megabytes, limitMegabytes } = error.facts;
  const whole = Math.max(Number(megabytes), Math.ceil(bytes / (1024 * 1024)));
  return new TextTooLarge(String(label), whole, Number(limitMegabytes));
}
