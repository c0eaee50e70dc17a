/** What a server said about a failure, wherever it said it: every maker has a shape of its own. */
export interface Said {
  /** Its sentence, as it came but for length; empty when it gave none. */
  readonly words: string;
  /** Codes, types, statuses, names of parameters and reasons, with blanks between. */
  readonly codes: string;
  /** True for a web page or other markup, whose title or first words are `words`. */
  readonly isPage: boolean;
  /** ms that a field of the body asks to wait; null without one. */
  readonly waitMs: number | null;
}

/** Characters that are kept of any words before they are looked at. */
export const mostWords = 1_000;
/** Kept until secrets are out of them, so that none is cut apart where it would still show. */
const mostRaw = 4_000;
/** Characters within which JSON of another server is looked for in a sentence. */
const mostUnfolded = 65_536;
const deepest = 6;
/** A time further away than two days is none at which a limit is over. */
const mostResetMs = 172_800_000;

/** What the body of a refusal says: JSON of any shape, a web page, plain words. */
export function readSaid(text: string): Said {
  const start = text.slice(0, mostRaw).trimStart();
  if (/^[[{"]/.test(start)) {
    const body = parse(text);
    if (body !== undefined) return readSaidIn(body);
  }
  if (!isMarkup(start)) return { words: start, codes: '', isPage: false, waitMs: null };
  return { words: readPage(text), codes: '', isPage: true, waitMs: null };
}

/** What JSON that is parsed already says. */
export function readSaidIn(body: unknown): Said {
  const words = findWords(body, 0).slice(0, mostRaw);
  const isPage = isMarkup(words.trimStart());
  return {
    words: isPage ? readPage(words) : words,
    codes: findCodes(body, 0).join(' ').slice(0, mostWords),
    isPage,
    waitMs: findWait(body, 0),
  };
}

/** Markup that a web page begins with; `<400> InternalError` is none. */
function isMarkup(text: string): boolean {
  return /^<(?:!doctype|!--|\?xml|\/?(?:html|head|body|title|center|div|p|h\d|pre|error)\b)/i.test(
    text,
  );
}

/** The title of a page, else its first words. */
function readPage(text: string): string {
  const lower = text.toLowerCase();
  const open = lower.indexOf('<title');
  const from = open === -1 ? -1 : lower.indexOf('>', open) + 1;
  const to = from <= 0 ? -1 : lower.indexOf('</title', from);
  if (to !== -1) {
    const title = text.slice(from, Math.min(to, from + mostWords)).trim();
    if (title !== '') return title;
  }
  const body = Math.max(0, lower.indexOf('<body'));
  return stripTags(text.slice(body, body + mostRaw));
}

/** Text without markup. */
export function stripTags(text: string): string {
  return text
    .replace(/<(script|style)\b[^>]{0,200}>[\s\S]{0,2000}?<\/\1>/gi, ' ')
    .replace(/<[/?!]?[a-z-][^<>]{0,500}>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const messageNames = [
  'message',
  'status_msg',
  'msg',
  'error_msg',
  'error_message',
  'error_description',
] as const;

function findWords(body: unknown, level: number): string {
  if (typeof body === 'string') return unfold(body.slice(0, mostUnfolded), level);
  if (level > deepest || typeof body !== 'object' || body === null) return '';
  if (Array.isArray(body)) {
    const each = body.slice(0, 5).map((part: unknown) => findWords(part, level + 1));
    return each.filter((words) => words !== '').join('; ');
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const raw = findWords(inside(fields.metadata, 'raw'), level + 1);
  const main =
    first(fields, ['error', 'base_resp', 'errors', 'detail'], level) ||
    first(fields, messageNames, level);
  const message = typeof fields.message === 'string' ? findWords(fields.message, level) : '';
  const parameter = typeof fields.param === 'string' && /\s/.test(fields.param) ? fields.param : '';
  const reasons = plainIn(inside(fields.metadata, 'reasons')).join(', ');
  // An error that is only a title stands beside a message that says what it is about.
  const parts = [main, main.includes(message) ? '' : message, raw, parameter, reasons];
  const said = parts.filter((part) => part !== '');
  if (said.length > 0) {
    const words =
      raw === '' ? said : said.filter((part) => !/^provider returned error/i.test(part));
    return `${place(fields)}${words.join(': ')}`;
  }
  return typeof fields.error === 'object' && fields.error !== null ? write(fields.error) : '';
}

/** JSON again; nothing for what is nested deeper than that can be written. */
function write(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}

/** The words and numbers of a list; none of what is no list. */
function plainIn(list: unknown): readonly (string | number)[] {
  if (!Array.isArray(list)) return [];
  return list.filter((part) => typeof part === 'string' || typeof part === 'number');
}

function first(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
  level: number,
): string {
  for (const name of names) {
    const words = findWords(fields[name], level + 1);
    if (words !== '') return words;
  }
  return '';
}

/** FastAPI says apart which field its message is about: `{"loc": ["body", "max_tokens"]}`. */
function place({ loc }: Readonly<Record<string, unknown>>): string {
  const path = plainIn(loc)
    .filter((part) => part !== 'body')
    .join('.');
  return path === '' ? '' : `${path}: `;
}

/** Proxies put the JSON of the server behind them into their own sentence, as text. */
function unfold(text: string, level: number): string {
  const at = text.search(/[{[]\s*"/);
  if (at === -1 || level > deepest) return text;
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  const body = parse(text.slice(at, end + 1));
  const words = body === undefined ? '' : findWords(body, level + 1);
  return words === '' ? text : `${text.slice(0, at)}${words}`;
}

const codeNames = new Set([
  'code',
  'type',
  'param',
  'status',
  'reason',
  'status_code',
  'error_type',
]);

function findCodes(body: unknown, level: number): string[] {
  if (level > deepest || typeof body !== 'object' || body === null) return [];
  const entries = Array.isArray(body)
    ? body.slice(0, 5).map((part: unknown) => ['', part] as const)
    : Object.entries(body).slice(0, 50);
  return entries.flatMap(([name, value]) => {
    if (codeNames.has(name) && (typeof value === 'number' || typeof value === 'string'))
      return /\s/.test(String(value)) ? [] : [String(value).slice(0, 100)];
    if (typeof value === 'string' && /^(?:message|raw)$/.test(name)) {
      const at = value.search(/[{[]\s*"/);
      return at === -1 ? [] : findCodes(parse(value.slice(at)), level + 1);
    }
    return findCodes(value, level + 1);
  });
}

/**
 * A wait that the body names: `"retryDelay": "34s"` of Gemini, `"retry_after": 60` of Cloudflare, and
 * the headers that OpenRouter repeats there, with the ms since 1970 when its limit is over.
 */
function findWait(body: unknown, level: number): number | null {
  if (level > deepest || typeof body !== 'object' || body === null) return null;
  for (const [name, value] of Object.entries(body).slice(0, 50)) {
    const wait = waitNames.has(name)
      ? readSeconds(value)
      : /^x-ratelimit-reset$/i.test(name)
        ? readReset(value)
        : findWait(value, level + 1);
    if (wait !== null) return wait;
  }
  return null;
}

const waitNames: ReadonlySet<string> = new Set([
  'retryDelay',
  'retry_after',
  'retryAfter',
  'retry_after_seconds',
]);

/** ms of seconds, as a number or as `34s`. */
function readSeconds(value: unknown): number | null {
  if (typeof value === 'object') return null;
  const seconds = /^(\d+(?:\.\d+)?)s?$/.exec(String(value))?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

/** ms until a time that is given in ms since 1970; null for what is none, or long past. */
function readReset(value: unknown): number | null {
  if (typeof value === 'object') return null;
  const left = Number(value) - Date.now();
  return Number.isFinite(left) && Math.abs(left) < mostResetMs ? Math.max(0, left) : null;
}

function inside(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
