import path from 'node:path';
import type { ContextItem } from '../core/context.ts';
import { type EncodingNote, encodingNotes } from './encodingNotes.ts';
import { diskReader } from './fileReader.ts';
import { unpack } from './gzip.ts';
import {
  type ReadFile,
  type ReadOptions,
  readFileText,
  readText,
  SizeLimit,
  type SourceContext,
} from './readText.ts';
import { asUnreadable } from './unreadable.ts';

/** Names the standard input among paths. */
export const standardInputPath = '-';
const standardInputLabel = 'standard input';

interface ReadItem {
  readonly item: ContextItem;
  readonly isBinary: boolean;
  readonly encodings: readonly EncodingNote[];
}

/**
 * One file (or `-`, the standard input) as a Context of one string. The label is the file's name
 * unless given. Rejects with UnreadableFile, TextTooLarge, Cancelled, or BinaryText when the caller
 * refuses that; an empty file is for the caller to refuse (`isEmpty`).
 */
export async function readFileContext(
  file: string,
  label?: string,
  options: ReadOptions = {},
): Promise<SourceContext> {
  const name = label ?? labelOf(file);
  const { item, isBinary, encodings } = await readItem(
    file,
    '',
    name,
    new SizeLimit(name, options.maxMegabytes),
    options,
  );
  return {
    kind: 'string',
    items: [item],
    label: name,
    isEmpty: item.text.length === 0,
    binaryPaths: isBinary ? [''] : [],
    encodings,
    skipped: [],
    ignored: 0,
  };
}

/**
 * Several files as a map from their paths, as given and in that order; a path given twice counts
 * once, and a single one makes a Context of one string. Rejects like `readFileContext`.
 */
export async function readFilesContext(
  files: readonly string[],
  label?: string,
  options: ReadOptions = {},
): Promise<SourceContext> {
  const [first, ...others] = new Set(files);
  if (first !== undefined && others.length === 0) return readFileContext(first, label, options);
  const distinct = first === undefined ? [] : [first, ...others];
  const name = label ?? `${distinct.length} files`;
  const limit = new SizeLimit(name, options.maxMegabytes);
  const read: ReadItem[] = [];
  for (const file of distinct) {
    read.push(await readItem(file, file, labelOf(file), limit, options));
  }
  const items = read.map(({ item }) => item);
  return {
    kind: 'map',
    items,
    label: name,
    isEmpty: items.every((item) => item.text.length === 0),
    binaryPaths: read.filter(({ isBinary }) => isBinary).map(({ item }) => item.path),
    encodings: read.flatMap(({ encodings }) => encodings),
    skipped: [],
    ignored: 0,
  };
}

async function readItem(
  file: string,
  itemPath: string,
  _label: string,
  limit: SizeLimit,
  options: ReadOptions,
): Promise<ReadItem> {
  const isStandardInput = file === standardInputPath;
  // People look for the path they gave, not for its last part.
  const named = isStandardInput ? standardInputLabel : file;
  try {
    const read = isStandardInput
      ? await readStandardInput(named, limit, options)
      : await readFileText(file, named, limit, options);
    const { text, isBinary, stored } = read;
    const reader = options.reader ?? diskReader;
    const origin = isStandardInput ? null : { uri: reader.uriOf(file), firstLine: 1 };
    // Of a binary file, no reading is right.
    const encodings = isBinary ? [] : encodingNotes(itemPath, read);
    return { item: { path: itemPath, text, origin, ...stored }, isBinary, encodings };
  } catch (cause) {
    throw asUnreadable(named, cause);
  }
}

async function readStandardInput(
  label: string,
  limit: SizeLimit,
  options: ReadOptions,
): Promise<ReadFile> {
  const { pieces } = await unpack(options.standardInput ?? process.stdin, label);
  return { ...(await readText(pieces, label, limit, options)), stored: {} };
}

function labelOf(file: string): string {
  return file === standardInputPath ? standardInputLabel : path.basename(file);
}
