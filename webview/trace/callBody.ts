import type { CallModel } from '../../src/trajectory/model.ts';
import { make } from '../dom.ts';
import { strings } from '../strings.ts';
import type { Texts } from '../text/texts.ts';
import type { RowBodyView } from './body.ts';
import type { TraceRow } from './rows.ts';
import type { TraceState } from './rowView.ts';
import { makeLabelledText } from './textBlock.ts';
import { makeThoughts } from './thoughts.ts';

/** The prompt and the response of a call; the iterations of its child run have rows of their own. */
export class CallBody implements RowBodyView {
  readonly element = make('div', 'body');
  #status: CallModel['status'] | null = null;

  draw(row: TraceRow, { texts }: TraceState): void {
    if (row.kind !== 'call' || row.call.status === this.#status) return;
    this.#status = row.call.status;
    const { prompt, promptChars } = row.call;
    const asked = makeLabelledText(texts, prompt, strings.prompt, promptChars, 'prompt');
    const { thoughts } = row.call;
    const thought = thoughts === null ? [] : [makeThoughts(texts, thoughts)];
    this.element.replaceChildren(asked, ...thought, makeResponse(row.call, texts));
  }
}

function makeResponse(call: CallModel, texts: Texts): HTMLElement {
  if (call.error !== null) {
    const { name, message } = call.error;
    return make('p', 'fault', { 'data-find': 'error' }, strings.errorAt(null, name, message));
  }
  if (call.status === 'running') return make('p', 'note', {}, strings.noResponse);
  if (call.responseChars === 0) return make('p', 'note', {}, strings.emptyResponse);
  return makeLabelledText(texts, call.response, strings.response, call.responseChars, 'response');
}
