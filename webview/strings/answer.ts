import { shareText } from '../../src/core/shareText.ts';
import type { StalePlace } from '../../src/protocol/panel.ts';
import { formatCount } from '../format.ts';
import type { ReadPart } from '../model/coverage.ts';
import type { Trust } from '../text/citations.ts';
import { many } from './many.ts';

const staleReasons: Readonly<Record<StalePlace['why'], string>> = {
  changed: 'its lines read differently now',
  short: 'the text has fewer lines now',
  gone: "the file can't be read any more",
};

const trusts: Readonly<Record<Trust, string>> = {
  shown: 'shown to the model',
  unread: 'exists, not read by a model',
  there: 'exists',
  missing: 'not there',
};

/**
 * What is known of a citation besides: the words quoted before it stand in these very lines, or how
 * many characters a line of it has that is too long to prove anything.
 */
type CitationNote = 'quoted' | number | null;

function noteText(note: CitationNote): string {
  if (note === 'quoted') return ', the quoted words stand there';
  return note === null ? '' : `, a line of ${formatCount(note)} characters, which is no proof`;
}

/** The answer, its citations and quotes, and what was read of the text. */
export const answerStrings = {
  citation: (label: string, trust: Trust, note: CitationNote = null) =>
    `${trust === 'missing' ? '' : 'Open '}${label}: ${trusts[trust]}${noteText(note)}`,
  citationLabel: (label: string, trust: Trust, note: CitationNote = null) =>
    `${label}, ${trusts[trust]}${noteText(note)}`,
  atCharacter: (label: string, column: number) => `${label}, character ${formatCount(column)}`,
  /** Of citations that name nothing but long lines. */
  withoutProof: (count: number) =>
    count === 0
      ? ''
      : `${many(count, 'citation names', 'citations name')} a line too long to be a proof`,
  staleCitation: (label: string, why: StalePlace['why']) => `Open ${label}: ${staleReasons[why]}`,
  staleLabel: (label: string, why: StalePlace['why']) =>
    `${label}, changed since the answer: ${staleReasons[why]}`,
  valueOf: 'The value of ',
  quoteNotFound: 'not found word for word in the text',
  quoteFound: (label: string) => `Found word for word at ${label}`,
  /** `counts` of all places named; `changed` of those that exist. */
  citationsChecked: (counts: Readonly<Record<Trust, number>>, changed: number) => {
    const { shown, unread, there, missing } = counts;
    const found = shown + unread + there;
    return [
      `${many(found, 'cited place', 'cited places')} found`,
      missing === 0 ? '' : `${formatCount(missing)} missing`,
      unread === 0 ? '' : `${formatCount(unread)} not read by a model`,
      changed === 0 ? '' : `${formatCount(changed)} changed since`,
    ]
      .filter((part) => part !== '')
      .join(', ');
  },
  checksMean:
    'Found means that the lines exist. A tick stands only where the quoted words were found in those lines.',
  quotesChecked: (found: number, all: number) =>
    `${formatCount(found)} of ${many(all, 'quote', 'quotes')} found word for word`,
  readByModels: (share: number) => `Read by the model: ${shareText(share)}`,
  readMeans: 'This much of the text stood in what a model was shown.',
  /** `items`: texts that the question is about. */
  searchedByCode: (share: number, items: number) => {
    const all = items === 1 ? 'whole text' : `all ${many(items, 'file', 'files')}`;
    return `Searched: ${share === 1 ? all : shareText(share)}`;
  },
  searchedMeans:
    'This much of the text was gone through by the code that the model wrote, such as a search or a count. No model has to read it for that.',
  coverageStrip: 'Parts of the text that were read',
  coverageParts: (named: readonly string[], more: number) =>
    `Parts of the text that models read: ${[...named, ...(more > 0 ? [`${formatCount(more)} more`] : [])].join('; ')}`,
  lineSpan: ({ path, startLine, endLine }: Pick<ReadPart, 'path' | 'startLine' | 'endLine'>) => {
    const from = formatCount(startLine);
    const to = formatCount(endLine);
    return `${path === '' ? '' : `${path}, `}${from === to ? `line ${from}` : `about lines ${from} to ${to}`}`;
  },
  readPart: (part: ReadPart): string => `${answerStrings.lineSpan(part)}: ${partState(part)}`,
} as const;

function partState({ wasRead, wasSearched }: ReadPart): string {
  if (wasRead) return 'read by a model';
  if (wasSearched === null) return 'not read';
  return wasSearched ? 'searched by code, not read' : 'neither read nor searched';
}
