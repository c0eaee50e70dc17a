import { Refused } from './fetching.ts';
import { readSaid, readSaidIn } from './said.ts';

/** Where the events of a stream come from, and what was seen at its end. */
export interface EventStream {
  readonly events: AsyncIterable<unknown>;
  /** True once the `[DONE]` that ends a stream has come. */
  readonly sawDone: () => boolean;
}

/** Lines of one event that are looked at for JSON that is spread over them. */
const mostJoinedLines = 64;

/**
 * The JSON of server-sent events, as servers write them and not only as they should: with any line
 * ending, without blanks or blank lines between, several values in a line, or lines of bare JSON. An
 * error in a field or event of its own is thrown as `Refused`; JSON that breaks off as SyntaxError.
 */
export function readEvents(pieces: AsyncIterable<string>): EventStream {
  let done = false;
  async function* events(): AsyncGenerator<unknown> {
    let open: string[] = [];
    let name = '';
    for await (const line of splitLines(pieces)) {
      if (line === '') {
        if (open.length > 0) yield* parseAll(open.join('\n'), name);
        open = [];
        name = '';
        continue;
      }
      const [field, value] = readField(line);
      if (field === 'event') name = value;
      if (field === 'error') throw new Refused(undefined, undefined, readSaid(value));
      if (field !== 'data') continue;
      if (value.trim() === '[DONE]') {
        done = true;
        return;
      }
      // What is whole already isn't kept for a blank line that may never come.
      const whole =
        open.length < mostJoinedLines ? tryParse([...open, value].join('\n')) : undefined;
      if (whole === undefined) {
        open.push(value);
      } else {
        yield asEvent(whole, name);
        open = [];
      }
    }
    if (open.length > 0) yield* parseAll(open.join('\n'), name);
  }
  return { events: events(), sawDone: () => done };
}

function readField(line: string): readonly [string, string] {
  if (/^[{[]/.test(line)) return ['data', line];
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}

async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  // Parts of a line that is still open; joined once, however many they are.
  let rest: string[] = [];
  let afterReturn = false;
  for await (const given of pieces) {
    const piece = afterReturn && given.startsWith('\n') ? given.slice(1) : given;
    if (given !== '') afterReturn = given.endsWith('\r');
    const lines = piece.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const line of lines) {
      yield rest.length === 0 ? line : rest.join('') + line;
      rest = [];
    }
    if (last !== '') rest.push(last);
  }
  if (rest.length > 0) yield rest.join('');
}

/** Every value in a text; throws Refused for words in place of JSON, SyntaxError for what breaks off. */
function* parseAll(text: string, event: string): Generator<unknown> {
  const start = text.trim();
  if (start === '') return;
  if (!/^[{["\d]/.test(start)) throw new Refused(undefined, undefined, readSaid(start));
  const values = splitValues(start);
  if (values === null) throw new SyntaxError('JSON in a server-sent event breaks off');
  for (const value of values) yield asEvent(value, event);
}

function asEvent(value: unknown, name: string): unknown {
  const isError = name === 'error' && !isNamedEvent(value);
  if (isError) throw new Refused(undefined, undefined, readSaidIn(value));
  return value;
}

/** The Responses API has errors of its own form, which are read where they are known. */
function isNamedEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'error';
}

/** The values that stand one behind the other in a text; null when the last one breaks off. */
export function splitValues(text: string): unknown[] | null {
  const single = tryParse(text);
  if (single !== undefined) return [single];
  const values: unknown[] = [];
  let depth = 0;
  let start = -1;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') {
      inString = true;
    } else if (char === '{' || char === '[') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth < 0) return null;
      if (depth > 0) continue;
      const value = tryParse(text.slice(start, at + 1));
      if (value === undefined) return null;
      values.push(value);
    }
  }
  return depth === 0 && !inString && values.length > 0 ? values : null;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
