import * as vscode from 'vscode';
import { deferred } from '../../core/deferred.ts';
import { EmptyQuestion } from '../../core/errors.ts';
import { cancellationFrom } from '../models/cancellation.ts';
import { plainLine } from '../plainText.ts';
import { sentenceOf } from '../sentences.ts';
import type { Drafts } from './drafts.ts';
import type { Forecast } from './forecast.ts';
import { describeForecast, describeOffer } from './forecastWords.ts';
import type { LastQuestions } from './lastQuestions.ts';
import { markPastedLines, mayBePaste, withLineMarks, withLines } from './lineMarks.ts';

/** ms that a paste may wait for the clipboard. */
const clipboardPatience = 1_000;
/** A browser guards the clipboard: VS Code asks for it there, so only who wants it to be read is asked. */
const inBrowser = vscode.env.uiKind === vscode.UIKind.Web;

/** What the question is about. */
export interface Subject {
  /** What a question that isn't asked is kept under. */
  readonly key: string;
  /** `Ask about platform.log`. */
  readonly title: string;
  /** How large it is, in words; null where that isn't known. Must not reject. */
  readonly size: Promise<string | null>;
  /** What is known before anything is sent; begun anew when models or settings have changed. */
  readonly foresee: (() => AsyncIterable<Forecast>) | null;
  /** What is said before what is known; null: nothing. */
  readonly hint: string | null;
  /** What stands in the box at first, unless a question was left there; null: the last question. */
  readonly initial: string | null;
}

/** What was typed, and whether it is to be asked plainly, with the whole text beside it. */
export interface TypedQuestion {
  readonly question: string;
  readonly isDirect: boolean;
}

/** What is remembered of questions. */
interface Remembered {
  readonly last: LastQuestions;
  readonly drafts: Drafts;
}

/**
 * Asks for the question. Resolves to null when the person gives up, or when `signal` fires (the text
 * can't be read, so there is nothing to ask). What was typed is kept either way, until its run is on its
 * way: whoever asks it takes it out of the drafts.
 */
export async function askQuestion(
  subject: Subject,
  { last, drafts }: Remembered,
  signal: AbortSignal,
): Promise<TypedQuestion | null> {
  const draft = drafts.of(subject.key);
  const offered = draft ?? subject.initial ?? last.all[0] ?? '';
  using box = new QuestionBox(subject, offered, last, signal);
  const typed = await box.typed;
  const left = box.value;
  if (typed !== null || left !== offered) await drafts.keep(subject.key, left);
  if (typed !== null) await last.add(typed.question);
  return typed;
}

