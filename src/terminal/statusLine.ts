import type { RunEvent } from '../core/events.ts';
import { type Activity, activityNow } from '../trajectory/activity.ts';
import type { RunModel } from '../trajectory/model.ts';
import { totalsOf } from '../trajectory/totals.ts';
import { counted, money, seconds } from './format.ts';
import { LiveTree } from './liveTree.ts';
import type { Output } from './output.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * One line at the foot of a terminal, rewritten in place: what the run does now, how far it is, and
 * what its whole tree has called and cost.
 */
export class StatusLine {
  readonly #output: Pick<Output, 'rewriteLine'>;
  readonly #started = Date.now();
  readonly #tree = new LiveTree();
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

  /** Takes an event in; nothing is drawn before the next turn of the line. */
  show(event: RunEvent): void {
    this.#tree.take(event);
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % frames.length;
    const tree = this.#tree.now;
    // A child's own iterations and cells are a part of the call that the root waits for.
    const run = tree.runs.get('');
    const { calls, spent, costUsd } = totalsOf(tree);
    const activity = run === undefined ? null : activityNow(tree, run, Date.now());
    const parts = [
      `${frames[this.#frame]} ${activity === null || run === undefined ? 'starting' : wordsOf(activity, run)}`,
      `iteration ${run?.iterations.at(-1)?.number ?? 0} of ${run?.options.maxIterations ?? 0}`,
      counted(calls, 'call'),
      money(costUsd, spent.estimated),
      seconds(Date.now() - this.#started),
    ];
    this.#output.rewriteLine(parts.join(' · '));
  }
}

function wordsOf(activity: Activity, { limit }: RunModel): string {
  switch (activity.kind) {
    case 'preparing':
      return 'starting';
    case 'between':
    case 'asking':
    case 'writing':
      return limit === null ? 'asking the model' : 'asking for the best answer';
    case 'executing':
      return 'running its code';
    case 'waiting':
      return 'waiting for sub-calls';
    case 'finishing':
      return 'finishing';
    case 'deciding':
      return 'waiting for your decision';
    case 'held':
      return `the server asks to wait ${activity.seconds} s`;
    case 'retrying':
      return `trying again in ${activity.seconds} s`;
  }
}
