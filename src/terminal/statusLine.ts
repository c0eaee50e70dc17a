import type { RunEvent } from '../core/events.ts';
import { money, seconds } from './format.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** One line at the foot of a terminal that says what the run does now; rewritten in place. */
export class StatusLine {
  readonly #write: (text: string) => void;
  readonly #started = Date.now();
  #what = 'starting';
  #iteration = 0;
  #of = 0;
  #calls = 0;
  #costUsd: number | null = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  start(): void {
    this.#timer = setInterval(() => this.#draw(), 100);
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    this.#write('\r\u001b[K');
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.clear();
  }

  show(event: RunEvent): void {
    switch (event.type) {
      case 'run.started':
        this.#of = event.options.maxIterations;
        return;
      case 'iteration.started':
        this.#iteration = event.iteration;
        this.#what = 'asking the model';
        return;
      case 'cell.started':
        this.#what = 'running its code';
        return;
      case 'call.started':
        this.#calls += 1;
        this.#what = 'waiting for sub-calls';
        return;
      case 'model.replied':
      case 'call.finished':
        this.#costUsd =
          this.#costUsd === null || (event.costUsd === null && event.usage !== null)
            ? null
            : this.#costUsd + (event.costUsd ?? 0);
        return;
      case 'limit.reached':
        this.#what = 'asking for the best answer';
    }
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % frames.length;
    const parts = [
      `${frames[this.#frame]} ${this.#what}`,
      `iteration ${this.#iteration} of ${this.#of}`,
      `${this.#calls} calls`,
      money(this.#costUsd, false),
      seconds(Date.now() - this.#started),
    ];
    this.#write(`\r\u001b[K${parts.join(' · ')}`);
  }
}
