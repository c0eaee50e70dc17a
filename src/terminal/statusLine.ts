import type { RunEvent } from '../core/events.ts';
import { money, seconds } from './format.ts';
import type { Output } from './output.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * One line at the foot of a terminal, rewritten in place: what the run does now, how far it is, and
 * what its whole tree has called and cost.
 */
export class StatusLine {
  readonly #output: Pick<Output, 'rewriteLine'>;
  readonly #started = Date.now();
  #what = 'starting';
  /** A server has asked that nothing is sent before, ms since 1970. */
  #heldUntil = 0;
  /** A person is asked about the limit of money. */
  #isAsked = false;
  #iteration = 0;
  #of = 0;
  #calls = 0;
  #costUsd: number | null = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(output: Pick<Output, 'rewriteLine'>) {
    this.#output = output;
  }

  start(): void {
    this.#timer = setInterval(() => this.#draw(), 100);
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    this.#output.rewriteLine('');
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.clear();
  }

  show(event: RunEvent): void {
    this.#addUp(event);
    // A child's own iterations and cells are a part of the call that the root waits for.
    if (event.run !== '') return;
    switch (event.type) {
      case 'run.started':
      case 'run.resumed':
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
        this.#what = 'waiting for sub-calls';
        return;
      case 'limit.reached':
        this.#what = 'asking for the best answer';
        return;
      default:
    }
  }

  #addUp(event: RunEvent): void {
    switch (event.type) {
      case 'call.started':
        this.#calls += 1;
        return;
      case 'notice':
        this.#heldUntil = event.until ?? this.#heldUntil;
        this.#isAsked ||= event.asks ?? false;
        return;
      case 'budget.raised':
      case 'limit.reached':
        this.#isAsked = false;
        return;
      case 'model.replied':
      case 'model.failed':
      case 'call.finished':
        this.#costUsd =
          this.#costUsd === null || (event.costUsd === null && event.usage !== null)
            ? null
            : this.#costUsd + (event.costUsd ?? 0);
        return;
      default:
    }
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % frames.length;
    const held = Math.ceil((this.#heldUntil - Date.now()) / 1_000);
    const doing = this.#isAsked ? 'waiting for your decision' : this.#what;
    const what = held > 0 ? `the server asks to wait ${held} s` : doing;
    const parts = [
      `${frames[this.#frame]} ${what}`,
      `iteration ${this.#iteration} of ${this.#of}`,
      `${this.#calls} calls`,
      money(this.#costUsd, false),
      seconds(Date.now() - this.#started),
    ];
    this.#output.rewriteLine(parts.join(' · '));
  }
}
