import type { Context, ContextDescription } from '../../core/context.ts';
import type { CitedLines, Covered, LineRange, QuotePlace } from '../../core/environment.ts';
import { ContextText } from '../text/contextText.ts';
import { KnownParts } from './knownParts.ts';
import type { LiveWorker } from './liveWorker.ts';

/** Characters up to which a text is described right here, before any worker has started. */
const describedHere = 2_000_000;

/** What is asked about a REPL's text: its worker answers, which has read it already. */
export class TextQuestions {
  /** What was seen, shown and searched: a worker knows only what it was told itself. */
  readonly known = new KnownParts();
  readonly #context: Context;
  readonly #live: LiveWorker;
  readonly #isOver: () => boolean;

  /** @param parts.isOver the run was stopped, or has no time left. */
  constructor(parts: {
    readonly context: Context;
    readonly live: LiveWorker;
    readonly isOver: () => boolean;
  }) {
    this.#context = parts.context;
    this.#live = parts.live;
    this.#isOver = parts.isOver;
  }

  async describe(): Promise<ContextDescription> {
    const chars = this.#context.items.reduce((sum, { text }) => sum + text.length, 0);
    if (chars <= describedHere) return new ContextText(this.#context).describe();
    return this.#live.ask('describe', null);
  }

  async cite(ranges: readonly LineRange[]): Promise<readonly (CitedLines | null)[]> {
    return this.#withoutWorker?.cite(ranges) ?? this.#live.ask('cite', ranges);
  }

  async locate(quotes: readonly string[]): Promise<readonly (QuotePlace | null)[]> {
    return this.#withoutWorker?.locate(quotes) ?? this.#live.ask('locate', quotes);
  }

  async holds(texts: readonly string[]): Promise<boolean> {
    return this.#withoutWorker?.holds(texts) ?? this.#live.ask('holds', texts);
  }

  async cover(texts: readonly string[], isAnswered: boolean): Promise<Covered> {
    const { news, ...covered } = await this.#live.ask('cover', { texts, isAnswered });
    this.known.add(news);
    return covered;
  }

  /** A run that is over ends without the wait for a place and the start of another worker. */
  get #withoutWorker(): ContextText | null {
    if (!this.#isOver() || this.#live.current !== null) return null;
    const text = new ContextText(this.#context);
    text.know(this.known.all());
    return text;
  }
}
