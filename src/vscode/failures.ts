import type * as vscode from 'vscode';
import { ExpectedError } from '../core/errors.ts';
import { remediesFor } from '../protocol/remedies.ts';
import { notify, type Remedy, remedies } from './notifications.ts';
import { plainLine } from './plainText.ts';
import { sentenceOf } from './sentences.ts';

/** Nothing in the editor has a text to ask about. */
export class NoTextOpen extends ExpectedError {
  constructor() {
    super('Open a file first, or choose one in the explorer: there is no text to ask about.');
  }
}
export class NothingSelected extends ExpectedError {
  constructor() {
    super('Select the text to ask about first.');
  }
}
/** `why`: what was left out, in whole sentences; `''` when nothing was there at all. */
export class NoTextInFolder extends ExpectedError {
  constructor(label: string, why: string) {
    super(`No text file of "${label}" is left to ask about. ${why}`.trim(), { label, why });
  }
}
export class WorkspaceNotTrusted extends ExpectedError {
  constructor() {
    super(
      'This workspace is not trusted. A run sends its text to a language model and executes code that the model writes. Trust the workspace to ask questions. You can still read earlier runs.',
    );
  }
}
/** A run of the offline demo is to go on, and a model is connected. */
export class AnsweredByDemo extends ExpectedError {
  constructor() {
    super(
      'The offline demo answered this run, and a model is connected now. Run it again instead.',
    );
  }
}
/** A run that a model answered is to go on, and none is connected. */
export class NoModelConnected extends ExpectedError {
  constructor() {
    super('A model answered this run, and none is connected now. Connect a model first.');
  }
}
export class RunNotFound extends ExpectedError {
  constructor() {
    super('This run no longer exists.');
  }
}
/** `why`: a sentence. */
export class TextGone extends ExpectedError {
  constructor(label: string, why: string) {
    super(`The text of "${label}" can't be read again. ${why}`, { label, why });
  }
}
export class PlaceNotFound extends ExpectedError {
  constructor(why: string) {
    super(`The place can't be opened: ${why}.`, { why });
  }
}

/** No extension offers one, or none whose person is signed in. */
export class NoLanguageModel extends ExpectedError {
  constructor() {
    super(
      'No extension offers VS Code a language model. Install one that does, such as GitHub Copilot, and sign in; or set rlm.provider to another value.',
    );
  }
}
/** The person's consent, or their organization's. */
export class LanguageModelNotAllowed extends ExpectedError {
  constructor(vendor: string, model: string) {
    super(
      `RLM may not use ${model} of "${vendor}": that was not allowed. Allow it under "Manage Language Model Access..." in the Accounts menu.`,
      { vendor, model },
    );
  }
}
export class LanguageModelBlocked extends ExpectedError {
  constructor(vendor: string, model: string, why: string) {
    super(
      `The provider "${vendor}" blocks requests to ${model} for now: ${why}. Try again later, or choose another model.`,
      { vendor, model, why },
    );
  }
}

/** What a failure is, where only its name and sentence came through (a run's result has no more). */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** Shows failures to people: a sentence, a way on, and the log for what it can't say. */
export class Failures {
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** Logs and notifies; doesn't wait for the person. */
  report(failure: unknown): void {
    const expected = failure instanceof ExpectedError;
    const sentence = sentenceOf(failure);
    if (expected) this.#log.warn(plainLine(`${failure.name}: ${failure.message}`));
    else if (failure instanceof Error) this.#log.error(failure);
    else this.#log.error(plainLine(sentence));
    this.#notify(sentence, failure instanceof Error ? failure.name : '');
  }

  /**
   * The same for the end of a run; `about`: null where its page shows, which says it and offers the same
   * ways on, else which run it is and how to see it.
   */
  reportRun(
    failure: Failure,
    about: { readonly said: string; readonly ways: readonly Remedy[] } | null,
  ): void {
    this.#log.warn(plainLine(`The run failed. ${failure.name}: ${failure.message}`));
    if (about !== null)
      this.#notify(`${about.said} · ${failure.message}`, failure.name, about.ways);
  }

  /** A fault that keeps nobody from going on. */
  warn(sentence: string, cause: unknown): void {
    this.#log.warn(plainLine(sentence), cause);
    notify('warning', sentence);
  }

  /** For bugs that nobody waits for: logged with their stack. */
  log(fault: Error): void {
    this.#log.error(fault);
  }

  #notify(sentence: string, name: string, ways: readonly Remedy[] = []): void {
    const trust = name === 'WorkspaceNotTrusted' ? [remedies.manageTrust()] : [];
    const helping = remediesFor(name).map((each) => remedies[each]());
    notify('error', sentence, [...trust, ...ways, ...helping]);
  }
}
