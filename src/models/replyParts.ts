import type { Reported } from './usage.ts';

/** A reply as it gathers: text and reasoning up to a number of characters, what is reported of it. */
export class ReplyParts {
  text = '';
  thoughts = '';
  /** The last that was reported. */
  usage: Reported | null = null;
  readonly mostChars: number;
  readonly #onText: (piece: string) => void;
  readonly #calls = new Map<number, { name: string; arguments: string }>();

  constructor(mostChars: number, onText: (piece: string) => void) {
    this.mostChars = mostChars;
    this.#onText = onText;
  }

  addText(piece: string): void {
    if (piece === '') return;
    this.text += piece;
    this.#onText(piece);
  }

  addThought(piece: string): void {
    this.thoughts += piece;
  }

  /** A call of a tool, or the next piece of one; `at` tells several apart. */
  addCall(at: number, name: string, args: string): void {
    const known = this.#calls.get(at) ?? { name: '', arguments: '' };
    this.#calls.set(at, { name: known.name || name, arguments: known.arguments + args });
  }

  get isFull(): boolean {
    const calls = [...this.#calls.values()].reduce((sum, call) => sum + call.arguments.length, 0);
    return this.text.length + this.thoughts.length + calls > this.mostChars;
  }

  /** A model that calls tools, though none were offered, says so in text, which can be answered. */
  end(): void {
    if (this.text.trim() !== '') return;
    for (const { name, arguments: given } of this.#calls.values())
      this.addText(
        `<tool_call>${JSON.stringify({ name, arguments: readArguments(given) })}</tool_call>`,
      );
  }
}

function readArguments(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

/** Text of content parts, and what is thinking among them. */
export function readContent(content: unknown): { text: string; thoughts: string } {
  if (typeof content === 'string') return { text: content, thoughts: '' };
  let text = '';
  let thoughts = '';
  for (const part of Array.isArray(content) ? content : []) {
    const { type, text: own, thinking, reasoning, refusal } = Object(part) as ContentPart;
    if (/thinking|reasoning|thought/.test(String(type))) {
      thoughts += textOf(thinking ?? reasoning ?? own);
    } else {
      text += typeof part === 'string' ? part : textOf(own ?? refusal);
    }
  }
  return { text, thoughts };
}

interface ContentPart {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly reasoning?: unknown;
  readonly refusal?: unknown;
}

/** A string, or the texts of parts, as Mistral nests them. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value.map((part: unknown) => textOf(Object(part).text)).join('');
}
