import { shareText } from '../../../src/core/shareText.ts';
import type { StalePlace } from '../../../src/protocol/panel.ts';
import { formatCount } from '../../format.ts';
import type { ReadPart } from '../../model/coverage.ts';
import type { Trust } from '../../text/citations.ts';
import type { answerStrings } from '../answer.ts';
import type { Translation } from '../language.ts';
import { many } from '../many.ts';

const staleReasons: Readonly<Record<StalePlace['why'], string>> = {
  changed: 'ihre Zeilen lauten jetzt anders',
  short: 'der Text hat jetzt weniger Zeilen',
  gone: 'die Datei kann nicht mehr gelesen werden',
};

const trusts: Readonly<Record<Trust, string>> = {
  shown: 'dem Modell gezeigt',
  unread: 'vorhanden, von keinem Modell gelesen',
  there: 'vorhanden',
  missing: 'nicht vorhanden',
};

function noteText(note: 'quoted' | number | null): string {
  if (note === 'quoted') return ', die zitierten Worte stehen dort';
  return note === null ? '' : `, eine Zeile von ${formatCount(note)} Zeichen, die nichts belegt`;
}

export const answerGerman: Translation<typeof answerStrings> = {
  citation: (label, trust, note = null) =>
    `${label}${trust === 'missing' ? '' : ' öffnen'}: ${trusts[trust]}${noteText(note)}`,
  citationLabel: (label, trust, note = null) => `${label}, ${trusts[trust]}${noteText(note)}`,
  atCharacter: (label, column) => `${label}, Zeichen ${formatCount(column)}`,
  withoutProof: (count) =>
    count === 0
      ? ''
      : `${many(count, 'Beleg nennt', 'Belege nennen')} eine Zeile, die zu lang ist, um etwas zu belegen`,
  staleCitation: (label, why) => `${label} öffnen: ${staleReasons[why]}`,
  staleLabel: (label, why) => `${label}, seit der Antwort geändert: ${staleReasons[why]}`,
  valueOf: 'Der Wert von ',
  quoteNotFound: 'steht nicht wörtlich im Text',
  quoteFound: (label) => `Steht wörtlich in ${label}`,
  citationsChecked: ({ shown, unread, there, missing }, changed) => {
    const all = many(shown + unread + there + missing, 'Beleg', 'Belegen');
    const first =
      there > 0
        ? `${formatCount(there)} von ${all} vorhanden`
        : `${formatCount(shown)} von ${all} einem Modell gezeigt`;
    return [
      first,
      unread === 0 ? '' : `${formatCount(unread)} nur vorhanden`,
      missing === 0 ? '' : `${formatCount(missing)} nicht vorhanden`,
      changed === 0 ? '' : `${formatCount(changed)} seither geändert`,
    ]
      .filter((part) => part !== '')
      .join(', ');
  },
  quotesChecked: (found, all) =>
    `${formatCount(found)} von ${many(all, 'Zitat', 'Zitaten')} wörtlich gefunden`,
  readByModels: (share) => `${shareText(share)} von Modellen gelesen`,
  readMeans: 'So viel des Textes stand in dem, was einem Modell gezeigt wurde.',
  searchedByCode: (share) => `${shareText(share)} von Code durchsucht`,
  searchedMeans:
    'So viel des Textes hat der Code durchgesehen, den das Modell schrieb, etwa beim Suchen oder Zählen. Dazu muss kein Modell ihn lesen.',
  coverageStrip: 'Teile des Textes, die gelesen wurden',
  coverageParts: (named, more) =>
    `Teile des Textes, die Modelle gelesen haben: ${[...named, ...(more > 0 ? [`${formatCount(more)} weitere`] : [])].join('; ')}`,
  lineSpan,
  readPart: (part) => `${lineSpan(part)}: ${partState(part)}`,
};

function lineSpan({
  path,
  startLine,
  endLine,
}: Pick<ReadPart, 'path' | 'startLine' | 'endLine'>): string {
  const from = formatCount(startLine);
  const to = formatCount(endLine);
  const lines = from === to ? `Zeile ${from}` : `etwa Zeilen ${from} bis ${to}`;
  return `${path === '' ? '' : `${path}, `}${lines}`;
}

function partState({ wasRead, wasSearched }: ReadPart): string {
  if (wasRead) return 'von einem Modell gelesen';
  if (wasSearched === null) return 'nicht gelesen';
  return wasSearched ? 'von Code durchsucht, nicht gelesen' : 'weder gelesen noch durchsucht';
}
