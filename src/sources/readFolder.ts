import type { ContextItem } from '../core/context.ts';
import { BinaryText, Cancelled, TextTooLarge, UnreadableFile } from '../core/errors.ts';
import { type EncodingChoice, isBinary } from './decode.ts';
import { type EncodingNote, encodingNotes } from './encodingNotes.ts';
import { diskReader, type FileReader } from './fileReader.ts';
import { type FolderBound, FolderMeter, measure } from './folderBound.ts';
import { unpack } from './gzip.ts';
import type { LeftOut, LeftOutFacts, LeftOutKind } from './leftOut.ts';
import { type ReadOptions, readText, SizeLimit, type SourceContext } from './readText.ts';
import { findSelected } from './selectedFiles.ts';
import { asUnreadable, whyUnreadable } from './unreadable.ts';
import { type FolderFiles, type FolderFilter, mostFilesFound } from './walkFolder.ts';

export interface ReadFolderOptions extends ReadOptions, FolderFilter {
  /** How much is read without a question. None: as much as `maxMegabytes` allows. */
  readonly bound?: FolderBound;
  /** Called while files are found and read; `read` counts those that were looked at. */
  readonly onProgress?: (progress: FolderProgress) => void;
}

export interface FolderProgress {
  readonly found: number;
  readonly read: number;
}

/** A folder as a Context, with all that is not part of it. */
export interface FolderContext extends SourceContext, LeftOutFacts {
  readonly skipped: readonly LeftOut[];
}

// Files read at a time: small ones cost waiting, not computing.
const filesAtOnce = 16;

/**
 * The text files below a folder as a map from their paths in it, with `/`, sorted. Ignore files
 * hold as in git; `include` and `exclude` narrow what is left. Binary and unreadable files are
 * `skipped`. Rejects with UnreadableFile (the folder), TextTooLarge (unless there is a `bound`,
 * behind which what is too large is left out) or Cancelled; a folder in which nothing is left has no
 * items and is for the caller to refuse (`isEmpty`).
 */
export async function readFolderContext(
  folder: string,
  options: ReadFolderOptions = {},
): Promise<FolderContext> {
  const label = (options.reader ?? diskReader).parentOf(folder)?.name ?? folder;
  return readSelectedContext(folder, [''], label, options);
}

/**
 * The same for several files and folders: their paths from `folder`, `''` for itself. Files that are
 * named are read whatever rules and globs say of them.
 */
export async function readSelectedContext(
  folder: string,
  selected: readonly string[],
  label: string,
  options: ReadFolderOptions = {},
): Promise<FolderContext> {
  const reader = options.reader ?? diskReader;
  const root = folder.replace(/(?<=.)\/+$/, '');
  const onFound = (found: number): void => options.onProgress?.({ found, read: 0 });
  const found = await findSelected(reader, root, selected, { ...options, onFound }).catch(
    (cause: unknown) => {
      throw asUnreadable(label, cause);
    },
  );
  const reading = new FolderReading(reader, root, label, found, options);
  const { items, skipped, encodings } = await reading.readAll();
  const all = [...found.skipped, ...skipped];
  return {
    kind: 'map',
    items,
    label,
    isEmpty: items.every((item) => item.text.length === 0),
    binaryPaths: [],
    encodings,
    skipped: all.sort((one, other) => (one.path < other.path ? -1 : 1)),
    ignored: all.filter(({ kind }) => kind === 'ignored').length,
    unnamed: found.unnamed,
    patterns: found.patterns,
    cutAt: found.isCut ? mostFilesFound : null,
  };
}

/** A file, and its bytes as far as its file system knows; not to be had: null. */
interface Measured {
  readonly path: string;
  readonly bytes: number | null;
}

/** Reads the files that were found, side by side while they are within the bound, else in order. */
class FolderReading {
  readonly #reader: FileReader;
  readonly #root: string;
  readonly #label: string;
  readonly #found: FolderFiles;
  readonly #options: ReadFolderOptions;
  readonly #limit: SizeLimit;
  readonly #meter: FolderMeter;
  readonly #items: ContextItem[] = [];
  readonly #skipped: LeftOut[] = [];
  readonly #encodings: EncodingNote[] = [];

  constructor(
    reader: FileReader,
    root: string,
    label: string,
    found: FolderFiles,
    options: ReadFolderOptions,
  ) {
    this.#reader = reader;
    this.#root = root;
    this.#label = label;
    this.#found = found;
    this.#options = options;
    this.#limit = new SizeLimit(label, options.maxMegabytes);
    this.#meter = new FolderMeter(options.bound ?? null);
  }

