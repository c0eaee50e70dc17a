/**
 * What a cell prints, kept up to a cap: its head and its tail, with the number of characters left
 * out between. `total` counts everything.
 */
export class CellOutput {
  private readonly half: number;
  private head = '';
  private tail = '';
  private count = 0;
  private filled = false;

  /** @param cap characters kept, half of them of the head. */
  constructor(cap: number) {
    this.half = Math.floor(cap / 2);
  }

  /** @param skipped characters that stood between `text` and `rest` and were left out before. */
  add(text: string, skipped = 0, rest = ''): void {
    this.count += text.length + skipped + rest.length;
    this.keep(text);
    if (skipped > 0) this.fill();
    this.keep(rest);
  }

  /** Begins anew. */
  clear(): void {
    this.head = '';
    this.tail = '';
    this.count = 0;
    this.filled = false;
  }

  get total(): number {
    return this.count;
  }

  /** The kept text. */
  read(): string {
    const tail = this.tail.length > this.half ? this.tail.slice(-this.half) : this.tail;
    const left = this.count - this.head.length - tail.length;
    if (left <= 0) return this.head + tail;
    const [first, last] = [wholeEnd(this.head), wholeStart(tail)];
    const omitted = this.count - first.length - last.length;
    return `${first}\n... ${omitted.toLocaleString('en-US')} characters left out ...\n${last}`;
  }

  private keep(text: string): void {
    const room = this.filled ? 0 : this.half - this.head.length;
    this.head += text.slice(0, Math.max(0, room));
    if (text.length <= room) return;
    this.tail += text.slice(Math.max(0, room));
    // Trimmed now and then only: each character is copied a bounded number of times.
    if (this.tail.length > 4 * this.half) this.tail = this.tail.slice(-this.half);
  }

  /** After a gap the head can't go on: what follows belongs to the tail. */
  private fill(): void {
    this.filled = true;
  }
}

/** Without half of a surrogate pair at its end. */
function wholeEnd(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

function wholeStart(text: string): string {
  return /^[\uDC00-\uDFFF]/.test(text) ? text.slice(1) : text;
}