class QuestionBox implements Disposable {
  readonly #input = vscode.window.createInputBox();
  readonly #subject: Subject;
  readonly #last: LastQuestions;
  readonly #signal: AbortSignal;
  readonly #outcome = deferred<TypedQuestion | null>();
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #history = {
    iconPath: new vscode.ThemeIcon('history'),
    tooltip: vscode.l10n.t('Last questions'),
  };
  readonly #paste = {
    iconPath: new vscode.ThemeIcon('clippy'),
    tooltip: vscode.l10n.t('Paste with line breaks'),
  };
  readonly #models = {
    iconPath: new vscode.ThemeIcon('symbol-method'),
    tooltip: vscode.l10n.t('Select models...'),
  };
  readonly #settings = {
    iconPath: new vscode.ThemeIcon('gear'),
    tooltip: vscode.l10n.t('Open settings'),
  };
  /** There while the forecast says that the text fits the model. */
  #direct: vscode.QuickInputButton | null = null;
  /** While something else that the box led to is shown: its hiding is no giving up then. */
  #away = false;
  /** Counts the forecasts, of which only the newest is shown. */
  #round = 0;
  /** What was in the box before its last change. */
  #before = '';
  /** While the clipboard is looked at for the lines of what was pasted. */
  #pasting: Promise<void> = Promise.resolve();

  constructor(subject: Subject, offered: string, last: LastQuestions, signal: AbortSignal) {
    this.#subject = subject;
    this.#last = last;
    this.#signal = signal;
    const input = this.#input;
    // Shown at once: what is typed before it shows would go into the document.
    input.title = plainLine(subject.title);
    input.placeholder = vscode.l10n.t('What do you want to know about this text?');
    input.prompt = subject.hint ?? vscode.l10n.t('reading the text');
    this.#put(withLineMarks(offered));
    this.#drawButtons();
    // The text may have to be looked at again while the question is thought of.
    input.ignoreFocusOut = true;
    this.#subscriptions = [
      input.onDidChangeValue((value) => {
        input.validationMessage = undefined;
        if (!inBrowser && mayBePaste(this.#before, value)) this.#pasting = this.#markLines(value);
        this.#before = value;
      }),
      input.onDidAccept(() => void this.#accept(false)),
      input.onDidHide(() => {
        if (!this.#away) this.#outcome.resolve(null);
      }),
      input.onDidTriggerButton((button) => {
        if (button === this.#direct) void this.#accept(true);
        else if (button === this.#paste) void this.#pasteLines();
        else void this.#leaveFor(button);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('rlm')) void this.#foresee();
      }),
    ];
    signal.addEventListener('abort', this.#abort);
    if (signal.aborted) this.#abort();
    else input.show();
    void subject.size.then((size) => {
      if (size !== null) input.title = plainLine(`${subject.title} · ${size}`);
    });
    void this.#foresee();
  }

  get typed(): Promise<TypedQuestion | null> {
    return this.#outcome.promise;
  }

  [Symbol.dispose](): void {
    this.#round += 1;
    this.#signal.removeEventListener('abort', this.#abort);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#input.dispose();
  }

  /** As it stands, whether it will be asked or not. */
  get value(): string {
    return withLines(this.#input.value);
  }

  readonly #abort = (): void => this.#outcome.resolve(null);

  #put(value: string): void {
    this.#input.value = value;
    this.#before = value;
  }

  /** A box has one line and makes blanks of line breaks: what was pasted gets marks in their places. */
  async #markLines(value: string): Promise<void> {
    const marked = markPastedLines(value, await readClipboard());
    if (marked !== null && this.#input.value === value) this.#put(marked);
  }

  async #pasteLines(): Promise<void> {
    const clipboard = (await vscode.env.clipboard.readText()).trim();
    const before = this.#input.value;
    this.#put(markPastedLines(before, clipboard) ?? before + withLineMarks(clipboard));
  }

  async #accept(isDirect: boolean): Promise<void> {
    await this.#pasting;
    const question = this.value.trim();
    if (question === '') this.#input.validationMessage = sentenceOf(new EmptyQuestion());
    else this.#outcome.resolve({ question, isDirect });
  }

  #drawButtons(): void {
    this.#input.buttons = [
      ...(this.#direct === null ? [] : [this.#direct]),
      ...(inBrowser ? [this.#paste] : []),
      ...(this.#last.all.length > 0 ? [this.#history] : []),
      this.#models,
      this.#settings,
    ];
  }

  /** Drawn anew only where it changes: a button that has the focus would lose it. */
  #offer(tooltip: string | null): void {
    if (tooltip === (this.#direct?.tooltip ?? null)) return;
    this.#direct = tooltip === null ? null : { iconPath: new vscode.ThemeIcon('zap'), tooltip };
    this.#drawButtons();
  }

  async #foresee(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const { foresee } = this.#subject;
    if (foresee === null) return;
    for await (const forecast of foresee()) {
      if (round !== this.#round) return;
      const { hint } = this.#subject;
      const known = describeForecast(forecast);
      const offer = describeOffer(forecast);
      this.#offer(offer);
      const choice = offer === null ? known : `${known} · ${offer}`;
      this.#input.prompt = plainLine(hint === null ? choice : `${hint} ${asSentence(choice)}`);
    }
  }

  /** Shows what the button is for, and the box again after it. */
  async #leaveFor(button: vscode.QuickInputButton): Promise<void> {
    if (button === this.#settings) {
      // They open behind the box, which stays with what is typed in it.
      await vscode.commands.executeCommand('rlm.openSettings');
      return;
    }
    this.#away = true;
    try {
      if (button === this.#history) await this.#chooseLast();
      else await vscode.commands.executeCommand('rlm.selectModels');
    } finally {
      this.#away = false;
      if (!this.#signal.aborted) this.#input.show();
      void this.#foresee();
    }
  }

  async #chooseLast(): Promise<void> {
    using cancellation = cancellationFrom(this.#signal);
    const title = vscode.l10n.t('Last questions');
    const placeHolder = vscode.l10n.t('The chosen one can be changed before it is asked');
    const chosen = await vscode.window.showQuickPick(
      this.#last.all.map((question) => ({ label: plainLine(question), question })),
      { title, placeHolder },
      cancellation.token,
    );
    if (chosen !== undefined) this.#put(withLineMarks(chosen.question));
  }
}

/** `''` where it can't be had in time: nothing waits for it. */
async function readClipboard(): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(''), clipboardPatience);
  });
  try {
    return await Promise.race([vscode.env.clipboard.readText(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Begun with a capital, since it follows a sentence. */
function asSentence(line: string): string {
  return `${line.slice(0, 1).toLocaleUpperCase()}${line.slice(1)}`;
}
