import type { ReplyModel } from '../../src/trajectory/model.ts';
import { splitReply } from '../../src/trajectory/prose.ts';
import { make } from '../dom.ts';
import { showMarkdown } from '../text/longMarkdown.ts';
import { renderMarkdown } from '../text/markdown.ts';
import { showWhole } from '../text/texts.ts';
import type { RowBodyView } from './body.ts';
import type { TraceRow } from './rows.ts';
import type { TraceState } from './rowView.ts';
import { drawStreaming } from './streaming.ts';
import { makeThoughts } from './thoughts.ts';

/** A reply that has no cells: the answer that was asked for at a limit, or a summary. */
export class ReplyBody implements RowBodyView {
  readonly element = make('div', 'body');
  #drawn: ReplyModel | null = null;

  draw(row: TraceRow, { texts }: TraceState): void {
    if (row.kind !== 'reply') return;
    const { reply, iteration } = row;
    if (reply === null) {
      drawStreaming(this.element, splitReply(iteration.streaming));
      return;
    }
    if (this.#drawn === reply) return;
    this.#drawn = reply;
    const prose = make('div', 'markdown', { 'data-find': 'prose' });
    const { thoughts } = reply;
    const thought = thoughts === null ? [] : [makeThoughts(texts, thoughts)];
    this.element.replaceChildren(...thought, prose);
    showWhole(texts, reply, this.element, (text) => showMarkdown(prose, text, renderMarkdown));
  }
}
