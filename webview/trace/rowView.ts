import type { Trajectory } from '../../src/trajectory/model.ts';
import type { NodeStatus } from '../../src/trajectory/status.ts';
import { icon, make, setAttributes, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import type { Texts } from '../text/texts.ts';
import { makeBody, type RowBodyView } from './body.ts';
import { textOfNotice } from './noticeText.ts';
import type { TraceRow } from './rows.ts';
import { type Badge, textOfRow } from './rowText.ts';

/** What all rows are drawn from. */
export interface TraceState {
  readonly texts: Texts;
  readonly model: Trajectory;
  /** False once the run is over: what still counts as running was left unfinished. */
  readonly running: boolean;
  /** Begins a new run with all up to an iteration of the root; null where that can't be. */
  readonly onFork: ((iteration: number) => void) | null;
}

/** The element of one row: a line, and below it, while it is open, what it holds. */
export class RowView {
  readonly element: HTMLElement;
  readonly #index = make('span', 'index');
  readonly #icon = make('span', 'icon');
  readonly #title = make('span', 'text');
  readonly #badges = make('span', 'badges');
  readonly #tokens = make('span', 'tokens');
  readonly #facts = make('span', 'facts');
  #body: RowBodyView | null = null;
  #drawn = '';

  constructor({ kind, key }: TraceRow) {
    const line = make('div', 'row');
    const end = make('span', 'end', {}, this.#badges, this.#tokens, this.#facts);
    line.append(this.#index, icon('chevron-right', 'twistie'), this.#icon, this.#title, end);
    // Of a call and a cell the title says nothing that its texts don't.
    if (titled.has(kind)) this.#title.dataset.find = 'title';
    this.#icon.ariaHidden = 'true';
    this.element = make('div', `item ${kind}`, { role: 'treeitem', tabindex: -1 }, line);
    this.element.dataset.key = key;
  }

  /** `at`: its index among all rows. */
  draw(row: TraceRow, at: number, state: TraceState): void {
    const { level, position, siblings, open } = row;
    this.element.dataset.index = String(at);
    const stamp = `${revisionOf(row)} ${state.running} ${state.onFork === null} ${open} ${level}`;
    if (stamp !== this.#drawn) {
      this.#drawn = stamp;
      this.element.style.setProperty('--depth', String(level - 1));
      this.#drawText(row, state);
      this.#drawBody(row, state);
    }
    setAttributes(this.element, {
      'aria-level': level,
      'aria-posinset': position,
      'aria-setsize': siblings,
      'aria-expanded': open === null ? undefined : String(open),
    });
  }

  mark(selected: boolean, reachable: boolean): void {
    setAttributes(this.element, {
      'aria-selected': String(selected),
      tabindex: reachable ? 0 : -1,
    });
  }

  #drawText(row: TraceRow, { model, running }: TraceState): void {
    const text = textOfRow(row, model, running);
    const { index = '', title, status, badges = [], tokens = '', facts = [], label = title } = text;
    setText(this.#index, index);
    setText(this.#title, title);
    this.#title.title = row.kind === 'notice' ? '' : title;
    this.#icon.className = iconClass(row, status);
    drawBadges(this.#badges, badges);
    setText(this.#tokens, tokens);
    drawFacts(this.#facts, facts);
    const said = badges.map((badge) => badge.text);
    const spoken =
      status === null || said.includes(strings.rowStatus[status])
        ? []
        : [strings.rowStatus[status]];
    const counted = tokens === '' ? [] : [tokens];
    this.element.ariaLabel = [label, ...spoken, ...said, ...counted, ...facts].join(', ');
  }

  #drawBody(row: TraceRow, state: TraceState): void {
    if (row.open !== true) {
      this.#body?.element.remove();
      this.#body = null;
      return;
    }
    this.#body ??= makeBody(row.kind);
    this.#body?.draw(row, state);
    if (this.#body !== null && !this.#body.element.isConnected) {
      this.element.append(this.#body.element);
    }
  }
}

const titled: ReadonlySet<TraceRow['kind']> = new Set(['iteration', 'group', 'notice']);

/** Changes whenever the row has to be drawn anew. */
function revisionOf(row: TraceRow): string {
  switch (row.kind) {
    case 'iteration':
      return `${row.iteration.revision}`;
    case 'cell':
      return `${row.cell.revision}`;
    case 'group':
      return `${row.group.revision}`;
    case 'call':
      return `${row.call.revision} ${row.alone}`;
    case 'reply':
    case 'sent':
      return `${row.iteration.revision}`;
    case 'notice':
      return textOfNotice(row.notice);
  }
}

const icons: Readonly<Record<NodeStatus, string>> = {
  running: 'icon-loading spin',
  ok: 'icon-pass good',
  answer: 'icon-pass-filled good',
  partial: 'icon-warning warn',
  limit: 'icon-warning warn',
  error: 'icon-error bad',
  stopped: 'icon-circle-slash',
  interrupted: 'icon-debug-disconnect warn',
  skipped: 'icon-debug-step-over',
  memo: 'icon-history',
};

function iconClass(row: TraceRow, status: NodeStatus | null): string {
  if (row.kind === 'notice') return 'icon state icon-info note';
  return status === null ? 'icon state none' : `icon state ${icons[status]}`;
}

function drawBadges(container: HTMLElement, badges: readonly Badge[]): void {
  const key = badges.map(({ text, tone = '' }) => `${tone}:${text}`).join('|');
  if (container.dataset.drawn === key) return;
  container.dataset.drawn = key;
  container.replaceChildren(
    ...badges.map(({ text, tone = '' }) => make('span', `badge ${tone}`.trim(), {}, text)),
  );
}

function drawFacts(container: HTMLElement, facts: readonly string[]): void {
  const key = facts.join('|');
  if (container.dataset.drawn === key) return;
  container.dataset.drawn = key;
  container.replaceChildren(...facts.map((fact) => make('span', '', {}, fact)));
}
