import { known, spentIn } from '../costs.ts';
import { make, setText, type View, ViewList } from '../dom.ts';
import { formatDuration, formatUsd } from '../format.ts';
import { renderMarkdown } from '../markdown.ts';
import type { CellModel, IterationModel } from '../model.ts';
import { firstSentence, proseOf, splitReply, titleOfCode } from '../prose.ts';
import { strings } from '../strings.ts';
import { showWhole } from '../texts.ts';
import { makeNotice } from './callItem.ts';
import { CellItem } from './cellItem.ts';
import { type Contents, type RowText, type TraceContext, TraceItem } from './item.ts';

/** One reply of a run's model and what came of it. */
export class IterationItem implements View<IterationModel> {
  readonly element: HTMLElement;
  readonly #context: TraceContext;
  readonly #item: TraceItem;
  readonly #level: number;
  #iteration: IterationModel;
  #drawn = -1;
  #contents: Contents | null = null;
  #cells: ViewList<CellModel> | null = null;
  #replies = -1;
  #notices = -1;

  constructor(context: TraceContext, iteration: IterationModel, level: number) {
    this.#context = context;
    this.#iteration = iteration;
    this.#level = level;
    const redraw = () => {
      this.#drawn = -1;
      this.draw(this.#iteration);
    };
    const key = `${iteration.run}/${iteration.number}`;
    this.#item = new TraceItem(context, { key, kind: 'iteration', level, redraw });
    this.element = this.#item.element;
  }

  draw(iteration: IterationModel): void {
    this.#iteration = iteration;
    const stamp = this.#context.stamp(iteration.revision);
    if (stamp === this.#drawn) return;
    this.#drawn = stamp;
    const contents = this.#item.drawRow(this.#rowText(iteration));
    if (contents === null) return;
    const fresh = contents !== this.#contents;
    if (fresh) {
      this.#cells = new ViewList(
        contents.group,
        (cell) => new CellItem(this.#context, cell, this.#level + 1),
      );
    }
    this.#contents = contents;
    this.#drawReply(iteration, contents, fresh);
    this.#cells?.draw(iteration.cells, ({ number }) => String(number));
    this.#drawAfter(iteration, contents, fresh);
  }

  #drawReply(iteration: IterationModel, { body }: Contents, fresh: boolean): void {
    const reply = iteration.replies.find(({ purpose }) => purpose === 'iteration');
    if (reply === undefined) {
      drawStreaming(body, iteration.streaming);
      return;
    }
    const count = iteration.cells.length;
    if (!fresh && this.#replies === count) return;
    this.#replies = count;
    const prose = make('div', 'markdown');
    body.replaceChildren(prose);
    const codes = iteration.cells.map(({ code }) => code.text);
    showWhole(this.#context.texts, reply, body, (text) => {
      prose.replaceChildren(renderMarkdown(proseOf(text, codes)));
    });
  }

  #drawAfter(iteration: IterationModel, { after }: Contents, fresh: boolean): void {
    const others = iteration.replies.filter(({ purpose }) => purpose !== 'iteration');
    const asked = iteration.replies.length > 0 && iteration.streaming !== '';
    const count = others.length + iteration.notices.length;
    if (fresh || count !== this.#notices || asked) {
      this.#notices = count;
      after.replaceChildren(...iteration.notices.map(makeNotice));
      for (const reply of others) {
        const prose = make('div', 'markdown');
        const what = reply.purpose === 'answer' ? strings.askedForAnswer : strings.compacted;
        after.append(make('p', 'caption', {}, what), prose);
        showWhole(this.#context.texts, reply, after, (text) => {
          prose.replaceChildren(renderMarkdown(text));
        });
      }
      if (asked) {
        const stream = make('div');
        drawStreaming(stream, iteration.streaming);
        after.append(make('p', 'caption', {}, strings.askedForAnswer), stream);
      }
    }
  }

  #rowText(iteration: IterationModel): RowText {
    const calls = iteration.cells.flatMap(({ groups }) => groups.flatMap((group) => group.calls));
    const failed = iteration.cells.some(({ status }) => status !== 'ok' && status !== 'running');
    const open =
      iteration.askedAt !== null || iteration.cells.some(({ status }) => status === 'running');
    const badges: NonNullable<RowText['badges']>[number][] = [];
    if (calls.length > 0) badges.push({ text: strings.calls(calls.length) });
    if (failed) badges.push({ text: strings.cellStatus.error, tone: 'bad' });
    if (open && this.#context.running()) badges.push({ text: strings.running, tone: 'live' });
    const title = titleOf(iteration, this.#context.running());
    const facts: string[] = [];
    if (!open && iteration.replies.length > 0)
      facts.push(formatDuration(endOf(iteration) - iteration.startedAt));
    if (iteration.replies.length > 0) {
      facts.push(formatUsd(known(spentIn(iteration, this.#context.model().runs))));
    }
    return {
      index: String(iteration.number),
      title,
      label: strings.iterationLabel(iteration.number, title),
      badges,
      facts,
    };
  }
}

/** The first sentence of the reply's prose, as far as it is there; else what its code says. */
function titleOf(iteration: IterationModel, running: boolean): string {
  const reply = iteration.replies.find(({ purpose }) => purpose === 'iteration');
  const text = reply?.text ?? iteration.streaming;
  const codes = iteration.cells.map(({ code }) => code.text);
  const title = firstSentence(proseOf(text, codes));
  if (/^FINAL(_VAR)?\(/.test(title)) return strings.givesAnswer;
  if (title !== '') return title;
  const [code = ''] = codes;
  if (code !== '') return titleOfCode(code);
  if (text !== '') return strings.writing;
  return running ? strings.thinking : strings.noReply;
}

/** ms since 1970. */
function endOf(iteration: IterationModel): number {
  const times = iteration.replies.map(({ finishedAt }) => finishedAt);
  for (const cell of iteration.cells) times.push(cell.finishedAt ?? cell.startedAt);
  return Math.max(iteration.startedAt, ...times);
}

/** Prose and code as they come; only the part that grows is written to. */
function drawStreaming(container: HTMLElement, streaming: string): void {
  const parts = splitReply(streaming);
  for (const [index, { kind, text }] of parts.entries()) {
    const name = kind === 'code' ? 'stream-code' : 'stream-prose';
    let element = container.children[index];
    if (element?.className !== name) {
      const made = make(kind === 'code' ? 'pre' : 'p', name);
      if (element === undefined) container.append(made);
      else element.replaceWith(made);
      element = made;
    }
    setText(element, text);
  }
  while (container.children.length > parts.length) container.lastElementChild?.remove();
}
