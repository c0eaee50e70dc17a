import type { ReplyModel, RunModel } from '../../src/trajectory/model.ts';
import { splitReply } from '../../src/trajectory/prose.ts';
import { make } from '../dom.ts';
import { strings } from '../strings.ts';
import { showMarkdown } from '../text/longMarkdown.ts';
import { renderMarkdown } from '../text/markdown.ts';
import { showWhole, type Texts } from '../text/texts.ts';
import type { RowBodyView } from './body.ts';
import type { TraceRow } from './rows.ts';
import type { TraceState } from './rowView.ts';
import { makeSentMessages } from './sentMessages.ts';
import { drawStreaming } from './streaming.ts';
import { makeThoughts } from './thoughts.ts';

/** A reply that has no cells: the answer that was asked for at a limit, or a summary. */
export class ReplyBody implements RowBodyView {
  readonly element = make('div', 'body');
  #drawn: ReplyModel | null = null;

  draw(row: TraceRow, { texts, model }: TraceState): void {
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
    const run = model.runs.get(iteration.run);
    const sent = reply.sent === null || run === undefined ? [] : [makeSent(texts, run, reply)];
    this.element.replaceChildren(...sent, ...thought, prose);
    showWhole(texts, reply, this.element, (text) => showMarkdown(prose, text, renderMarkdown));
  }
}

/** What was sent for it, folded. */
function makeSent(texts: Texts, run: RunModel, reply: ReplyModel): HTMLElement {
  const summary = make('summary', 'caption', {}, strings.whatWasSent);
  const details = make('details', '', {}, summary);
  details.addEventListener('toggle', () => {
    if (details.childElementCount === 1) details.append(makeSentMessages(texts, run, reply));
  });
  return details;
}
