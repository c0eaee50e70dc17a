import { make, setText, type View, ViewList } from '../dom.ts';
import { formatChars, formatDuration, formatUsd } from '../format.ts';
import type { CallModel, IterationModel } from '../model.ts';
import { strings } from '../strings.ts';
import { type Contents, type RowText, type TraceContext, TraceItem } from './item.ts';
import { IterationItem } from './iterationItem.ts';
import { makeLabelledText } from './textBlock.ts';

/** One call: opens to its prompt and response, or to the iterations of its child run. */
export class CallItem implements View<CallModel> {
  readonly element: HTMLElement;
  readonly #context: TraceContext;
  readonly #item: TraceItem;
  readonly #level: number;
  #call: CallModel;
  #drawn = -1;
  #contents: Contents | null = null;
  #status: CallModel['status'] | null = null;
  #children: ViewList<IterationModel> | null = null;
  readonly #alone: boolean;

  /** `alone`: no group above says what it is. */
  constructor(context: TraceContext, call: CallModel, level: number, alone = false) {
    this.#context = context;
    this.#call = call;
    this.#level = level;
    this.#alone = alone;
    const key = `${call.run}/call ${call.number}`;
    const redraw = () => {
      this.#drawn = -1;
      this.draw(this.#call);
    };
    this.#item = new TraceItem(context, { key, kind: 'call', level, redraw });
    this.element = this.#item.element;
  }

  draw(call: CallModel): void {
    this.#call = call;
    const stamp = this.#context.stamp(call.revision);
    if (stamp === this.#drawn) return;
    this.#drawn = stamp;
    const contents = this.#item.drawRow(this.#rowText(call));
    if (contents === null) return;
    if (contents !== this.#contents || call.status !== this.#status) {
      contents.body.replaceChildren(...this.#describe(call));
    }
    if (contents !== this.#contents) {
      this.#children = new ViewList(
        contents.group,
        (iteration) => new IterationItem(this.#context, iteration, this.#level + 1),
      );
    }
    this.#contents = contents;
    this.#status = call.status;
    const child = call.child === null ? undefined : this.#context.model().runs.get(call.child);
    this.#children?.draw(child?.iterations ?? [], ({ number }) => String(number));
  }

  #describe(call: CallModel): HTMLElement[] {
    const { texts } = this.#context;
    const parts = [makeLabelledText(texts, call.prompt, strings.prompt, call.promptChars)];
    if (call.error !== null) {
      parts.push(
        make('p', 'fault', {}, strings.errorAt(null, call.error.name, call.error.message)),
      );
    } else if (call.status === 'running') {
      parts.push(make('p', 'note', {}, strings.noResponse));
    } else if (call.responseChars === 0) {
      parts.push(make('p', 'note', {}, strings.emptyResponse));
    } else {
      parts.push(makeLabelledText(texts, call.response, strings.response, call.responseChars));
    }
    return parts;
  }

  #rowText(call: CallModel): RowText {
    const { status } = call;
    const open = status === 'running';
    const badges: NonNullable<RowText['badges']>[number][] = [];
    if (open && this.#context.running()) badges.push({ text: strings.running, tone: 'live' });
    if (status === 'memo') badges.push({ text: strings.callStatus.memo });
    if (status === 'error' || status === 'cancelled') {
      badges.push({ text: strings.callStatus[status], tone: 'bad' });
    }
    const facts = open ? [] : [formatDuration(call.durationMs ?? 0)];
    if (call.usage !== null) facts.push(formatUsd(call.costUsd));
    const about = `${call.name} · ${call.model} · ${formatChars(call.promptChars)}`;
    return {
      index: this.#alone ? '' : String(call.number),
      title: this.#alone ? about : firstWords(call.prompt.text),
      label: `${strings.callNumber(call.number)}: ${about}`,
      badges,
      facts,
    };
  }
}

/** The first line of a prompt that says something, as much of it as a row can hold. */
function firstWords(prompt: string): string {
  const line = prompt.split('\n', 20).find((text) => text.trim() !== '') ?? '';
  return line.trim().slice(0, 200);
}

/** A notice where it happened. */
export function makeNotice(text: string): HTMLElement {
  const notice = make('p', 'notice');
  setText(notice, text);
  return notice;
}
