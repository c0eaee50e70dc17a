import type { ReplyModel } from '../../src/trajectory/model.ts';
import { make } from '../dom.ts';
import type { RowBodyView } from './body.ts';
import type { TraceRow } from './rows.ts';
import type { TraceState } from './rowView.ts';
import { makeSentMessages } from './sentMessages.ts';

/** What the root model was sent for a reply. */
export class SentBody implements RowBodyView {
  readonly element = make('div', 'body');
  #drawn: ReplyModel | null = null;

  draw(row: TraceRow, { texts, model }: TraceState): void {
    if (row.kind !== 'sent' || this.#drawn === row.reply) return;
    const run = model.runs.get(row.iteration.run);
    if (run === undefined) return;
    this.#drawn = row.reply;
    this.element.replaceChildren(makeSentMessages(texts, run, row.reply));
  }
}
