import {
  cutAnswerNote,
  earlyNote,
  failedValueNote,
  formatStringNotes,
  noAnswerNote,
  nothingNote,
  quotationNote,
  spokenWordNote,
  takenUnconfirmed,
  tooManyNamesNote,
  unknownNamesNote,
  unknownVariableNote,
} from './answerNotes.ts';
import { cutAnswer, type ReplyCut } from './cutReplies.ts';
import type { Environment } from './environment.ts';
import { ExpectedError } from './errors.ts';
import { fill, isPlaceholder, namesIn } from './reply/placeholder.ts';
import type { ProseAnswer } from './reply/readReply.ts';
import type { RunScope } from './scope.ts';

/** An answer as it is submitted. */
export interface Submitted {
  readonly text: string;
  /** The expression whose value it is; null: it is as it was written, or code submitted it. */
  readonly expression: string | null;
  /** Why it was taken though something speaks against it; null: nothing does. */
  readonly reason: string | null;
  /** It is what the model says beside code that is not run any more: a step on its way. */
  readonly isStep?: boolean;
}

/** What stands beside an answer in its reply. */
export interface Beside {
  /** A cell of the reply has printed something, which the model had not seen. */
  readonly hasPrinted: boolean;
  /** No further reply will be asked for. */
  readonly isLast: boolean;
  /** How the reply was cut; null: it is whole. */
  readonly cut: ReplyCut | null;
}

/** What comes of an answer in prose. */
export interface Verdict {
  /** It counts. */
  readonly answer: Submitted | null;
  /** It doesn't count yet, but would where the run ends with this reply. */
  readonly held: Submitted | null;
  /** What the model is told where it doesn't count. */
  readonly note: string | null;
}

interface Read {
  readonly text: string;
  /** Null: it stands as it was written. */
  readonly expression: string | null;
}

/** Answers of one run that are held back; then one counts as it stands. */
const mostHeld = 3;
/** Of a final block that are looked up. */
const mostNames = 100;
/** Characters of outputs in which quotations are looked for. */
const mostHeard = 2_000_000;
/** Characters of a line by which a quotation is known. */
const mostLooked = 1_000;
const bareWord = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const nothings: ReadonlySet<string> = new Set(['undefined', 'null', 'None', 'NaN']);

/** Decides which answers in the prose of one run's replies count, and when. */
export class ProseAnswers {
  readonly #scope: RunScope;
  readonly #environment: Environment;
  /** Those that were held back, without their white space. */
  readonly #held = new Set<string>();
  #timesHeld = 0;
  /** What the model is told once only. */
  readonly #told = new Set<string>();
  /** Outputs in which a line of an answer could stand, oldest first. */
  #heard: string[] = [];

  constructor(scope: RunScope, environment: Environment) {
    this.#scope = scope;
    this.#environment = environment;
  }

  /** The model will see these outputs: an answer that stands in them is perhaps a quotation. */
  hear(outputs: readonly string[]): void {
    this.#heard.push(...outputs.filter((output) => /FINAL|final/.test(output)));
    let chars = this.#heard.reduce((sum, { length }) => sum + length, 0);
    while (chars > mostHeard) chars -= this.#heard.shift()?.length ?? 0;
  }

