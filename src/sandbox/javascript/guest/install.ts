import type { UsedParts } from '../../text/contextText.ts';
import type { UseNames } from '../contextUse.ts';
import type { makeAnswerVariable } from './answer.ts';
import type { makeArguments } from './arguments.ts';
import type { makeAsking } from './asking.ts';
import type { makeBuiltIns } from './builtIns.ts';
import type { makeStructuredClone } from './clone.ts';
import type { makeContextMethods } from './contextMethods.ts';
import type { makeContextUse } from './contextUse.ts';
import type { makeErrors } from './errors.ts';
import type { makeFormat } from './format.ts';
import type { makeGivenNames } from './givenNames.ts';
import type { makeHistory } from './history.ts';
import type { makeItemQueries } from './itemQueries.ts';
import type { makeMatches } from './matches.ts';
import type { makeQueries } from './queries.ts';
import type { makeTextTools } from './textTools.ts';
import type { makeUnawaited } from './unawaited.ts';
import type { makeVariables } from './variables.ts';

/** What the worker gives the guest to call; strings and numbers only. */
export interface GuestHost {
  print(text: string, skipped: string, rest: string): void;
  call(header: string, prompt: string, context: string): void;
  /** `''`: a call waits for others to end already; the next ones are to wait here. */
  room(): string;
  /** `+` and the answer, or `-` and a JSON {name, message}. */
  text(operation: string, query: string): string;
  /** Makes a string of the text's fillers the text of this index: `''`, else it can't be done. */
  fill(index: string, made: string): string;
  /** What a method of `context` comes to, see `makeContextMethods`. */
  strings(query: string): string | readonly string[] | null;
}

/** What the guest is told when it is made. */
export interface GuestSettings {
  readonly kind: string;
  readonly items: readonly {
    readonly path: string;
    readonly chars: number;
    /** What is put in the place of each of its characters before it is filled. */
    readonly filler: string;
  }[];
  /** Characters of the longest text that can become a variable. */
  readonly mostChars: number;
  /** Characters, at most: of plain text to look for, all texts together; of an expression's source; */
  readonly plainChars: number;
  readonly patternChars: number;
  /** of one prompt; of an answer, which is cut. */
  readonly promptChars: number;
  readonly finalChars: number;
  /** MiB. */
  readonly memoryMb: number;
  /** Characters of one print that are worth handing over. */
  readonly printChars: number;
  /** Prefix of names that are no variables. */
  readonly hidden: string;
  /** By which the code says what of `context` it uses. */
  readonly useNames: UseNames;
}

export interface GuestParts {
  readonly makeAnswerVariable: typeof makeAnswerVariable;
  readonly makeArguments: typeof makeArguments;
  readonly makeAsking: typeof makeAsking;
  readonly makeBuiltIns: typeof makeBuiltIns;
  readonly makeContextMethods: typeof makeContextMethods;
  readonly makeContextUse: typeof makeContextUse;
  readonly makeErrors: typeof makeErrors;
  readonly makeFormat: typeof makeFormat;
  readonly makeGivenNames: typeof makeGivenNames;
  readonly makeHistory: typeof makeHistory;
  readonly makeItemQueries: typeof makeItemQueries;
  readonly makeMatches: typeof makeMatches;
  readonly makeQueries: typeof makeQueries;
  readonly makeTextTools: typeof makeTextTools;
  readonly makeUnawaited: typeof makeUnawaited;
  readonly makeVariables: typeof makeVariables;
  readonly makeStructuredClone: typeof makeStructuredClone;
}

/** What `finish` tells of a cell, as JSON. */
export interface GuestReport {
  readonly final: string | null;
  readonly candidate: string | null;
  readonly notes: readonly string[];
  /** What of the text the code used itself. */
  readonly used: UsedParts;
  readonly variables: readonly { name: string; type: string; size: string }[];
}

/** By which the evaluator talks to the guest. All arguments and results are strings. */
export interface Guest {
  /** `+` and the names of built-in things that code had changed and that are back, or `-`: they can't be. */
  restore(): string;
  /** A cell begins, whose code has this file name: the given names come back. */
  begin(file: string): void;
  settle(call: string, ok: string, text: string, errorName: string): void;
  /** A GuestReport. `failed` is `yes` or `no`. */
  finish(failed: string): string;
  /** A thrown value as JSON {name, message, line}. */
  explain(thrown: unknown): string;
  /** Of a JSON list of names, one letter each: `o` the code's own, `g` given or built in, `-` unknown. */
  kindsOf(names: string): string;
  /** An expression is computed, between two cells: what it submits or drafts is not kept. */
  beginExpression(): void;
  /** JSON {text} of an answer's value, or {problem} where it can be none. */
  finishExpression(value: unknown): string;
  /** Another run takes the REPL up: nothing is submitted or drafted. */
  renew(): void;
  /** Gives the code this list, JSON, to read under a name that it has not taken: the name. */
  remember(list: string): string;
  /** Forgets what the cell still waits for. */
  abandon(): void;
  /** Adds to the variable of this name, an array, what a JSON array holds. */
  recover(name: string, entries: string): void;
  /** Throws when there are not so many bytes left. */
  reserve(bytes: string): void;
}

/**
 * Makes the REPL inside the interpreter: defines the given names and returns the Guest. The text of
 * this function and of the `parts` is evaluated there, so they can use nothing but the language.
 */
