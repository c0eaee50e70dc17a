import { GatheredText } from './gatheredText.ts';
import type { Reported } from './usage.ts';

/** A reply as it gathers: text and reasoning up to a number of characters, what is reported of it. */
export class ReplyParts {
  readonly #text = new GatheredText();
  readonly #thoughts = new GatheredText();
  /** The last that was reported. */
  usage: Reported | null = null;
  readonly mostChars: number;
  readonly #onText: (piece: string) => void;
  /** Characters of calls, and one at least for each piece of one. */
  #callChars = 0;
  readonly #calls = new Map<number, { name: string; arguments: string }>();

  constructor(mostChars: number, onText: (piece: string) => void) {
    this.mostChars = mostChars;
    this.#onText = onText;
  }

  get text(): string {
    return this.#text.text;
  }

  get thoughts(): string {
    return this.#thoughts.text;
  }

  addText(piece: string): void {
    this.#show(this.#text.add(piece));
  }

  addThought(piece: string): void {
    this.#thoughts.add(piece);
  }

  /** A call of a tool, or the next piece of one; `at` tells several apart. */
  addCall(at: number, name: string, args: string): void {
    this.#callChars += Math.max(1, name.length + args.length);
    const known = this.#calls.get(at) ?? { name: '', arguments: '' };
    this.#calls.set(at, { name: known.name || name, arguments: known.arguments + args });
  }

  get isFull(): boolean {
    return this.text.length + this.thoughts.length + this.#callChars > this.mostChars;
  }

  /** A model that calls tools, though none were offered, says so in text, which can be answered. */
  end(): void {
    this.#show(this.#text.end());
    if (this.text.trim() !== '') return;
    for (const { name, arguments: given } of this.#calls.values())
      this.addText(
        `<tool_call>${JSON.stringify({ name, arguments: readArguments(given) })}</tool_call>`,
      );
  }

  #show(piece: string): void {
    if (piece !== '') this.#onText(piece);
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
  for (const part of listOf(content)) {
    const { type, text: own, thinking, reasoning, refusal } = Object(part) as ContentPart;
    if (typeof type === 'string' && /thinking|reasoning|thought/.test(type)) {
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

/** A list that a server sends; empty where it sends anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Lists within lists that are looked into for texts. */
const deepest = 6;

/** A string, or the texts of parts, as Mistral nests them. */
export function textOf(value: unknown, level = 0): string {
  if (typeof value === 'string') return value;
  if (level > deepest) return '';
  return listOf(value)
    .map((part) => textOf(Object(part).text, level + 1))
    .join('');
}
