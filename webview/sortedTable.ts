import { make, setAttributes } from './dom.ts';

export interface Column<Row> {
  readonly name: string;
  /** What it is sorted by: numbers begin with the largest, words with the first. */
  readonly value: (row: Row) => number | string;
  readonly show: (row: Row) => string | Node;
}

/** Which column a table is sorted by. */
interface Order {
  readonly column: number;
  readonly ascending: boolean;
}

/** A table whose rows can be sorted by the head of each column; the first column names the row. */
export class SortedTable<Row> {
  readonly element: HTMLTableElement;
  readonly #columns: readonly Column<Row>[];
  readonly #heads: readonly HTMLElement[];
  readonly #body = make('tbody');
  readonly #most: number;
  #order: Order | null = null;
  #rows: readonly Row[] = [];
  #sum: Row | null = null;

  /** `most`: rows that are shown, the first of all that there are. */
  constructor(label: string, columns: readonly Column<Row>[], most = Number.POSITIVE_INFINITY) {
    this.#columns = columns;
    this.#most = most;
    this.#heads = columns.map(({ name }, column) => {
      const button = make('button', 'sort', { type: 'button' }, name);
      button.addEventListener('click', () => this.#sortBy(column));
      return make('th', '', { scope: 'col' }, button);
    });
    const head = make('thead', '', {}, make('tr', '', {}, ...this.#heads));
    this.element = make('table', 'sorted', { 'aria-label': label }, head, this.#body);
  }

  /** `rows` in the order that they have until they are sorted; `sum` stays the last. */
  show(rows: readonly Row[], sum: Row | null = null): void {
    this.#rows = rows;
    this.#sum = sum;
    const shown = sorted(rows, this.#columns, this.#order).slice(0, this.#most);
    const elements = shown.map((row) => this.#makeRow(row, ''));
    if (sum !== null) elements.push(this.#makeRow(sum, 'total'));
    this.#body.replaceChildren(...elements);
    // What is sorted by words stands left, numbers right.
    for (const [column, { value }] of this.#columns.entries()) {
      const isNumber = rows.some((row) => typeof value(row) === 'number');
      this.#heads[column]?.classList.toggle('number', isNumber);
    }
  }

  #sortBy(column: number): void {
    const isSame = this.#order?.column === column;
    const first = this.#rows[0];
    const isWords = first !== undefined && typeof this.#columns[column]?.value(first) === 'string';
    this.#order = { column, ascending: isSame ? !this.#order?.ascending : isWords };
    for (const [at, head] of this.#heads.entries()) {
      const way = this.#order.ascending ? 'ascending' : 'descending';
      setAttributes(head, { 'aria-sort': at === column ? way : undefined });
    }
    this.show(this.#rows, this.#sum);
  }

  #makeRow(row: Row, className: string): HTMLElement {
    const cells = this.#columns.map(({ value, show }, column) => {
      const kind = typeof value(row) === 'number' ? 'number' : '';
      return column === 0
        ? make('th', kind, { scope: 'row' }, show(row))
        : make('td', kind, {}, show(row));
    });
    return make('tr', className, {}, ...cells);
  }
}

/** Rows of the same value keep their order. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Pick<Column<Row>, 'value'>[],
  order: Order | null,
): readonly Row[] {
  const value = order === null ? undefined : columns[order.column]?.value;
  if (order === null || value === undefined) return rows;
  const way = order.ascending ? 1 : -1;
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (typeof a === 'number' && typeof b === 'number') return (a - b) * way;
    return String(a).localeCompare(String(b), 'en', { numeric: true }) * way;
  });
}
