import type { Language } from './options.ts';

/** What differs by the REPL's language in all that a model is told; the sentences are the same. */
export interface PromptWords {
  readonly repl: string;
  /** What else holds for blocks, completing "they run in order, ...". */
  readonly blocks: string;
  /** What can be imported, and what there is not: a sentence. */
  readonly imports: string;
  /** The shapes of `context`. */
  readonly context: string;
  /** Before the call of a function that asks a model. */
  readonly call: string;
  /** The arguments of a function: those that have a place, then the names of its options. */
  readonly takes: (places: readonly string[], options: readonly string[]) => string;
  readonly fields: (names: readonly string[]) => string;
  /** Fields of a match that this language alone has. */
  readonly entryOnly: readonly string[];
  readonly pattern: string;
  readonly on: (option: string) => string;
  /** The option of `grep` that makes an entry of each line. */
  readonly perLine: string;
  /** What stands where nothing came. */
  readonly none: string;
  readonly lineRange: readonly string[];
  readonly listOf: string;
  readonly string: string;
  readonly childPart: string;
  /** Code that submits an answer where it has been found right. */
  readonly submitting: string;
  readonly list: (items: string) => string;
  readonly map: (paths: string) => string;
  /** Code that gives all paths of a map. */
  readonly paths: string;
  readonly messages: string;
}

const chunkWays = { python: "by='chars'|'lines'", javascript: "by: 'chars'|'lines'" } as const;

const python: PromptWords = {
  repl: 'Python',
  blocks: '',
  imports: 'The standard library can be imported; no files, network, threads or asyncio.',
  context: 'a str, a list of str, or a dict path -> str',
  call: '',
  takes: (places, options) =>
    [...places, ...options.map((name) => (name === 'by' ? chunkWays.python : `${name}=`))].join(
      ', ',
    ),
  fields: (names) => `with ${names.map((name) => `.${name}`).join(', ')}`,
  entryOnly: [],
  pattern: 're.Pattern',
  on: (option) => `${option}=True`,
  perLine: 'per_line',
  none: 'None',
  lineRange: ['first', 'last'],
  listOf: 'a list of str',
  string: 'a str',
  submitting: '`if ok: FINAL(report)`',
  childPart: '{"question": ..., "context": ...}',
  list: (items) => `a list of ${items} str`,
  map: (paths) => `a dict of ${paths} paths`,
  paths: 'list(context)',
  messages: 'a list of dicts with "role" and "content"',
};

const javascript: PromptWords = {
  repl: 'JavaScript',
  blocks: 'top-level await works, ',
  imports: 'No imports, files, network or timers.',
  context: 'a string, an array of strings, or an object path -> string',
  call: 'await ',
  takes: (places, options) => {
    const named = options.map((name) => (name === 'by' ? chunkWays.javascript : name));
    return [...places, `{${named.join(', ')}}`].join(', ');
  },
  fields: (names) => `as {${names.join(', ')}}`,
  entryOnly: ['offset'],
  pattern: 'RegExp',
  on: (option) => `${option}: true`,
  perLine: 'perLine',
  none: 'null',
  lineRange: ['from', 'to'],
  listOf: 'an array of strings',
  string: 'a string',
  childPart: '{question, context}',
  submitting: '`if (ok) FINAL(report)`',
  list: (items) => `an array of ${items} strings`,
  map: (paths) => `an object of ${paths} paths`,
  paths: 'Object.keys(context)',
  messages: 'a list of {role, content}',
};

export const promptWords: Readonly<Record<Language, PromptWords>> = { python, javascript };
