import type { LimitName } from '../../../src/core/events.ts';
import type { RunState } from '../../../src/trajectory/model.ts';
import { formatChars, formatCount } from '../../format.ts';
import type { English } from '../../strings.ts';
import type { Translation } from '../language.ts';
import { many } from '../many.ts';

const states: Readonly<Record<RunState, string>> = {
  running: 'Läuft',
  answered: 'Beantwortet',
  limit: 'Grenze erreicht',
  cancelled: 'Angehalten',
  failed: 'Fehlgeschlagen',
  interrupted: 'Unterbrochen',
};

const limits: Readonly<Record<LimitName, string>> = {
  iterations: 'Die Grenze der Iterationen ist erreicht.',
  cost: 'Die Kostengrenze ist erreicht.',
  tokens: 'Die Tokengrenze ist erreicht.',
  time: 'Die Zeitgrenze ist erreicht.',
  subcalls: 'Die Grenze der Unteraufrufe ist erreicht.',
  errors: 'Zu viele Schritte hintereinander sind fehlgeschlagen.',
};

function callAt(call: number | null): string {
  return call === null ? '' : `Aufruf ${formatCount(call)}: `;
}

export const pageGerman: Translation<Omit<English, 'valueOf'>> = {
  answer: 'Antwort',
  bestAnswer: 'Beste Antwort bisher',
  timeline: 'Zeitleiste',
  trace: 'Verlauf',
  cost: 'Kosten',
  budget: 'Budget',
  runStatus: 'Stand des Laufs',
  buttons: 'Lauf',
  stop: 'Anhalten',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyAnswer: 'Antwort kopieren',
  insertAnswer: 'Antwort in ein neues Dokument einfügen',
  askFollowUp: 'Nachfragen',
  resume: 'Fortsetzen',
  forkFromHere: 'Lauf von hier verzweigen...',
  runAgain: 'Erneut ausführen',
  exportRun: 'Exportieren',
  follows: 'Nachfrage zu einem früheren Lauf',
  forkOf: (iteration: number) =>
    `Verzweigung eines früheren Laufs bei Iteration ${formatCount(iteration)}`,
  remedies: {
    connectModel: 'Modell verbinden...',
    setApiKey: 'API-Schlüssel setzen',
    selectModels: 'Modelle wählen...',
    testConnection: 'Verbindung prüfen',
    openSettings: 'Einstellungen öffnen',
    showLog: 'Protokoll anzeigen',
  },
  showLess: 'Weniger zeigen',
  showAll: (chars) => `Alle ${formatChars(chars)} zeigen`,
  showMore: (chars) => `Mehr zeigen, ${formatChars(chars)} sind übrig`,
  loading: 'Wird geladen …',
  unknown: 'k. A.',
  offlineDemo: 'Offline-Demo: feste Regeln, keine KI',
  loadFailed: (why) => `Der Lauf kann nicht gezeigt werden: ${why}`,
  requestFailed: (why) => `Das hat nicht geklappt: ${why}`,
  textFailed: (why) => `Der ganze Text kann nicht gezeigt werden: ${why}`,
  faults: (why) => `In dieser Ansicht ist etwas schiefgegangen: ${why}`,

  direct: (root) => `${root}, direkt gefragt`,
  items: (count) => many(count, 'Datei', 'Dateien'),
  lines: (count) => many(count, 'Zeile', 'Zeilen'),
  state: (state) => states[state],
  activity: (activity) => {
    switch (activity.kind) {
      case 'preparing':
        return 'der Text wird gelesen';
      case 'between':
        return 'der nächste Schritt wird vorbereitet';
      case 'asking':
        return 'das Modell wird gefragt';
      case 'writing':
        return 'das Modell schreibt';
      case 'executing':
        return `Zelle ${activity.cell}`;
      case 'waiting':
        return `wartet auf ${many(activity.calls, 'Aufruf', 'Aufrufe')}`;
      case 'finishing':
        return 'wird abgeschlossen';
      case 'deciding':
        return 'wartet auf Ihre Entscheidung zur Kostengrenze';
      case 'held':
        return `${callAt(activity.call)}der Server bittet, ${activity.seconds} s zu warten`;
      case 'retrying':
        return `${callAt(activity.call)}neuer Versuch in ${activity.seconds} s`;
    }
  },
  iteration: (number, most) => ['Iteration ', formatCount(number), ` von ${formatCount(most)}`],
  iterationsWord: (count) => (count === 1 ? ' Iteration' : ' Iterationen'),
  calls: (count) => many(count, 'Aufruf', 'Aufrufe'),
  callsWord: (count) => (count === 1 ? ' Aufruf' : ' Aufrufe'),
  callsFailed: (count) => `${many(count, 'Aufruf', 'Aufrufe')} fehlgeschlagen`,
  children: (count) => many(count, 'Unterlauf', 'Unterläufe'),
  raised: (limit) => `Die Kostengrenze wurde auf ${limit} erhöht.`,
  noticeText: (text, call, times) =>
    `${call === null ? '' : `Aufruf ${formatCount(call)}: `}${text}${times === 1 ? '' : ` (${formatCount(times)}-mal)`}`,
  spentOf: (cost, limit) => `${cost} von ${limit}`,
  unpriced: 'Preis unbekannt: die Kostengrenze kann nicht eingehalten werden',
  noLimit: (cost) => `${cost}, keine Grenze`,
  readWord: ' gelesen',
  searchedWord: ' durchsucht',

  limitReached: (limit) => limits[limit],
  noAnswer: 'Es gibt keine Antwort.',
  stoppedBefore: 'Angehalten, bevor es eine Antwort gab.',
  stoppedAfter: 'Angehalten. Dies ist die Antwort, die bis dahin entworfen war.',
  cancelledCalls: (count, cost) => {
    const much = cost === '' ? '' : ` (${cost})`;
    return count === 1
      ? `1 Aufruf wurde abgebrochen; der Server kann ihn trotzdem berechnen${much}.`
      : `${formatCount(count)} Aufrufe wurden abgebrochen; der Server kann sie trotzdem berechnen${much}.`;
  },
  lastStep: (iteration) => `Letzter Schritt (Iteration ${formatCount(iteration)}): `,
  interrupted:
    'Dieser Lauf wurde unterbrochen, weil sein Fenster geschlossen oder neu geladen wurde. Alles bis dahin ist erhalten.',
  failedWithout: 'Der Lauf ist fehlgeschlagen.',

  columns: ['Modell', 'Aufrufe', 'Eingabe', 'im Cache', 'geschrieben', 'Ausgabe', 'Kosten'],
  modelAt: (model, depth) => (depth === 0 ? `${model} (Haupt)` : `${model} (Tiefe ${depth})`),
  total: 'gesamt',
};
