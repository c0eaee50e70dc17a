import type { RunModel } from '../../src/trajectory/model.ts';
import { make, makeSvg, setAttributes, setHidden, setText } from '../dom.ts';
import {
  itemBoundaries,
  partAt,
  type ReadPart,
  readParts,
  shareRead,
  stretchesOf,
} from '../model/coverage.ts';
import { strings } from '../strings.ts';
import type { PageActions } from './page.ts';

/** Width of the strip's own coordinates. */
const stripUnits = 1_000;
/** Items up to which each is set off from the next. */
const mostItems = 60;
/** Parts that the strip's description names. */
const mostNamed = 5;

/**
 * How much of the text models read and code searched, and a strip that shows which parts: what it says of a part under the
 * pointer, or chosen with the arrow keys, stands beside it; a click or Enter opens the file there.
 */
export class CoverageView {
  readonly element = make('p', 'coverage', { hidden: true });
  readonly #actions: PageActions;
  readonly #read = make('span', '', { title: strings.readMeans });
  readonly #searched = make('span', '', { title: strings.searchedMeans });
  readonly #readPath = makeSvg('path', 'read');
  readonly #searchedPath = makeSvg('path', 'searched');
  readonly #edges = makeSvg('path', 'edges');
  readonly #chosen = makeSvg('path', 'chosen');
  readonly #strip = make('span', 'strip', {
    role: 'slider',
    tabindex: 0,
    'aria-label': strings.coverageStrip,
  });
  readonly #hint = make('span', 'hint', { 'aria-hidden': 'true' });
  #context: RunModel['context'] | null = null;
  #ranges: RunModel['ranges'] | null = null;
  #parts: readonly ReadPart[] = [];
  #at = 0;

  constructor(actions: PageActions) {
    this.#actions = actions;
    const svg = makeSvg('svg', '', {
      'aria-hidden': 'true',
      viewBox: `0 0 ${stripUnits} 1`,
      preserveAspectRatio: 'none',
    });
    svg.append(this.#searchedPath, this.#readPath, this.#edges, this.#chosen);
    this.#strip.append(svg);
    const figures = make('span', 'figures', {}, this.#searched, this.#read);
    this.element.append(figures, this.#strip, this.#hint);
    this.#strip.addEventListener('pointermove', (event) => this.#hover(event));
    this.#strip.addEventListener('pointerleave', () => this.#show(undefined));
    this.#strip.addEventListener('click', (event) => this.#open(this.#partUnder(event)));
    this.#strip.addEventListener('keydown', (event) => this.#key(event));
    this.#strip.addEventListener('focus', () => {
      if (this.#strip.matches(':focus-visible')) this.#show(this.#parts[this.#at]);
    });
    this.#strip.addEventListener('blur', () => this.#show(undefined));
  }

  draw(run: RunModel): void {
    const { context, ranges, searchedRanges, shares } = run;
    const share = shareRead(run);
    setHidden(this.element, share === 0 && ranges.length === 0 && !shares.searched);
    setText(this.#read, strings.readByModels(share));
    setHidden(this.#searched, shares.searched === null);
    setText(this.#searched, strings.searchedByCode(shares.searched ?? 0, context.items));
    if (ranges === this.#ranges && context === this.#context) return;
    this.#context = context;
    this.#ranges = ranges;
    this.#parts = readParts(run);
    this.#at = Math.max(
      0,
      this.#parts.findIndex(({ wasRead }) => wasRead),
    );
    this.#readPath.setAttribute('d', boxes(context, ranges));
    this.#searchedPath.setAttribute('d', boxes(context, searchedRanges));
    const edges = context.items <= mostItems ? itemBoundaries(context) : [];
    this.#edges.setAttribute(
      'd',
      edges.map((at) => `M${(at * stripUnits).toFixed(2)} 0v1`).join(''),
    );
    this.#describe();
  }

  /** What a screen reader is told: the parts that were read, and the one chosen. */
  #describe(): void {
    const read = this.#parts.filter(({ wasRead }) => wasRead);
    const named = read.slice(0, mostNamed).map((part) => strings.lineSpan(part));
    const part = this.#parts[this.#at];
    setAttributes(this.#strip, {
      'aria-label': strings.coverageParts(named, read.length - named.length),
      'aria-valuemin': 1,
      'aria-valuemax': Math.max(1, this.#parts.length),
      'aria-valuenow': this.#at + 1,
      'aria-valuetext': part === undefined ? strings.unknown : strings.readPart(part),
    });
  }

  #show(part: ReadPart | undefined): void {
    setText(this.#hint, part === undefined ? '' : strings.readPart(part));
    const context = this.#context;
    if (part === undefined || context === null) {
      this.#chosen.setAttribute('d', '');
      return;
    }
    const [stretch] = stretchesOf(context, [part]);
    if (stretch !== undefined) this.#chosen.setAttribute('d', box(stretch.from, stretch.to));
  }

  #partUnder(event: MouseEvent): ReadPart | undefined {
    if (this.#context === null) return undefined;
    const { left, width } = this.#strip.getBoundingClientRect();
    const place = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    return partAt(this.#context, this.#parts, place);
  }

  #hover(event: PointerEvent): void {
    this.#show(this.#partUnder(event));
  }

  #open(part: ReadPart | undefined): void {
    if (part === undefined) return;
    const { path, start, end } = part;
    void this.#actions.openRange({ path, start, end });
  }

  #key(event: KeyboardEvent): void {
    const last = this.#parts.length - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: this.#at - 1,
      ArrowDown: this.#at - 1,
      ArrowRight: this.#at + 1,
      ArrowUp: this.#at + 1,
      Home: 0,
      End: last,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      this.#at = Math.min(last, Math.max(0, to));
      this.#show(this.#parts[this.#at]);
      this.#describe();
    } else if (event.key === 'Enter' || event.key === ' ') this.#open(this.#parts[this.#at]);
    else return;
    event.preventDefault();
  }
}

function boxes(context: RunModel['context'], ranges: RunModel['ranges']): string {
  return stretchesOf(context, ranges)
    .map(({ from, to }) => box(from, to))
    .join('');
}

/** One too thin to be seen is drawn one unit wide. */
function box(from: number, to: number): string {
  const width = Math.max(1, (to - from) * stripUnits);
  return `M${(from * stripUnits).toFixed(2)} 0h${width.toFixed(2)}v1h${(-width).toFixed(2)}z`;
}
