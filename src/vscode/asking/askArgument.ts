import * as vscode from 'vscode';
import { InvalidOption } from '../../core/errors.ts';

/** What a command's caller may say instead of being asked: keybindings, tests, other extensions. */
export interface AskArgument {
  readonly question: string | null;
  readonly uri: vscode.Uri | null;
  /** Several where a command takes several; else `uri` alone, or none. */
  readonly uris: readonly vscode.Uri[];
  readonly range: vscode.Range | null;
  /** Options of the run, over the settings. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Handed over by a link, a keybinding or another extension, not pointed at by a person. */
  readonly isBrought: boolean;
}

const nothing: AskArgument = {
  question: null,
  uri: null,
  uris: [],
  range: null,
  options: {},
  isBrought: false,
};

/**
 * Reads what VS Code (a uri and, as `selection`, all that are selected, from a menu) or a caller
 * (`{ question, uri, uris, range, options }`, also as plain JSON) handed over. Lines and characters of a range count from 0, as everywhere in VS Code's
 * API. Throws InvalidOption for what is neither.
 */
export function parseAskArgument(argument: unknown, selection?: unknown): AskArgument {
  if (argument === undefined || argument === null) return nothing;
  if (argument instanceof vscode.Uri) {
    const uris = parseUris(selection);
    return { ...nothing, uri: argument, uris: uris.length > 0 ? uris : [argument] };
  }
  if (!isRecord(argument)) throw malformed('The argument', 'an object');
  const { question, range, options } = argument;
  if (question !== undefined && typeof question !== 'string') {
    throw malformed('"question"', 'a string');
  }
  if (options !== undefined && !isRecord(options)) throw malformed('"options"', 'an object');
  const uri = parseUri(argument.uri);
  const uris = parseUris(argument.uris);
  return {
    question: question ?? null,
    uri,
    uris: uris.length > 0 || uri === null ? uris : [uri],
    range: parseRange(range),
    options: options ?? {},
    isBrought: true,
  };
}

function parseUris(uris: unknown): readonly vscode.Uri[] {
  if (uris === undefined || uris === null) return [];
  if (!Array.isArray(uris)) throw malformed('"uris"', 'a list of uris');
  return uris.map(parseUri).filter((uri) => uri !== null);
}

function parseUri(uri: unknown): vscode.Uri | null {
  if (uri === undefined || uri === null) return null;
  if (uri instanceof vscode.Uri) return uri;
  if (typeof uri === 'string' && /^[a-z][a-z0-9+.-]+:/i.test(uri)) return vscode.Uri.parse(uri);
  if (isRecord(uri) && typeof uri.scheme === 'string' && typeof uri.path === 'string') {
    return vscode.Uri.from({ scheme: uri.scheme, path: uri.path, ...strings(uri) });
  }
  throw malformed('"uri"', 'a uri such as file:///home/me/platform.log');
}

function strings(uri: Readonly<Record<string, unknown>>): { authority?: string; query?: string } {
  const { authority, query } = uri;
  return {
    ...(typeof authority === 'string' && { authority }),
    ...(typeof query === 'string' && { query }),
  };
}

function parseRange(range: unknown): vscode.Range | null {
  if (range === undefined || range === null) return null;
  if (range instanceof vscode.Range) return range;
  // A Range becomes an array of its two positions in JSON.
  const [start, end] = Array.isArray(range)
    ? range
    : isRecord(range)
      ? [range.start, range.end]
      : [];
  return new vscode.Range(parsePosition(start), parsePosition(end));
}

function parsePosition(position: unknown): vscode.Position {
  if (isRecord(position)) {
    const { line, character = 0 } = position;
    if (isIndex(line) && isIndex(character)) return new vscode.Position(line, character);
  }
  throw malformed('"range"', '{ start: { line, character }, end: { line, character } }');
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function malformed(what: string, shape: string): InvalidOption {
  return new InvalidOption(`${what} of an RLM command must be ${shape}.`);
}
