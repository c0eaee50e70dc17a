import { replyOf } from '../../src/trajectory/activity.ts';
import { partsBelowTitle, proseOf, withoutTitle } from '../../src/trajectory/prose.ts';
import { make } from '../dom.ts';
import { strings } from '../strings.ts';
import { showMarkdown } from '../text/longMarkdown.ts';
import { renderMarkdown } from '../text/markdown.ts';
import { showWhole } from '../text/texts.ts';
import type { RowBodyView } from './body.ts';
import type { TraceRow } from './rows.ts';
import type { TraceState } from './rowView.ts';
import { drawStreaming } from './streaming.ts';
import { makeThoughts } from './thoughts.ts';

/** What the model says in its reply, as it comes; the code of its cells has rows of its own. */
export class IterationBody implements RowBodyView {
  readonly element = make('div', 'body');
  /** Cells that the drawn prose was cut around; -1 while it still streams. */
  #cells = -1;
  #canFork = false;

  draw(row: TraceRow, { texts, onFork }: TraceState): void {
    if (row.kind !== 'iteration') return;
    const { streaming, cells } = row.iteration;
    const reply = replyOf(row.iteration);
    if (reply === undefined) {
      this.#cells = -1;
      drawStreaming(this.element, partsBelowTitle(streaming));
      return;
    }
    const { number, run } = row.iteration;
    const canFork = onFork !== null && run === '';
    if (this.#cells === cells.length && this.#canFork === canFork) return;
    this.#cells = cells.length;
    this.#canFork = canFork;
    const prose = make('div', 'markdown', { 'data-find': 'prose' });
    const { thoughts } = reply;
    const thought = thoughts === null ? null : makeThoughts(texts, thoughts);
    const fork = canFork ? [forkButton(() => onFork(number))] : [];
    this.element.replaceChildren(...(thought === null ? [] : [thought]), ...fork);
    const codes = cells.map(({ code }) => code.text);
    showWhole(texts, reply, this.element, (text) => {
      const said = withoutTitle(proseOf(text, codes));
      showMarkdown(prose, said, renderMarkdown);
      if (said === '') return;
      if (thought === null) this.element.prepend(prose);
      else thought.after(prose);
    });
  }
}

/** Quiet: every iteration has one. */
function forkButton(onFork: () => void): HTMLElement {
  const button = make('button', 'link', { type: 'button' }, strings.forkFromHere);
  button.addEventListener('click', onFork);
  return make('p', 'fork', {}, button);
}
