import path from 'node:path';
import type { Context } from '../core/context.ts';
import { InvalidOption } from '../core/errors.ts';
import type { EncodingChoice } from '../sources/decode.ts';
import { encodingNotices } from '../sources/encodingNotes.ts';
import { leftOutNotices } from '../sources/leftOut.ts';
import { readFileContext } from '../sources/readFile.ts';
import { type FolderContext, readSelectedContext } from '../sources/readFolder.ts';
import { rootReader } from './rootReader.ts';
import type { FoundPath, Root, Roots } from './roots.ts';

/** What a caller names: one of them. */
export interface TextArguments {
  readonly path?: string | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly glob?: string | undefined;
}

/** The text that a question will be about: found, not read yet. */
export interface NamedText {
  /** What people call it. */
  readonly label: string;
  /**
   * Rejects with UnreadableFile, TextTooLarge, InvalidOption where nothing is left to ask about, or
   * Cancelled.
   */
  read(signal: AbortSignal): Promise<ReadTexts>;
}

export interface ReadTexts {
  readonly context: Context;
  /** What the caller should know of it, in sentences. */
  readonly notices: readonly string[];
}

/** Files and folders of one root, and which of the folders' files are meant. */
interface Part {
  readonly root: Root;
  readonly selected: readonly string[];
  readonly include: readonly string[];
}

/** Finds what a caller names. Rejects with InvalidOption or UnreadableFile before anything is read. */
export async function findTexts(
  roots: Roots,
  { path: one, paths, glob }: TextArguments,
  choice: EncodingChoice,
): Promise<NamedText> {
  const named = [one, paths, glob].filter((each) => each !== undefined);
  if (named.length !== 1 || paths?.length === 0)
    throw new InvalidOption('Name the text in one way: path, paths or glob.');
  if ([one, glob, ...(paths ?? [])].some((each) => each?.trim() === ''))
    throw new InvalidOption('A path or a glob is empty: use "." for all files.');
  if (glob !== undefined) {
    const parts = roots.place(glob).map(({ root, glob: include }) => ({
      ...{ root, selected: [''], include: [include] },
    }));
    return { label: glob, read: (signal) => readParts(roots, parts, glob, choice, signal) };
  }
  const found: FoundPath[] = [];
  for (const each of new Set(one === undefined ? paths : [one])) found.push(await roots.find(each));
  const [first, ...others] = found;
  if (first?.kind === 'file' && others.length === 0) return oneFile(roots, first, choice);
  const label = one ?? `${found.length} paths`;
  const parts = roots.all
    .map((root) => ({
      ...{ root, include: [] },
      selected: found.filter((each) => each.root === root).map((each) => each.path),
    }))
    .filter(({ selected }) => selected.length > 0);
  return { label, read: (signal) => readParts(roots, parts, label, choice, signal) };
}

function oneFile(roots: Roots, { root, path: file }: FoundPath, choice: EncodingChoice): NamedText {
  const label = roots.nameOf(root, file);
  return {
    label,
    read: async (signal) => {
      const context = await readFileContext(path.join(root.folder, file), label, {
        ...choice,
        ...{ reader: rootReader(root), signal },
      });
      const binary = context.binaryPaths.map(
        () => `"${label}" looks like a binary file; it is read as text.`,
      );
      return { context, notices: [...binary, ...sayEncodings(context)] };
    },
  };
}

async function readParts(
  roots: Roots,
  parts: readonly Part[],
  label: string,
  choice: EncodingChoice,
  signal: AbortSignal,
): Promise<ReadTexts> {
  const read: FolderContext[] = [];
  for (const { root, selected, include } of parts) {
    const context = await readSelectedContext(root.folder, selected, label, {
      ...choice,
      ...{ reader: rootReader(root), include, signal, neverSecrets: true },
    });
    const name = (file: string): string => roots.nameOf(root, file);
    read.push({
      ...context,
      items: context.items.map((item) => ({ ...item, path: name(item.path) })),
      encodings: context.encodings.map((note) => ({ ...note, path: name(note.path) })),
      skipped: context.skipped.map((each) => ({ ...each, path: name(each.path) })),
    });
  }
  const items = read.flatMap((each) => each.items);
  const leftOut = read.flatMap((each) => leftOutNotices(each, null));
  if (items.length === 0) {
    const why = leftOut.map((sentence) => ` ${sentence}`).join('');
    throw new InvalidOption(`No text file of "${label}" is left to ask about.${why}`);
  }
  return {
    context: { kind: 'map', items, label },
    notices: [...leftOut, ...read.flatMap(sayEncodings)],
  };
}

function sayEncodings({ encodings, label }: Pick<FolderContext, 'encodings' | 'label'>): string[] {
  return encodingNotices(encodings, label, 'with --encoding, where the server is started');
}
