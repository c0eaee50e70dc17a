import type { RunEventBody } from './events.ts';
import { number } from './prompts.ts';
import { endsOf } from './textEnds.ts';

/** Characters of one tree's record. */
export interface RecordLimits {
  /** From here on prompts, outputs and errors are kept with head and tail alone. */
  readonly whole: number;
  /** Here the run ends. */
  readonly most: number;
}

export const usualRecordLimits: RecordLimits = { whole: 200_000_000, most: 1_000_000_000 };

/** Characters that are left of a text which code chose, once the record is long. */
const shortenedChars = 2_048;
/** Texts of a child's context that are named then. */
const mostSources = 100;
/** What numbers, commas and quotation marks of one field come to. */
const fieldChars = 8;

/**
 * How long the record of one tree is. What models were paid for, their replies and the code in them,
 * is kept whole; what code makes of nothing, prompts, outputs and errors, is shortened in a long one, and
 * what the root model was sent is left out.
 */
export class RecordBound {
  readonly #limits: RecordLimits;
  readonly #onFull: () => void;
  #chars = 0;
  #hasSaid = false;

  /** `onFull` is called once, when the record has reached its most. */
  constructor(onFull: () => void, limits: RecordLimits = usualRecordLimits) {
    this.#onFull = onFull;
    this.#limits = limits;
  }

  /** Characters. */
  get most(): number {
    return this.#limits.most;
  }

  get isFull(): boolean {
    return this.#chars >= this.#limits.most;
  }

  /** The event as it is recorded, and a sentence for the user when it is the first that was shortened. */
  fit(body: RunEventBody): { readonly body: RunEventBody; readonly notice: string | null } {
    const wasFull = this.isFull;
    const isLong = this.#chars + charsOf(body) > this.#limits.whole;
    const fitting = isLong ? shortened(body) : body;
    this.#chars += charsOf(fitting);
    if (!wasFull && this.isFull) this.#onFull();
    if (fitting === body || this.#hasSaid) return { body: fitting, notice: null };
    this.#hasSaid = true;
    return { body: fitting, notice: longRecordText(this.#limits.whole) };
  }
}

function longRecordText(chars: number): string {
  return (
    `The record of this run has reached ${megabytes(chars)} MB: from here on, only the beginning ` +
    'and the end of long prompts, outputs and errors are kept in it. Models get them whole.'
  );
}

/** In millions of characters, as people read it. */
export function megabytes(chars: number): string {
  return String(Math.max(1, Math.round(chars / 1_000_000)));
}

/** The same object where nothing of it is long. */
function shortened(body: RunEventBody): RunEventBody {
  switch (body.type) {
    case 'call.started':
      return isShort(body.prompt) ? body : { ...body, prompt: ends(body.prompt) };
    case 'cell.finished':
    case 'call.finished': {
      const { error } = body;
      const told =
        error === null || isShort(error.message)
          ? error
          : { ...error, message: ends(error.message) };
      if (body.type === 'call.finished')
        return told === error ? body : ({ ...body, error: told } as typeof body);
      if (told === error && isShort(body.output)) return body;
      return { ...body, error: told, output: ends(body.output) } as typeof body;
    }
    case 'model.replied': {
      // It says again what replies and outputs have said.
      if (body.sent === undefined) return body;
      const { sent: _sent, resent: _resent, ...replied } = body;
      return replied;
    }
    case 'run.started': {
      const { question, context } = body;
      // Those of the root are what a person asked about.
      const isChild = (body.call ?? null) !== null;
      if (!isChild || (isShort(question) && context.sources.length <= mostSources)) return body;
      const sources = context.sources.slice(0, mostSources);
      return { ...body, question: ends(question), context: { ...context, sources } };
    }
    default:
      return body;
  }
}

function isShort(text: string): boolean {
  return text.length <= shortenedChars;
}

const notKept = 'characters are not kept in this record ...';

/** Whether the middle of a recorded text is missing. */
export function isShortened(text: string): boolean {
  return text.length <= 2 * shortenedChars && text.includes(notKept);
}

function ends(text: string): string {
  if (isShort(text)) return text;
  const { head, tail } = endsOf(text, shortenedChars);
  const left = number(text.length - head.length - tail.length);
  return `${head}\n... ${left} ${notKept}\n${tail}`;
}

/** About what it takes as JSON. */
function charsOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return fieldChars;
  return Object.entries(value).reduce(
    (sum, [name, part]) => sum + name.length + fieldChars + charsOf(part),
    0,
  );
}
