import { spentBy } from '../../src/trajectory/costs.ts';
import type { CostRow } from '../../src/trajectory/model.ts';
import { make, setHidden } from '../dom.ts';
import { formatCount, formatSpent } from '../format.ts';
import { strings } from '../strings.ts';
import type { PageState } from './page.ts';

/** What each model used, at each depth. */
export class CostView {
  readonly element = make('section', 'cost', { hidden: true });
  readonly #rows = make('tbody');
  #revision = -1;

  constructor() {
    const header = make('tr');
    for (const column of strings.columns) header.append(make('th', '', { scope: 'col' }, column));
    const table = make('table', '', { 'aria-label': strings.cost });
    table.append(make('thead', '', {}, header), this.#rows);
    this.element.append(
      make('h2', '', {}, strings.cost),
      make('div', 'wide', { tabindex: 0 }, table),
    );
  }

  draw({ feed }: PageState): void {
    if (feed.model.revision === this.#revision) return;
    this.#revision = feed.model.revision;
    const rows = [...feed.model.costs.values()].sort((one, other) => one.depth - other.depth);
    setHidden(this.element, rows.length === 0);
    this.#rows.replaceChildren(...rows.map(makeRow));
    if (rows.length > 1) this.#rows.append(makeRow(total(rows)));
  }
}

/** In the order of their columns. */
const tokenFields = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
] as const;

function makeRow(row: CostRow): HTMLElement {
  const about = row.estimated ? '~' : '';
  const label = row.depth < 0 ? strings.total : strings.modelAt(row.model, row.depth);
  const cells = [
    formatCount(row.calls),
    ...tokenFields.map((field) => (row[field] > 0 ? about : '') + formatCount(row[field])),
    formatSpent(row.spent),
  ];
  return make(
    'tr',
    row.depth < 0 ? 'total' : '',
    {},
    make('th', '', { scope: 'row' }, label),
    ...cells.map((cell) => make('td', '', {}, cell)),
  );
}

function total(rows: readonly CostRow[]): CostRow {
  const add = (field: 'calls' | (typeof tokenFields)[number]) =>
    rows.reduce((sum, row) => sum + row[field], 0);
  return {
    model: '',
    depth: -1,
    calls: add('calls'),
    inputTokens: add('inputTokens'),
    cachedInputTokens: add('cachedInputTokens'),
    cacheWriteTokens: add('cacheWriteTokens'),
    outputTokens: add('outputTokens'),
    estimated: rows.some(({ estimated }) => estimated),
    spent: spentBy(rows),
  };
}
