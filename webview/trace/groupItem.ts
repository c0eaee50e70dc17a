import { known } from '../costs.ts';
import { type View, ViewList } from '../dom.ts';
import { formatChars, formatDuration, formatUsd } from '../format.ts';
import type { CallGroup, CallModel, CellModel } from '../model.ts';
import { strings } from '../strings.ts';
import { CallItem } from './callItem.ts';
import { type Contents, type RowText, type TraceContext, TraceItem } from './item.ts';

/** More calls than this are folded into ranges of as many, like long arrays in the debugger. */
export const foldedFrom = 100;

export interface GroupInCell {
  readonly cell: CellModel;
  readonly group: CallGroup;
  /** Among the cell's groups, from 0. */
  readonly index: number;
}

/** The calls of one batch, or single calls in a row. */
export class GroupItem implements View<GroupInCell> {
  readonly element: HTMLElement;
  readonly #context: TraceContext;
  readonly #item: TraceItem;
  readonly #level: number;
  #shown: GroupInCell;
  #drawn = -1;
  #contents: Contents | null = null;
  #calls: ViewList<CallModel> | null = null;
  #ranges: ViewList<CallRange> | null = null;

  constructor(context: TraceContext, shown: GroupInCell, level: number) {
    this.#context = context;
    this.#shown = shown;
    this.#level = level;
    const { cell, index } = shown;
    const key = `${cell.run}/${cell.iteration}.${cell.number}/group ${index}`;
    const redraw = () => {
      this.#drawn = -1;
      this.draw(this.#shown);
    };
    this.#item = new TraceItem(context, { key, kind: 'group', level, redraw });
    this.element = this.#item.element;
  }

  draw(shown: GroupInCell): void {
    this.#shown = shown;
    const { group, cell } = shown;
    const stamp = this.#context.stamp(group.revision);
    if (stamp === this.#drawn) return;
    this.#drawn = stamp;
    const contents = this.#item.drawRow(this.#rowText(group));
    if (contents === null) return;
    if (contents !== this.#contents) {
      const { group: container } = contents;
      this.#calls = new ViewList(container, (call) => this.#makeCall(call));
      this.#ranges = new ViewList(container, (range) => new RangeItem(this.#context, range));
    }
    this.#contents = contents;
    const calls = callsOf(this.#context, cell, group.calls);
    const folded = calls.length > foldedFrom;
    this.#calls?.draw(folded ? [] : calls, ({ number }) => String(number));
    this.#ranges?.draw(folded ? this.#fold(calls) : [], ({ first }) => String(first));
  }

  #makeCall(call: CallModel): CallItem {
    return new CallItem(this.#context, call, this.#level + 1);
  }

  #fold(calls: readonly CallModel[]): CallRange[] {
    const ranges: CallRange[] = [];
    for (let at = 0; at < calls.length; at += foldedFrom) {
      ranges.push({
        key: `${this.#item.key}/from ${at}`,
        first: at + 1,
        calls: calls.slice(at, at + foldedFrom),
        level: this.#level + 1,
      });
    }
    return ranges;
  }

  #rowText(group: CallGroup): RowText {
    const count = group.calls.length;
    const running = this.#context.running();
    const badges: NonNullable<RowText['badges']>[number][] = [];
    if (group.pending > 0 && running) {
      badges.push({ text: strings.pending(group.pending), tone: 'live' });
    }
    if (group.failed > 0) badges.push({ text: strings.failedCalls(group.failed), tone: 'bad' });
    if (group.memo > 0) badges.push({ text: strings.memoCalls(group.memo) });
    const facts: string[] = [];
    if (group.finishedAt !== null) {
      facts.push(strings.together(formatDuration(group.finishedAt - group.startedAt)));
    }
    if (group.pending < count) facts.push(formatUsd(known(group.spent)));
    const each = formatChars(Math.round(group.promptChars / count));
    const title = [strings.group(count, group.name), group.model, `${each} each`];
    return { title: title.filter((part) => part !== null).join(' · '), badges, facts };
  }
}

interface CallRange {
  readonly key: string;
  /** Its first call's place in the group, from 1. */
  readonly first: number;
  readonly calls: readonly CallModel[];
  readonly level: number;
}

/** A part of a long group. */
class RangeItem implements View<CallRange> {
  readonly element: HTMLElement;
  readonly #context: TraceContext;
  readonly #item: TraceItem;
  #range: CallRange;
  #contents: Contents | null = null;
  #calls: ViewList<CallModel> | null = null;

  constructor(context: TraceContext, range: CallRange) {
    this.#context = context;
    this.#range = range;
    const { key, level } = range;
    const redraw = () => this.draw(this.#range);
    this.#item = new TraceItem(context, { key, kind: 'group', level, redraw });
    this.element = this.#item.element;
  }

  draw(range: CallRange): void {
    this.#range = range;
    const { first, calls, level } = range;
    const title = strings.callRange(first, first + calls.length - 1);
    const failed = calls.filter(({ status }) => status === 'error').length;
    const badges = failed > 0 ? [{ text: strings.failedCalls(failed), tone: 'bad' as const }] : [];
    const contents = this.#item.drawRow({ title, badges });
    if (contents === null) return;
    if (contents !== this.#contents) {
      this.#calls = new ViewList(
        contents.group,
        (call) => new CallItem(this.#context, call, level + 1),
      );
    }
    this.#contents = contents;
    this.#calls?.draw(calls, ({ number }) => String(number));
  }
}

/** The calls with these numbers, of the run that a cell belongs to. */
export function callsOf(
  context: TraceContext,
  cell: CellModel,
  numbers: readonly number[],
): readonly CallModel[] {
  const all = context.model().runs.get(cell.run)?.calls ?? [];
  return numbers.map((number) => all[number - 1]).filter((call) => call !== undefined);
}