  async readAll(): Promise<{
    readonly items: readonly ContextItem[];
    readonly skipped: readonly LeftOut[];
    readonly encodings: readonly EncodingNote[];
  }> {
    const { paths } = this.#found;
    for (let start = 0; start < paths.length; start += filesAtOnce) {
      if (this.#options.signal?.aborted === true) throw new Cancelled();
      if (this.#meter.isFull) {
        for (const path of paths.slice(start)) this.#leaveOut(path, 'limit', overLimit);
        break;
      }
      await this.#readBatch(start);
      const read = Math.min(start + filesAtOnce, paths.length);
      this.#options.onProgress?.({ found: paths.length, read });
    }
    // As they come, files that are read side by side stand in no order.
    const encodings = this.#encodings.sort((one, other) => (one.path < other.path ? -1 : 1));
    return { items: this.#items, skipped: this.#skipped, encodings };
  }

  async #readBatch(start: number): Promise<void> {
    const paths = this.#found.paths.slice(start, start + filesAtOnce);
    const batch = await Promise.all(paths.map((path) => this.#measure(path)));
    const bytes = batch.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
    if (this.#meter.hasRoom(batch.length, bytes)) {
      const read = await Promise.all(batch.map((file) => this.#read(file, start)));
      this.#items.push(...read.filter((item) => item !== null));
      return;
    }
    // Which file crosses the bound must not depend on which of several is read first.
    for (const [index, file] of batch.entries()) {
      const item = await this.#read(file, start + index);
      if (item !== null) this.#items.push(item);
    }
  }

  async #measure(path: string): Promise<Measured> {
    try {
      const { kind, bytes } = await this.#reader.stat(this.#file(path));
      if (kind === 'folder') throw new UnreadableFile(path, 'it is a folder');
      return { path, bytes };
    } catch (cause) {
      this.#leaveOut(path, 'unreadable', whyUnreadable(cause));
      return { path, bytes: null };
    }
  }

  /** `index`: its place, or that of a file before it, among all that were found. */
  async #read({ path, bytes }: Measured, index: number): Promise<ContextItem | null> {
    if (bytes === null) return null;
    const file = this.#file(path);
    try {
      const { pieces, isPacked } = await unpack(this.#reader.read(file), path);
      const options = { ...this.#options, ...this.#reader.encodingOf?.(file) };
      const admitted = this.#admitted(pieces, options, path, bytes, index);
      const read = await readText(admitted, path, this.#limit, {
        ...options,
        expectedBytes: isPacked ? 0 : bytes,
      });
      this.#encodings.push(...encodingNotes(path, read));
      const isStored = this.#reader.isStored?.(file) ?? true;
      return {
        path,
        text: read.text,
        origin: { uri: this.#reader.uriOf(file), firstLine: 1 },
        ...(isStored && { fileEncoding: read.encoding }),
      };
    } catch (cause) {
      if (cause instanceof Cancelled) throw cause;
      if (cause instanceof BinaryText) this.#leaveOut(path, 'binary', 'it is binary');
      else if (cause instanceof NotAdmitted) this.#leaveOut(path, 'limit', overLimit);
      else if (!(cause instanceof TextTooLarge)) {
        this.#leaveOut(path, 'unreadable', whyUnreadable(cause));
      } else if (this.#options.bound !== undefined) {
        this.#leaveOut(path, 'limit', 'it is too large to be read here');
      } else throw await this.#withWholeSize(cause);
      return null;
    }
  }

  /** The pieces of a text that is within the bound, or may cross it. */
  async *#admitted(
    pieces: AsyncIterable<Uint8Array>,
    choice: EncodingChoice,
    path: string,
    bytes: number,
    index: number,
  ): AsyncGenerator<Uint8Array> {
    const rest = () => this.#rest(index);
    let isAdmitted = false;
    let counted = bytes;
    let unpacked = 0;
    const admit = async (): Promise<void> => {
      if (!(await this.#meter.admits(bytes, rest))) throw new NotAdmitted();
      this.#meter.add(bytes);
      isAdmitted = true;
    };
    for await (const piece of pieces) {
      // Binary files don't count, whatever their size.
      if (!isAdmitted && isBinary(piece, choice)) throw new BinaryText(path);
      if (!isAdmitted) await admit();
      unpacked += piece.length;
      // Of a packed file, what it is worth shows itself here.
      if (unpacked > counted) {
        if (!(await this.#meter.grow(unpacked - counted, rest))) {
          this.#meter.drop(counted);
          throw new NotAdmitted();
        }
        counted = unpacked;
      }
      yield piece;
    }
    if (!isAdmitted) await admit();
  }

  async #rest(index: number) {
    const rest = this.#found.paths.slice(index);
    const restBytes = await measure(
      this.#reader,
      rest.map((path) => this.#file(path)),
    );
    return { restFiles: rest.length, restBytes, isCut: this.#found.isCut };
  }

  /** The error with what the folder has in all, not with how far the reading came. */
  async #withWholeSize(error: TextTooLarge): Promise<TextTooLarge> {
    const files = this.#found.paths.map((path) => this.#file(path));
    const whole = Math.ceil(((await measure(this.#reader, files)) ?? 0) / (1024 * 1024));
    const { megabytes, limitMegabytes } = error.facts;
    const known = Math.max(Number(megabytes), whole);
    return new TextTooLarge(this.#label, known, Number(limitMegabytes));
  }

  #file(path: string): string {
    return `${this.#root}/${path}`;
  }

  #leaveOut(path: string, kind: LeftOutKind, why: string): void {
    this.#skipped.push({ path, kind, why });
  }
}

const overLimit = 'the limit was reached before it';

/** Thrown into the reading of a file that is left out at the bound. */
class NotAdmitted extends Error {}
