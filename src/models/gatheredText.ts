/** Characters after which a beginning that comes again is no chance. */
const leastRepeated = 16;
/** Pieces for which it may stay unclear how a server sends. */
const mostOpen = 16;
/** Pieces after which one that is as long as all of them is no piece. */
const leastPieces = 3;

/**
 * The text of a stream, put together. Most servers send each part once; some send all of it so far
 * again and again, or once in the middle of their parts.
 */
export class GatheredText {
  #text = '';
  #pieces = 0;
  /** Pieces of which each begins with the one before: parts or wholes, that isn't clear yet. */
  #open: string[] = [];
  #kind: 'open' | 'parts' | 'wholes' = 'open';
  /** The beginning of the text that was looked at last. */
  #start = '';
  /** Characters that were handed out as new. */
  #shown = 0;

  get text(): string {
    if (this.#kind !== 'open') return this.#text;
    return this.#growths >= 2 && isVaried(this.#last) ? this.#last : this.#open.join('');
  }

  /** Returns what is new; that can wait while it isn't clear how the server sends. */
  add(piece: string): string {
    if (piece === '') return '';
    this.#pieces += 1;
    if (this.#kind === 'open') return this.#addOpen(piece);
    // Only what is new is added: cutting it out of all the text would copy that for each piece.
    const added = this.#kind === 'wholes' || this.#isReplay(piece) ? this.#newOf(piece) : piece;
    this.#text += added;
    this.#shown += added.length;
    return added;
  }

  /** What was still waiting, once the stream is over. */
  end(): string {
    const { text } = this;
    this.#settle(text, 'parts');
    return text.slice(this.#shown);
  }

  get #last(): string {
    return this.#open.at(-1) ?? '';
  }

  get #growths(): number {
    return this.#open.filter((piece, at) => piece.length > (this.#open[at - 1]?.length ?? Infinity))
      .length;
  }

  #addOpen(piece: string): string {
    this.#weigh(piece);
    if (this.#kind === 'open') {
      if (this.#pieces > 1) return '';
      this.#shown = piece.length;
      return piece;
    }
    const added = this.#text.slice(this.#shown);
    this.#shown = this.#text.length;
    return added;
  }

  #weigh(piece: string): void {
    const last = this.#last;
    const goesOn = this.#pieces === 1 || piece.startsWith(last);
    this.#open.push(piece);
    if (!goesOn || this.#open.length > mostOpen) this.#settle(this.#open.join(''), 'parts');
    else if (piece.length > last.length && last.length >= leastRepeated && isVaried(last))
      this.#settle(piece, 'wholes');
  }

  #settle(text: string, kind: 'parts' | 'wholes'): void {
    this.#text = text;
    this.#start = text;
    this.#kind = kind;
    this.#open = [];
  }

  /** What a piece adds that may be all of the text so far. */
  #newOf(piece: string): string {
    // The text is in pieces itself, and is put together to be compared: not for a short piece.
    if (piece.length > this.#start.length) this.#start = this.#text;
    if (this.#start.startsWith(piece)) return '';
    return piece.startsWith(this.#text) ? piece.slice(this.#text.length) : piece;
  }

  /** All that came before, once more. */
  #isReplay(piece: string): boolean {
    const { length } = this.#text;
    return (
      this.#pieces > leastPieces &&
      length >= leastRepeated &&
      piece.length >= length &&
      piece.startsWith(this.#text) &&
      isVaried(this.#text)
    );
  }
}

/** Not a line of dashes, nor one word again and again. */
function isVaried(text: string): boolean {
  const head = text.slice(0, 1_000);
  return new Set(head).size > 2 && `${head}${head}`.indexOf(head, 1) === head.length;
}
