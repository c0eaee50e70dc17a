import type { StalePlace } from '../../src/protocol/panel.ts';
import { formatCount, formatShare } from '../format.ts';
import type { ReadPart } from '../model/coverage.ts';
import { many } from './many.ts';

const staleReasons: Readonly<Record<StalePlace['why'], string>> = {
  changed: 'its lines read differently now',
  short: 'the text has fewer lines now',
  gone: "the file can't be read any more",
};

/** The answer, its citations and quotes, and what was read of the text. */
export const answerStrings = {
  citation: (label: string, verified: boolean) =>
    verified ? `Open ${label}: the lines exist` : `${label} was not verified`,
  citationLabel: (label: string, verified: boolean) =>
    `${label}, ${verified ? 'verified' : 'not verified'}`,
  staleCitation: (label: string, why: StalePlace['why']) => `Open ${label}: ${staleReasons[why]}`,
  staleLabel: (label: string, why: StalePlace['why']) =>
    `${label}, verified for the answer, changed since: ${staleReasons[why]}`,
  quoteNotFound: 'not found word for word in the text',
  quoteFound: (label: string) => `Found word for word at ${label}`,
  citationsChecked: (verified: number, unverified: number, changed: number) =>
    [
      `${many(verified, 'citation', 'citations')} verified`,
      unverified === 0 ? '' : `${formatCount(unverified)} unverified`,
      changed === 0 ? '' : `${formatCount(changed)} changed since`,
    ]
      .filter((part) => part !== '')
      .join(', '),
  quotesChecked: (found: number, all: number) =>
    `${formatCount(found)} of ${many(all, 'quote', 'quotes')} found word for word`,
  coverage: (share: number) => `${formatShare(share)} of the text was read`,
  coverageStrip: 'Parts of the text that were read',
  coverageParts: (named: readonly string[], more: number) =>
    `Parts of the text that were read: ${[...named, ...(more > 0 ? [`${formatCount(more)} more`] : [])].join('; ')}`,
  lineSpan: ({ path, startLine, endLine }: Omit<ReadPart, 'wasRead' | 'start' | 'end'>) => {
    const from = formatCount(startLine);
    const to = formatCount(endLine);
    return `${path === '' ? '' : `${path}, `}${from === to ? `line ${from}` : `about lines ${from} to ${to}`}`;
  },
  readPart: (part: ReadPart): string =>
    `${answerStrings.lineSpan(part)}: ${part.wasRead ? 'read' : 'not read'}`,
} as const;
