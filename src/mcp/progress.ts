import type { RunEvent } from '../core/events.ts';
import { formatUsdLimit } from '../core/limitUsd.ts';
import { shareText } from '../core/shareText.ts';
import { type Activity, activityNow, countCalls } from '../trajectory/activity.ts';
import { applyEvent, emptyTrajectory } from '../trajectory/applyEvent.ts';
import { known, spentBy } from '../trajectory/costs.ts';
import { formatDuration } from '../trajectory/duration.ts';
import type { RunModel } from '../trajectory/model.ts';
import { proseOf } from '../trajectory/prose.ts';
import { cut } from './fit.ts';

const mostLabelChars = 200;

/** How far a run has come, by its events. */
export class Progress {
  readonly #trajectory = emptyTrajectory();
  readonly #started = Date.now();
  readonly #reading: string;

  /** `label`: what is read before the run begins. */
  constructor(label: string) {
    this.#reading = `Reading ${cut(label, mostLabelChars)}`;
  }

  take(event: RunEvent): void {
    applyEvent(this.#trajectory, withoutTexts(event));
  }

  /** USD so far; null where some of it is unknown. */
  get costUsd(): number | null {
    return known(spentBy(this.#trajectory.costs.values()));
  }

  /** What the caller should know of the text and of who answers, as it was said before the first step. */
  get notices(): readonly string[] {
    const said = this.#root?.notices ?? [];
    return said.flatMap((notice) => (notice.kind === 'said' ? [notice.text] : []));
  }

  /** What the model has said last, beside its code; `''` before it has said anything. */
  get lastWords(): string {
    for (const { replies, cells } of this.#root?.iterations.toReversed() ?? []) {
      const code = cells.map((cell) => cell.code.text);
      const words = proseOf(replies.at(-1)?.text ?? '', code).trim();
      if (words !== '') return words;
    }
    return '';
  }

  /** What its code has printed last; `''` before it has printed anything. */
  get lastOutput(): string {
    const cells = this.#root?.iterations.flatMap((iteration) => iteration.cells) ?? [];
    return cells.findLast(({ output }) => output.text.trim() !== '')?.output.text.trim() ?? '';
  }

  /** One line: what the run does now, how far it is, what it has cost. */
  get line(): string {
    const root = this.#root;
    const time = formatDuration(Date.now() - this.#started);
    if (root === undefined) return `${this.#reading}, ${time}`;
    const { calls } = countCalls(this.#trajectory);
    const parts = [
      doing(activityNow(this.#trajectory, root, Date.now())),
      `iteration ${root.iterations.length} of at most ${root.options.maxIterations}`,
      `${calls} ${calls === 1 ? 'sub-call' : 'sub-calls'}`,
      ...(root.shares.read === null ? [] : [`${shareText(root.shares.read)} read by models`]),
      formatCost(this.costUsd),
      time,
    ];
    return parts.join(', ');
  }

  get #root(): RunModel | undefined {
    return this.#trajectory.runs.get('');
  }
}

/** `$0.0123`; in words where a price is unknown. */
export function formatCost(usd: number | null): string {
  if (usd === null) return 'cost unknown';
  return usd === 0 || usd >= 1 ? formatUsdLimit(Number(usd.toFixed(2))) : `$${usd.toFixed(4)}`;
}

function doing(activity: Activity): string {
  switch (activity.kind) {
    case 'preparing':
      return 'Starting';
    case 'between':
    case 'asking':
      return 'Waiting for the root model';
    case 'writing':
      return 'The root model writes';
    case 'executing':
      return 'Its code runs';
    case 'waiting':
      return `Waiting for ${activity.calls} ${activity.calls === 1 ? 'sub-call' : 'sub-calls'}`;
    case 'finishing':
      return 'Checking the answer';
    case 'deciding':
      return 'Waiting for a decision about money';
    case 'held':
      return `The server asks to wait ${activity.seconds} s`;
    case 'retrying':
      return `A request is sent again in ${activity.seconds} s`;
  }
}

/** What is sent to sub-models and comes from them can be very much, and is shown nowhere here. */
function withoutTexts(event: RunEvent): RunEvent {
  if (event.type === 'call.started') return { ...event, prompt: '' };
  if (event.type !== 'call.finished') return event;
  const { thoughts: _, ...finished } = event;
  return { ...finished, response: '' };
}
