import { remediesFor } from '../../src/protocol/remedies.ts';
import { answerOf, replyOf, stateOf } from '../../src/trajectory/activity.ts';
import { spentOn, sumSpent } from '../../src/trajectory/costs.ts';
import type { RunModel, RunState, Trajectory } from '../../src/trajectory/model.ts';
import { titleOfIteration } from '../../src/trajectory/titles.ts';
import { makeButton } from '../components.ts';
import { icon, make, setHidden } from '../dom.ts';
import { formatSpent } from '../format.ts';
import { strings } from '../strings.ts';
import type { PageActions, PageState } from './page.ts';

/** Why a run ended otherwise than with its answer, in a sentence, and what can be done. */
export class EndingView {
  readonly element = make('div', 'ending', { hidden: true, 'data-find': 'ending' });
  readonly #actions: PageActions;
  #drawn = '';

  constructor(actions: PageActions) {
    this.#actions = actions;
  }

  draw({ feed, run, exported = false }: PageState): void {
    const state = stateOf(run, feed.live);
    const sentences = [explain(run, state), ...cancelledCalls(feed.model, state)];
    const text = sentences.filter((sentence) => sentence !== '').join(' ');
    const key = `${state} ${run.path} ${text} ${run.iterations.length}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    setHidden(this.element, text === '');
    if (text === '') return;
    const failed = state === 'failed';
    // Who has stopped the run themselves needs no warning of it.
    const calm = state === 'answered' || state === 'cancelled';
    this.element.className = `ending ${failed ? 'bad' : calm ? '' : 'warn'}`;
    this.element.replaceChildren(
      icon(failed ? 'error' : calm ? 'info' : 'warning'),
      make('p', '', { role: failed ? 'alert' : undefined }, text),
    );
    this.element.lastElementChild?.after(...this.#lastStep(run, state));
    if (failed && !exported) this.element.append(this.#buttons(run));
  }

  /** Where there is no answer: how far the model had come, in its own words. */
  #lastStep(run: RunModel, state: RunState): HTMLElement[] {
    if (state === 'running' || answerOf(run) !== null) return [];
    const last = run.iterations.findLast((iteration) => replyOf(iteration) !== undefined);
    const title = last && titleOfIteration(last, false);
    if (last === undefined || title?.kind !== 'words') return [];
    const said = make('q', '', {}, title.text);
    return [make('p', 'last-step', {}, strings.lastStep(last.number), said)];
  }

  #buttons(run: RunModel): HTMLElement {
    const names = remediesFor(run.end?.error?.name ?? '');
    const buttons = names.map((name, at) => {
      const appearance = at === 0 && name !== 'showLog' ? 'primary' : 'secondary';
      return makeButton(strings.remedies[name], appearance, () => void this.#actions.remedy(name));
    });
    return make('div', 'buttons', {}, ...buttons);
  }
}

/** What was on its way when the run was stopped is perhaps billed all the same. */
function cancelledCalls({ runs }: Trajectory, state: RunState): string[] {
  if (state !== 'cancelled') return [];
  const calls = [...runs.values()]
    .flatMap((run) => run.calls)
    .filter((call) => call?.kind === 'llm' && call.status === 'cancelled');
  if (calls.length === 0) return [];
  const spent = sumSpent(calls.map((call) => spentOn(call ?? { usage: null, costUsd: null })));
  const cost = spent.unknown || spent.usd === 0 ? '' : formatSpent(spent);
  return [strings.cancelledCalls(calls.length, cost)];
}

function explain(run: RunModel, state: RunState): string {
  const answered = answerOf(run) !== null;
  const reason = run.end?.reason ?? '';
  switch (state) {
    case 'running':
      return '';
    case 'answered':
      return reason;
    case 'failed':
      return run.end?.error?.message ?? (reason || strings.failedWithout);
    case 'limit': {
      const name = run.end?.limit ?? run.limit?.name;
      const why = reason || (name == null ? '' : strings.limitReached(name));
      return answered ? why : `${why} ${strings.noAnswer}`.trim();
    }
    case 'cancelled': {
      const stopped = answered ? strings.stoppedAfter : strings.stoppedBefore;
      return run.limit === null ? stopped : `${strings.limitReached(run.limit.name)} ${stopped}`;
    }
    case 'interrupted':
      return strings.interrupted;
  }
}