export function installGuest(host: GuestHost, settings: GuestSettings, parts: GuestParts): Guest {
  const { stringify, parse } = JSON;
  const { setPrototypeOf } = Object;
  // Enough frames to reach the cell from within functions that call each other.
  Reflect.set(Error, 'stackTraceLimit', 50);
  const builtIns = parts.makeBuiltIns();
  const listings = new WeakSet<object>();
  const names = parts.makeGivenNames();

  const asking = parts.makeAsking(host, settings.memoryMb, (error) => errors.isOutOfMemory(error));
  const check = parts.makeArguments(settings);
  const text = parts.makeTextTools(asking, settings, check, parts.makeMatches);
  const format = parts.makeFormat((value) => {
    if (listings.has(value)) return '';
    return value === submission.answer
      ? `answer (content: ${submission.candidate() ?? 'none'})`
      : text.special(value);
  });
  const errors = parts.makeErrors(format.show, settings.memoryMb);
  const queries = parts.makeQueries(
    host.call,
    () => host.room() !== '',
    parts.makeUnawaited(errors.lineOf),
    check,
  );
  const submission = parts.makeAnswerVariable((value) =>
    (queries.resultOf(value) ?? format.submit(value)).slice(0, settings.finalChars),
  );

  function print(...values: unknown[]): void {
    const [only] = values;
    // SHOW_VARS() has printed this itself, whether or not it stands inside a print.
    if (values.length === 1 && typeof only === 'object' && only !== null && listings.has(only))
      return;
    const { printChars } = settings;
    // There may be no room for a large text once more.
    const text = values.length === 1 ? format.show(only) : values.map(format.show).join(' ');
    const skipped = text.length + 1 - 2 * printChars;
    if (skipped <= 0) host.print(`${text}\n`, '0', '');
    else host.print(text.slice(0, printChars), String(skipped), `${text.slice(1 - printChars)}\n`);
  }

  function noSuchVariable(name: string): Error {
    const known = variables.list().map((variable) => variable.name);
    const list =
      known.length === 0 ? 'there are none yet' : `the variables are ${known.join(', ')}`;
    const shown = name.length > 60 ? `${name.slice(0, 60)}...` : name;
    return new ReferenceError(
      `FINAL_VAR: no variable is called ${stringify(shown)}; ${list}. FINAL_VAR takes a name in quotes; FINAL takes a value.`,
    );
  }

  const given: Record<string, unknown> = {
    ...queries.names,
    ...parts.makeItemQueries(queries, check).names,
    ...text.names,
    budget: () => parse(asking.text('budget', '')),
    print,
    structuredClone: parts.makeStructuredClone(),
    FINAL: submission.submit,
    FINAL_VAR(name: unknown): void {
      const found = name === 'answer' ? { value: submission.answer } : variables.find(String(name));
      if (typeof name !== 'string') submission.submit(name);
      else if (found === null) throw noSuchVariable(name);
      else submission.submit(found.value);
    },
    SHOW_VARS(): unknown {
      const list = variables.list();
      const rows = list.map(
        ({ name, type, size }) => `${name}: ${type}${size === '' ? '' : ` (${size})`}`,
      );
      print(rows.length === 0 ? 'No variables yet.' : rows.join('\n'));
      listings.add(list);
      return list;
    },
  };

  for (const name of Object.keys(given)) names.give(name, () => given[name]);
  const use = parts.makeContextUse(settings, text.context, (note) =>
    parts.makeContextMethods(settings, asking.whole, text.context as () => string, note),
  );
  use.offer(names.give('context', use.context));
  const [log, info, warn, error] = [print, print, print, print];
  const logging = { log, info, warn, error, debug: print, dir: print, table: print };
  let console = { ...logging };
  // Made anew: the code may have frozen the old one.
  names.onBegin(() => {
    console = { ...logging };
  });
  names.give('console', () => console);
  names.give('answer', () => submission.answer, submission.assign);
  const variables = parts.makeVariables(settings.hidden);

  const history = parts.makeHistory(variables, (name) => names.overwritten.add(name));

  /** Without what it would inherit: a `toJSON` of the code's own, for instance. */
  function bare<Value extends object>(value: Value): Value {
    return setPrototypeOf(value, null);
  }

  function begin(file: string): void {
    errors.begin(file);
    use.begin();
    names.begin();
    submission.take();
    queries.abandon();
  }

  function finish(failed: string): string {
    const notes = queries.unawaited.take();
    for (const name of names.overwritten) {
      const advice =
        name === 'answer'
          ? '. What you gave it is kept as answer.content, but not submitted: FINAL(answer.content) would do that.'
          : ': use another name for your own.';
      notes.push(`${name} is a name of the REPL and comes back before the next cell${advice}`);
    }
    const list = bare(variables.list().map(bare));
    // These may run code of the cell's own: getters, toJSON.
    const { final, notes: answerNotes } = submission.take();
    notes.push(...answerNotes);
    const report = {
      final: failed === 'no' ? final : null,
      candidate: submission.candidate(),
      notes: bare(notes),
      used: bare(use.report(failed === 'yes')),
      variables: list,
    };
    return stringify(bare(report));
  }

  return {
    restore() {
      const changed = builtIns.restore();
      return changed === null ? '-' : `+${changed}`;
    },
    begin,
    settle: (call, ok, reply, errorName) =>
      queries.settle(Number(call), ok === 'yes', reply, errorName),
    finish,
    explain: errors.explain,
    kindsOf(names) {
      let kinds = '';
      for (const name of parse(names)) kinds += variables.kindOf(name);
      return kinds;
    },
    beginExpression() {
      begin('answer');
      submission.hold();
    },
    finishExpression: (value) => stringify(bare(submission.release(value))),
    renew: submission.renew,
    remember: history.remember,
    abandon: queries.abandon,
    recover(name, entries) {
      const known = variables.find(name)?.value;
      const list: unknown[] = Array.isArray(known) ? known : [];
      list.push(...parse(entries));
      Reflect.set(globalThis, name, list);
    },
    reserve(bytes) {
      new ArrayBuffer(Number(bytes));
    },
  };
}
