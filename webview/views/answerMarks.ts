import type { Quote } from '../../src/core/events.ts';
import { withoutProof } from '../../src/core/withoutProof.ts';
import type { StalePlace } from '../../src/protocol/panel.ts';
import type { AnswerModel, RunModel } from '../../src/trajectory/model.ts';
import { icon, make, setAttributes } from '../dom.ts';
import { strings } from '../strings.ts';
import { findCitation, firstLineOf, labelOf, type Trust, trustOf } from '../text/citations.ts';
import { findPassages } from '../text/passages.ts';

type Sources = RunModel['context']['sources'];

/** Marks in a rendered answer the words that it quotes: where they were found, or that they weren't. */
export function markQuotes(container: Node, quotes: readonly Quote[], sources: Sources): void {
  const texts = textsOf(container);
  const found = findPassages(
    texts.map(({ data }) => data),
    quotes.map(({ text }) => text),
  );
  // From the end, so that what is still to be marked keeps its place in its text.
  const marks = found
    .flatMap((pieces, index) => {
      const quote = quotes[index];
      return pieces === null || quote === undefined ? [] : [{ pieces, quote }];
    })
    .sort((one, other) => compare(other.pieces, one.pieces));
  let before: (typeof marks)[number] | null = null;
  for (const mark of marks) {
    // Quotes that overlap: the later one has been marked.
    const last = mark.pieces.at(-1);
    const next = before?.pieces[0];
    if (next !== undefined && last !== undefined) {
      if (last.index > next.index || (last.index === next.index && last.to > next.from)) continue;
    }
    before = mark;
    const spans = mark.pieces.toReversed().map(({ index, from, to }) => {
      const rest = texts[index]?.splitText(from);
      if (rest === undefined) return null;
      if (to - from < rest.length) rest.splitText(to - from);
      const span = make('span', mark.quote.verified ? 'quote' : 'quote unverified');
      rest.replaceWith(span);
      span.append(rest);
      return span;
    });
    const end = spans[0];
    if (end == null) continue;
    if (mark.quote.verified) showPlace(end, mark.quote, sources);
    else {
      for (const span of spans) span?.setAttribute('title', strings.quoteNotFound);
      end.after(make('span', 'spoken', {}, ` (${strings.quoteNotFound})`));
    }
  }
}

interface Position {
  readonly index: number;
  readonly from: number;
}

function compare([one]: readonly Position[], [other]: readonly Position[]): number {
  return (one?.index ?? 0) - (other?.index ?? 0) || (one?.from ?? 0) - (other?.from ?? 0);
}

/** Texts of citations are none of the answer's own words. */
function textsOf(container: Node): Text[] {
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text && node.parentElement?.closest('.citation') == null) texts.push(node);
  }
  return texts;
}

function showPlace(end: HTMLElement, { place }: Quote, sources: Sources): void {
  if (place === null) return;
  const cited = citedNext(end, place);
  if (cited !== null) {
    cited.classList.add('quoted');
    if (place.column !== undefined) cited.dataset.column = String(place.column);
    return;
  }
  const line = labelOf(place, firstLineOf(place.path, sources));
  const label = place.column === undefined ? line : strings.atCharacter(line, place.column);
  const link = make(
    'button',
    'citation found',
    {
      type: 'button',
      role: 'link',
      title: strings.quoteFound(label),
      'aria-label': strings.quoteFound(label),
    },
    icon('quote'),
  );
  Object.assign(link.dataset, { path: place.path, start: place.startLine, end: place.endLine });
  if (place.column !== undefined) link.dataset.column = String(place.column);
  behindMark(outermost(end)).after(link);
}

/** The element that ends where `end` does and stands among the sentence's other words. */
function outermost(end: HTMLElement): HTMLElement {
  const parent = end.parentElement;
  const isWithin = end.nextSibling === null && parent?.matches('strong, em, s, code, a, .quote');
  return isWithin && parent != null ? outermost(parent) : end;
}

/** The quotation mark that closes after `end`, as a text of its own; `end` where there is none. */
function behindMark(end: HTMLElement): ChildNode {
  const next = end.nextSibling;
  const mark = next instanceof Text ? /^["'”’»]+/.exec(next.data)?.[0] : undefined;
  if (!(next instanceof Text) || mark === undefined) return end;
  next.splitText(mark.length);
  return next;
}

/** The citation of that place right after the quote: another link would say no more. */
function citedNext(end: HTMLElement, place: NonNullable<Quote['place']>): HTMLElement | null {
  let next: Node | null = outermost(end).nextSibling;
  while (next instanceof Text && /^[\s"'”’»),.;:]*$/.test(next.data)) next = next.nextSibling;
  if (!(next instanceof HTMLElement) || !next.classList.contains('citation')) return null;
  const { path, start, end: last } = next.dataset;
  const isThere = Number(start) <= place.startLine && place.endLine <= Number(last);
  return isThere && path === place.path ? next : null;
}

/** Marks the citations whose lines say something else today, and those alone. */
export function markStale(
  container: ParentNode,
  answer: AnswerModel,
  sources: Sources,
  stale: readonly StalePlace[],
): void {
  for (const link of container.querySelectorAll<HTMLElement>('.citation:not(.found)')) {
    const { path = '', start, end } = link.dataset;
    const place = { path, startLine: Number(start), endLine: Number(end) };
    const citation = findCitation(place, answer.citations);
    if (citation?.verified !== true) continue;
    const why = stale.find((other) => isSamePlace(other, citation))?.why ?? null;
    const line = labelOf(place, firstLineOf(path, sources));
    const { column } = link.dataset;
    const label = column === undefined ? line : strings.atCharacter(line, Number(column));
    const trust = trustOf(citation);
    const isQuoted = link.classList.contains('quoted');
    const note = isQuoted ? 'quoted' : (citation.longLine ?? null);
    link.classList.toggle('stale', why !== null);
    setAttributes(link, {
      title:
        why === null ? strings.citation(label, trust, note) : strings.staleCitation(label, why),
      'aria-label':
        why === null ? strings.citationLabel(label, trust, note) : strings.staleLabel(label, why),
    });
  }
}

/** The checks of an answer in one line; `''` when there was nothing to check. */
export function sumChecks(
  { citations, quotes }: AnswerModel,
  stale: readonly StalePlace[],
): string {
  const counts: Record<Trust, number> = { shown: 0, unread: 0, there: 0, missing: 0 };
  for (const citation of citations) counts[trustOf(citation)] += 1;
  const changed = citations.filter(
    (citation) => citation.verified && stale.some((place) => isSamePlace(place, citation)),
  ).length;
  const found = quotes.filter((quote) => quote.verified).length;
  return [
    citations.length === 0 ? '' : strings.citationsChecked(counts, changed),
    strings.withoutProof(withoutProof(citations, quotes).length),
    quotes.length === 0 ? '' : strings.quotesChecked(found, quotes.length),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function isSamePlace(one: StalePlace, other: Omit<StalePlace, 'why'>): boolean {
  return (
    one.path === other.path && one.startLine === other.startLine && one.endLine === other.endLine
  );
}
