import { maxCellOutputChars } from '../../protocol/sandbox.ts';

/** What a cell prints first is told at once: it is all that is left if it must be killed. */
const promptPrints = 20;
/** ms between two messages about what was printed, later on. */
const printedMs = 100;

/** What a cell has printed and the host hasn't heard of yet. */
export class PrintedFeed {
  readonly #send: (text: string) => void;
  #unsent = '';
  #chars = 0;
  #prints = 0;
  #sentAt = 0;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  clear(): void {
    this.#unsent = '';
    this.#chars = 0;
    this.#prints = 0;
  }

  add(text: string): void {
    this.#chars += text.length;
    if (this.#chars <= maxCellOutputChars) this.#unsent += text;
    this.#prints += 1;
    if (this.#prints <= promptPrints || Date.now() - this.#sentAt >= printedMs) this.flush();
  }

  flush(): void {
    this.#sentAt = Date.now();
    if (this.#unsent === '') return;
    this.#send(this.#unsent);
    this.#unsent = '';
  }
}
