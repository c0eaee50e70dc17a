import type { RunEvent } from '../../core/events.ts';

/** What of this machine an export may tell. */
export interface Sharing {
  /** Folders, as paths or uris, within which files are named by their paths from there. */
  readonly bases: readonly string[];
  /** Keys and the like that this process knows: wherever they stand, they are taken out. */
  readonly secrets: readonly string[];
}

/** Shorter ones stand in many words that are no secrets. */
const leastSecret = 8;
/** Spellings of names that are looked for in texts; of more, their folders are. */
const mostNames = 2_000;
/** Fields that hold text of people and models, not the name of a file. */
const textFields: ReadonlySet<string> = new Set([
  ...['text', 'thoughts', 'expression', 'output', 'code', 'prompt', 'response', 'question'],
  ...['message', 'reason'],
]);

/**
 * The events of a run as others may have them: files are named by their paths within the bases, else by
 * their own names alone, in every field and in every text; secrets are taken out.
 */
export function withSharedNames<Event extends RunEvent>(
  events: readonly Event[],
  { bases, secrets }: Sharing,
): Event[] {
  const names = new SharedNames(bases);
  for (const event of events) if (event.type === 'run.started') names.add(event.context.sources);
  const rewrite = (text: string, field: string): string => {
    const isName = !textFields.has(field) && isAbsolute(text);
    const named = isName ? names.nameOf(text) : names.inText(text);
    return withoutSecrets(named, secrets);
  };
  return events.map((event) => mapTexts(event, rewrite, '') as Event);
}

/** A text without any of the secrets. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  // Of two of which one begins the other, the shorter would leave the rest of the longer.
  const hidden = secrets
    .filter((secret) => secret.length >= leastSecret)
    .sort((one, other) => other.length - one.length);
  return hidden.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

/** A value with each text in it rewritten, those that are keys too; `field`: the key that it stands under. */
function mapTexts(
  value: unknown,
  rewrite: (text: string, field: string) => string,
  field: string,
): unknown {
  if (typeof value === 'string') return rewrite(value, field);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, rewrite, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [rewrite(key, ''), mapTexts(each, rewrite, key)]),
  );
}

type Sources = Extract<RunEvent, { type: 'run.started' }>['context']['sources'];

/** The names of a run's files: as they stood, and as others get to see them. */
class SharedNames {
  readonly #bases: readonly string[];
  /** By how they stood. */
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** The folders of files that were named by their whole paths. */
  readonly #folders = new Map<string, string>();
  #pattern: RegExp | null = null;

  constructor(bases: readonly string[]) {
    this.#bases = bases.map((base) => trimEnd(placeOf(base) ?? base)).filter((base) => base !== '');
  }

  add(sources: Sources): void {
    for (const { path, origin } of sources) {
      const place = origin === null ? null : placeOf(origin.uri);
      const isLocal = path !== '' && !isAbsolute(path) && !path.split('/').includes('..');
      // The folder that was asked about, which its files' paths begin below.
      const root = isLocal && place?.endsWith(`/${path}`) ? place.slice(0, -path.length - 1) : '';
      if (root !== '') this.#keep(root, this.#relative(root));
      else if (path !== '' && !isLocal) this.#addNamed(path, place);
      else if (place !== null) this.#keep(place, this.#relative(place));
    }
    this.#pattern = null;
  }

  /** A file by its whole path. A child run's text may name one that is known already. */
  #addNamed(path: string, place: string | null): void {
    if (this.#names.has(path)) return;
    const name = this.#free(this.#relative(place ?? placeOf(path) ?? path));
    this.#keep(path, name);
    if (place !== null) this.#keep(place, name);
    const folder = (place ?? path).replace(/[\\/][^\\/]*$/, '');
    // `/tmp` or `/var` says nothing of anybody, and stands in many texts.
    if (folder.split('/').length > 2) this.#folders.set(folder, this.#relative(folder));
  }

  /** Finds the names in texts. A longer path that only begins or ends like one of them is another file's. */
  #makePattern(): RegExp {
    const isMany = this.#names.size > mostNames;
    const files = `(?:${alternatives(isMany ? this.#folders : this.#names)})(?![\\w-]|\\.\\w)`;
    const folders = `(?:${alternatives(this.#folders)})(?!/?(?:[\\w-]|\\.\\w))`;
    const either = this.#folders.size > 0 ? `${files}|${folders}` : files;
    return new RegExp(`(?<![\\w.\\\\/-])(?:${either})`, 'g');
  }

  /** Of a path or uri of a file, known or not. */
  nameOf(file: string): string {
    return this.#names.get(file) ?? this.#relative(placeOf(file) ?? file);
  }

  /** The text with all known names as others get to see them. */
  inText(text: string): string {
    if (this.#names.size === 0) return text;
    this.#pattern ??= this.#makePattern();
    return text.replace(
      this.#pattern,
      (name) => this.#names.get(name) ?? this.#folders.get(name) ?? name,
    );
  }

  /** Also as code, JSON and Windows spell it. */
  #keep(file: string, name: string): void {
    const backslashed = file.replaceAll('/', '\\');
    const isWindows = /^[a-z]:[\\/]/i.test(file);
    const uri = `file://${isWindows ? '/' : ''}${encodeURI(file)}`;
    const spellings = [file, encodeURI(file), uri, ...(isWindows ? [backslashed] : [])];
    for (const spelling of spellings) {
      this.#names.set(spelling, name);
      this.#names.set(spelling.replaceAll('\\', '\\\\'), name);
    }
  }

  /** Within a base its path from there, else its own name. */
  #relative(place: string): string {
    for (const base of this.#bases) {
      if (place === base) return '.';
      if (place.startsWith(`${base}/`)) return place.slice(base.length + 1);
    }
    const path = trimEnd(place);
    return path.slice(path.lastIndexOf('/') + 1);
  }

  /** A name that no other file of the run has got. */
  #free(name: string): string {
    let free = name;
    for (let number = 2; this.#taken.has(free); number++) free = `${name} (${number})`;
    this.#taken.add(free);
    return free;
  }
}

function isAbsolute(name: string): boolean {
  return placeOf(name) !== null;
}

/** The absolute path, with `/`, that a path or a uri names; null for all else. */
function placeOf(name: string): string | null {
  if (/^[a-z][a-z\d+.-]+:\//i.test(name) && URL.canParse(name)) {
    const { pathname, hash } = new URL(name);
    const path = decoded(pathname) + (name.startsWith('file:') ? '' : hash);
    return path.replace(/^\/(?=[a-z]:\/)/i, '');
  }
  if (!/^(?:[\\/]|[a-z]:[\\/])/i.test(name) || name.includes('\n')) return null;
  return /^[a-z]:|^\\/i.test(name) ? name.replaceAll('\\', '/') : name;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

/** For a regular expression, the longest first. */
function alternatives(names: ReadonlyMap<string, string>): string {
  const known = [...names.keys()].sort((one, other) => other.length - one.length);
  return known.map(escaped).join('|');
}

function trimEnd(place: string): string {
  return place.replace(/[\\/]+$/, '');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