  async judge(answer: ProseAnswer, beside: Beside): Promise<Verdict> {
    const { cut, hasPrinted, isLast } = beside;
    const isCut = cut !== null && !answer.isClosed;
    const reason = isCut ? cutAnswer(cut) : null;
    if (isCut && !isLast && this.#tellsNow('cut')) {
      const text = answer.kind === 'variable' ? '' : answer.text;
      const held = text === '' ? null : { text, expression: null, reason };
      return { answer: null, held, note: cutAnswerNote };
    }
    const read = await this.#read(answer, this.#scope.signal);
    if (typeof read === 'string') return { answer: null, held: null, note: read };
    const submitted: Submitted = { ...read, reason };
    const counts = { answer: submitted, held: null, note: null };
    const key = read.text.trim().replace(/\s+/g, ' ');
    if (read.expression !== null || this.#held.has(key)) return counts;
    const isQuotation = await this.#isQuotation(answer);
    if (!isQuotation && (!hasPrinted || isLast)) return counts;
    if (this.#timesHeld === mostHeld) {
      return { ...counts, answer: { ...submitted, reason: reason ?? takenUnconfirmed(mostHeld) } };
    }
    this.#timesHeld += 1;
    this.#held.add(key);
    this.#scope.record({
      type: 'notice',
      text: isQuotation
        ? 'An answer was held back, because its line stands in the text or in an output: it may be a quotation.'
        : 'An answer was held back, because the model had not seen the output of the code beside it.',
    });
    return isQuotation
      ? { answer: null, held: null, note: quotationNote }
      : { answer: null, held: submitted, note: earlyNote };
  }

  /** The answer to the last question of a run, which is not asked about; null where it is none. */
  async last(
    answer: ProseAnswer,
    cut: ReplyCut | null,
    signal: AbortSignal,
  ): Promise<Submitted | null> {
    const read = await this.#read(answer, signal, true);
    if (typeof read === 'string') return null;
    return { ...read, reason: cut === null || answer.isClosed ? null : cutAnswer(cut) };
  }

  /** FINAL in code that isn't run any more: a value, or a string. */
  async lastInCode(answer: ProseAnswer, signal: AbortSignal): Promise<Submitted | null> {
    const submitted = await this.last(answer, null, signal);
    const isCode = answer.kind === 'text' && !answer.quoted;
    return isCode && submitted?.expression === null ? null : submitted;
  }

  /** As text, or what the model is to be told. `isLast`: what is told once was told. */
  async #read(answer: ProseAnswer, signal: AbortSignal, isLast = false): Promise<Read | string> {
    const read =
      answer.kind === 'text'
        ? await this.#readText(answer, signal, isLast)
        : answer.kind === 'variable'
          ? await this.#readVariable(answer.name, signal)
          : await this.#readBlock(answer.text, signal, isLast);
    return typeof read !== 'string' && isPlaceholder(read.text) ? noAnswerNote : read;
  }

  async #readText(
    answer: Extract<ProseAnswer, { kind: 'text' }>,
    signal: AbortSignal,
    isLast: boolean,
  ): Promise<Read | string> {
    const { text, source, behind, quoted } = answer;
    const { language } = this.#scope.request.options;
    const evaluated = await this.#environment.evaluate(source, signal).catch((error: unknown) => {
      // Words need no sandbox.
      if (error instanceof ExpectedError) return { kind: 'text' } as const;
      throw error;
    });
    if (evaluated.kind === 'value') {
      // `FINAL([answer])` keeps a place, and `answer` itself is an object.
      const isEmpty = isPlaceholder(source) && /"content": ?""/.test(evaluated.text);
      return isEmpty ? noAnswerNote : { text: evaluated.text, expression: source };
    }
    const asks = (kind: string): boolean => !isLast && this.#tellsNow(`${kind} ${source}`);
    // `FINAL(answer) is what I will call`, also where nothing is drafted in `answer`.
    const isSpokenOf = !quoted && isProse(behind) && bareWord.test(source);
    if (isSpokenOf && asks('word')) return spokenWordNote(source);
    if (evaluated.kind === 'failed' && !isSpokenOf)
      return failedValueNote(source, evaluated.message);
    if (!quoted && nothings.has(source) && asks('nothing')) return nothingNote(source);
    if (isFormatString(source, quoted) && asks('string')) return formatStringNotes[language];
    return { text, expression: null };
  }

  async #readVariable(name: string, signal: AbortSignal): Promise<Read | string> {
    const evaluated = await this.#environment.evaluate(name, signal);
    if (evaluated.kind === 'value') return { text: evaluated.text, expression: name };
    if (evaluated.kind === 'failed') return failedValueNote(name, evaluated.message);
    return unknownVariableNote(name, await this.#environment.variables());
  }

  async #readBlock(block: string, signal: AbortSignal, isLast: boolean): Promise<Read | string> {
    const values = new Map<string, string>();
    const unknown: string[] = [];
    const names = namesIn(block);
    const beyond = names.slice(mostNames);
    for (const name of names.slice(0, mostNames)) {
      const evaluated = await this.#environment.evaluate(name, signal);
      if (evaluated.kind === 'failed') return failedValueNote(name, evaluated.message);
      if (evaluated.kind === 'value') values.set(name, evaluated.text);
      else unknown.push(name);
    }
    const left = [...unknown, ...beyond];
    // Where no name is a variable, none is meant as one, unless not all of them were looked up.
    const mayMean = left.length > 0 && (values.size > 0 || beyond.length > 0);
    if (mayMean && !isLast && this.#tellsNow(`names ${left.join()}`)) {
      return beyond.length > 0
        ? tooManyNamesNote(left.length, mostNames)
        : unknownNamesNote(unknown, await this.#environment.variables());
    }
    if (values.size === 0) return { text: block, expression: null };
    return {
      text: fill(block, values),
      expression: [...values.keys()].map((name) => `{{${name}}}`).join(' '),
    };
  }

  /** True the first time that this is asked. */
  #tellsNow(what: string): boolean {
    const isNew = !this.#told.has(what);
    this.#told.add(what);
    return isNew;
  }

  /** Its first line stands verbatim in the Context or in an output. */
  async #isQuotation(answer: ProseAnswer): Promise<boolean> {
    const looked = beginningsOf(answer);
    if (looked.length === 0) return false;
    if (this.#heard.some((output) => looked.some((line) => output.includes(line)))) return true;
    try {
      return await this.#environment.holds(looked);
    } catch (error) {
      // An answer counts, though the sandbox is gone.
      if (!(error instanceof ExpectedError)) throw error;
      return false;
    }
  }
}

/** Not a mark that the model's template leaked, nor punctuation. */
function isProse(behind: string): boolean {
  return /\p{L}/u.test(behind.slice(0, mostLooked).replace(/<[^<>]*>/g, ''));
}

/** `f"... {name} ..."`, whose fields were not read. */
function isFormatString(source: string, wasRead: boolean): boolean {
  const quote = /^(?:[fF][rR]?|[rR][fF])(["'])/.exec(source)?.[1];
  if (quote === undefined || wasRead) return false;
  return source.length > 3 && source.endsWith(quote) && source.includes('{');
}

/** How an answer begins, in the ways in which lines end: by which it would be known in a text. */
function beginningsOf(answer: ProseAnswer): readonly string[] {
  const content =
    answer.kind === 'text' ? answer.source : answer.kind === 'block' ? answer.text : '';
  const [first = ''] = content.split('\n');
  const bare = answer.line.trim();
  const line =
    answer.kind === 'block' ? bare : bare.slice(bare.indexOf('FINAL')).replace(/[\s*.]+$/, '');
  const isOpeningAlone = answer.kind === 'block' || /\($/.test(line);
  if (!isOpeningAlone) return [line.slice(0, mostLooked)];
  if (first.trim() === '') return [];
  return ['\n', '\r\n'].map((end) => `${line}${end}${first}`.slice(0, mostLooked));
}
