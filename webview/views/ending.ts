import { remediesFor } from '../../src/protocol/remedies.ts';
import { makeButton } from '../components.ts';
import { icon, make, setHidden } from '../dom.ts';
import { stateOf } from '../model/activity.ts';
import type { RunModel, RunState } from '../model/model.ts';
import { strings } from '../strings.ts';
import type { PageActions, PageState } from './page.ts';

/** Why a run ended otherwise than with its answer, in a sentence, and what can be done. */
export class EndingView {
  readonly element = make('div', 'ending', { hidden: true });
  readonly #actions: PageActions;
  #drawn = '';

  constructor(actions: PageActions) {
    this.#actions = actions;
  }

  draw({ feed, run }: PageState): void {
    const state = stateOf(run, feed.live);
    const text = explain(run, state);
    const key = `${state} ${text}`;
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
    if (failed) this.element.append(this.#buttons(run));
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

function explain(run: RunModel, state: RunState): string {
  const answered = run.answer !== null && run.answer.text !== '';
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
    case 'cancelled':
      return answered ? strings.stoppedAfter : strings.stoppedBefore;
    case 'interrupted':
      return strings.interrupted;
  }
}
