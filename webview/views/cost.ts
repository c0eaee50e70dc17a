import { spentBy } from '../../src/trajectory/costs.ts';
import type { CostRow } from '../../src/trajectory/model.ts';
import { make, setHidden } from '../dom.ts';
import { formatCount, formatSpent } from '../format.ts';
import { type Column, SortedTable } from '../sortedTable.ts';
import { strings } from '../strings.ts';
import type { PageState } from './page.ts';

/** What each model used, at each depth. */
export class CostView {
  readonly element = make('section', 'cost', { hidden: true });
  readonly #table = new SortedTable<CostRow>(strings.cost, columns());
  #revision = -1;

  constructor() {
    this.element.append(
      make('h2', '', {}, strings.cost),
      make('div', 'wide', { tabindex: 0 }, this.#table.element),
    );
  }

  draw({ feed }: PageState): void {
    if (feed.model.revision === this.#revision) return;
    this.#revision = feed.model.revision;
    const rows = [...feed.model.costs.values()].sort((one, other) => one.depth - other.depth);
    setHidden(this.element, rows.length === 0);
    this.#table.show(rows, rows.length > 1 ? total(rows) : null);
  }
}

/** In the order of their columns. */
const tokenFields = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
] as const;

function columns(): readonly Column<CostRow>[] {
  const [model = '', calls = '', ...others] = strings.columns;
  const cost = others.at(-1) ?? '';
  return [
    { name: model, value: labelOf, show: labelOf },
    { name: calls, value: (row) => row.calls, show: (row) => formatCount(row.calls) },
    ...tokenFields.map((field, at) => ({
      name: others[at] ?? '',
      value: (row: CostRow) => row[field],
      show: (row: CostRow) =>
        (row.estimated && row[field] > 0 ? '~' : '') + formatCount(row[field]),
    })),
    { name: cost, value: ({ spent }) => spent.usd, show: ({ spent }) => formatSpent(spent) },
  ];
}

function labelOf({ model, depth }: CostRow): string {
  return depth < 0 ? strings.total : strings.modelAt(model, depth);
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
