import { type TraceFilter, traceFilters } from '../../src/protocol/panel.ts';
import type { Trajectory } from '../../src/trajectory/model.ts';
import { makeIconButton } from '../components.ts';
import { icon, make, setHidden, setText } from '../dom.ts';
import { MenuButton } from '../menu.ts';
import { strings } from '../strings.ts';
import type { Jump } from './jumps.ts';

export interface ToolbarActions {
  readonly filter: (filter: TraceFilter) => void;
  readonly jump: (jump: Jump) => void;
  readonly find: () => void;
}

const jumps: readonly (readonly [jump: Jump, keys: string])[] = [
  ['nextFailed', 'F8'],
  ['previousFailed', 'Shift+F8'],
  ['slowestIteration', ''],
  ['slowestCall', 'Alt+F8'],
  ['costliestIteration', ''],
  ['costliestCall', 'Shift+Alt+F8'],
];

/** The head of the trace: what of it is shown, where to go in it, and finding. */
export class TraceToolbar {
  readonly element: HTMLElement;
  readonly #filter = make('select', 'filter', { 'aria-label': strings.filterTrace });
  readonly #said = make('span', 'said', { role: 'status' });

  constructor(actions: ToolbarActions) {
    for (const name of traceFilters) {
      this.#filter.append(make('option', '', { value: name }, strings.traceFilter[name]));
    }
    this.#filter.addEventListener('change', () => {
      const chosen = traceFilters.find((name) => name === this.#filter.value);
      if (chosen !== undefined) actions.filter(chosen);
    });
    const menu = new MenuButton(
      strings.goTo,
      jumps.map(([jump, keys]) => {
        return { label: strings.jumps[jump], keys, onPick: () => actions.jump(jump) };
      }),
    );
    this.element = make(
      'div',
      'toolbar',
      {},
      make('h2', '', {}, strings.trace),
      this.#said,
      this.#filter,
      menu.element,
      makeIconButton(icon('search'), strings.findButton, actions.find),
    );
    addEventListener('keydown', (event) => {
      if (event.key !== 'F8' || event.ctrlKey || event.metaKey) return;
      const keys = `${event.shiftKey ? 'Shift+' : ''}${event.altKey ? 'Alt+' : ''}F8`;
      const jump = jumps.find(([, each]) => each === keys)?.[0];
      if (jump === undefined) return;
      event.preventDefault();
      actions.jump(jump);
    });
  }

  /** `shown`: iterations of the run that the filter leaves. */
  draw(filter: TraceFilter, shown: number, model: Trajectory): void {
    if (this.#filter.value !== filter) this.#filter.value = filter;
    const all = model.runs.get('')?.iterations.length ?? 0;
    // One iteration needs no choosing.
    setHidden(this.#filter, all < 2 && filter === 'all');
    this.say(filter === 'all' ? '' : strings.filtered(shown, all));
  }

  say(text: string): void {
    setText(this.#said, text);
  }
}
