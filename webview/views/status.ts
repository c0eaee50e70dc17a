import { formatUsdLimit } from '../../src/core/limitUsd.ts';
import { shareText } from '../../src/core/shareText.ts';
import { activityNow, countCalls, stateOf } from '../../src/trajectory/activity.ts';
import { known } from '../../src/trajectory/costs.ts';
import { formatDuration } from '../../src/trajectory/duration.ts';
import type { RunState } from '../../src/trajectory/model.ts';
import { spentOf } from '../../src/trajectory/totals.ts';
import { troublesOfRun } from '../../src/trajectory/troubles.ts';
import { icon, make, setAttributes, setHidden, setText } from '../dom.ts';
import { formatCount, formatElapsed, formatSpent } from '../format.ts';
import { shareRead } from '../model/coverage.ts';
import { strings } from '../strings.ts';
import type { PageState } from './page.ts';

/** How often the status may be spoken (ms); its end is spoken at once. */
const speakEvery = 5_000;
/** Share of the budget from which its bar warns. */
const warnFrom = 0.8;

/**
 * What the run is doing and what it has used. People see every change; a screen reader is told in a
 * sentence of its own, now and then.
 */
export class StatusView {
  readonly element = make('div', 'status');
  readonly #spoken = make('span', 'spoken');
  readonly #mark = make('span', 'mark');
  readonly #state = make('b');
  readonly #activity = make('span', 'activity');
  readonly #iteration = make('span', 'fact');
  readonly #calls = make('span', 'fact');
  readonly #failed = make('span', 'fact bad');
  readonly #stopped = make('span', 'fact');
  readonly #children = make('span', 'fact');
  readonly #read = make('span', 'fact', { title: strings.readMeans });
  readonly #searched = make('span', 'fact', { title: strings.searchedMeans });
  readonly #time = make('span', 'fact time');
  readonly #amount = make('span', 'amount');
  readonly #fill = make('span', 'fill');
  readonly #bar = make(
    'span',
    'bar',
    { role: 'progressbar', 'aria-label': strings.budget },
    this.#fill,
  );
  #shown: RunState | null = null;
  #spokenAt = 0;

  constructor() {
    const now = make(
      'span',
      'now',
      {},
      this.#mark,
      make('span', '', {}, this.#state, this.#activity),
    );
    const seen = make('span', 'seen', { 'aria-hidden': 'true' }, now);
    seen.append(
      this.#iteration,
      this.#calls,
      this.#failed,
      this.#stopped,
      this.#children,
      this.#read,
      this.#searched,
      this.#time,
    );
    const region = make('div', 'region', { role: 'status', 'aria-label': strings.runStatus });
    region.append(this.#spoken, seen);
    this.element.append(region, make('span', 'budget', {}, this.#amount, this.#bar));
  }

  draw(page: PageState): void {
    const { feed, run, now, replaying } = page;
    const state = stateOf(run, feed.live);
    const { calls, children } = countCalls(feed.model);
    const elapsed = elapsedOf(page, state);
    // What stood in a request that nobody has answered was not read.
    const hasReply = run.iterations.some(({ replies }) => replies.length > 0);
    const share = hasReply ? shareRead(run) : 0;
    const { searched } = run.shares;
    const activity = state === 'running' ? strings.activity(activityNow(feed.model, run, now)) : '';
    const { failed, stopped } = troublesOfRun(run, feed.model.runs);

    if (this.#shown !== state) {
      this.#mark.replaceChildren(markOf(state));
      this.element.dataset.state = state;
    }
    setText(this.#state, strings.state(state));
    setText(this.#activity, activity === '' ? '' : ` · ${activity}`);
    const { length } = run.iterations;
    const [before, number, after] =
      state === 'running'
        ? strings.iteration(length, run.options.maxIterations)
        : (['', formatCount(length), strings.iterationsWord(length)] as const);
    fill(this.#iteration, before, number, after);
    setHidden(this.#iteration, length === 0);
    fill(this.#calls, '', formatCount(calls), strings.callsWord(calls));
    setHidden(this.#calls, calls === 0);
    setText(this.#failed, strings.failedCalls(failed));
    setHidden(this.#failed, failed === 0);
    setText(this.#stopped, strings.stoppedCalls(stopped));
    setHidden(this.#stopped, stopped === 0);
    setText(this.#children, strings.children(children));
    setHidden(this.#children, children === 0);
    fill(this.#read, '', shareText(share), strings.readWord);
    setHidden(this.#read, share === 0 && !searched);
    fill(this.#searched, '', shareText(searched ?? 0), strings.searchedWord);
    setHidden(this.#searched, !searched);
    fill(this.#time, '', elapsed, '');
    const cost = this.#drawBudget(page);

    const calm = [strings.state(state), activity, this.#iteration.textContent];
    const wrong = failed === 0 ? '' : strings.callsFailed(failed);
    const sentence = [...calm, wrong, cost];
    // A replay's steps are spoken by its bar.
    if (replaying) setText(this.#spoken, '');
    else this.#speak(sentence.filter((part) => part !== '').join(', '), state, now);
    this.#shown = state;
  }

  #drawBudget({ feed, run }: PageState): string {
    const total = spentOf(feed.model);
    const spent = known(total);
    const { maxCostUsd } = run.options;
    const cost = formatSpent(total);
    const limited =
      spent === null || run.unpriced
        ? strings.unpriced
        : strings.spentOf(cost, formatUsdLimit(maxCostUsd ?? 0));
    const text = maxCostUsd === null ? strings.noLimit(cost) : limited;
    const isUnknown = spent === null || run.unpriced;
    // An empty bar would look as if the limit held.
    setHidden(this.#bar, isUnknown && maxCostUsd !== null);
    const share = isUnknown || maxCostUsd === null ? null : spent / (maxCostUsd || 1);
    setText(this.#amount, text);
    this.#fill.style.inlineSize = `${Math.min(1, share ?? 0) * 100}%`;
    this.#bar.classList.toggle('empty', !share);
    this.#bar.classList.toggle('warn', (share ?? 0) >= warnFrom);
    setAttributes(this.#bar, {
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-valuenow': share === null ? undefined : Math.round(Math.min(1, share) * 100),
      'aria-valuetext': share === null && spent !== null && !run.unpriced ? strings.unknown : text,
    });
    return text;
  }

  #speak(sentence: string, state: RunState, now: number): void {
    if (state === this.#shown && now - this.#spokenAt < speakEvery) return;
    this.#spokenAt = now;
    setText(this.#spoken, sentence);
  }
}

function elapsedOf({ run, now }: PageState, state: RunState): string {
  if (run.end !== null) return formatDuration(run.end.durationMs);
  return state === 'running'
    ? formatElapsed(now - run.startedAt)
    : formatDuration(run.lastAt - run.startedAt);
}

function fill(element: HTMLElement, before: string, strong: string, after: string): void {
  if (element.textContent === before + strong + after) return;
  element.replaceChildren(before, make('b', '', {}, strong), after);
}

function markOf(state: RunState): HTMLElement {
  switch (state) {
    case 'running':
      return icon('loading', 'spin');
    case 'answered':
      return icon('pass-filled', 'good');
    case 'limit':
      return icon('warning', 'warn');
    case 'failed':
      return icon('error', 'bad');
    case 'cancelled':
      return icon('circle-slash');
    case 'interrupted':
      return icon('debug-disconnect', 'warn');
  }
}
