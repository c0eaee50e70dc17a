import { formatUsdLimit } from '../../../src/core/limitUsd.ts';
import type { FollowUpFacts } from '../../../src/protocol/panel.ts';
import { formatCount } from '../../format.ts';
import type { comparisonStrings } from '../comparison.ts';
import type { findStrings } from '../find.ts';
import type { followUpStrings } from '../followUp.ts';
import type { Translation } from '../language.ts';

export const followUpGerman: Translation<typeof followUpStrings> = {
  askAFollowUp: 'Nachfragen',
  sendQuestion: 'Fragen (Eingabetaste)',
  laterQuestions: 'Nachfragen zu diesem Lauf',
  followUpHint: ({ from, most, obstacle }) => {
    if (obstacle !== null) return obstacle;
    return `${beginnings[from]} ${mostWords(most)}`;
  },
};

const beginnings: Readonly<Record<FollowUpFacts['from'], string>> = {
  kept: 'Setzt diesen Lauf fort, mit allem, was er berechnet hat.',
  rebuilt:
    'Setzt diesen Lauf fort: seine Sitzung wird zuerst aus der Aufzeichnung wiederhergestellt.',
  anew: 'Die Sitzung dieses Laufs ist beendet: ein neuer Lauf beginnt, der die frühere Antwort kennt.',
};

function mostWords(most: FollowUpFacts['most']): string {
  switch (most.kind) {
    case 'demo':
      return 'Die Offline-Demo antwortet; das kostet nichts.';
    case 'limited':
      return `Kostet höchstens ${formatUsdLimit(most.usd)}.`;
    case 'unlimited':
      return 'Es ist keine Kostengrenze gesetzt.';
    case 'unpriced':
      return 'Der Preis ist unbekannt, die Kosten lassen sich nicht begrenzen.';
  }
}

export const comparisonGerman: Translation<typeof comparisonStrings> = {
  compareRuns: 'Zwei Läufe im Vergleich',
  compareFailed: (why) => `Die Läufe können nicht verglichen werden: ${why}`,
  answers: 'Antworten',
  answerOf: (name) => `Antwort von Lauf ${name}`,
  markDifferences: 'Unterschiede markieren',
  showRun: 'Lauf anzeigen',
  factsOfRuns: 'Angaben zu den zwei Läufen',
  fact: 'Angabe',
  differs: 'verschieden',
  facts: {
    status: 'Stand',
    text: 'Text',
    size: 'Größe',
    models: 'Modelle',
    language: 'Sprache',
    asked: 'Gefragt',
    iterations: 'Iterationen',
    calls: 'Aufrufe',
    tokens: 'Token',
    cost: 'Kosten',
    time: 'Zeit',
    read: 'Von Modellen gelesen',
    searched: 'Von Code durchsucht',
  },
  demoCost: 'Demo',
  noLimitSet: 'keine Grenze',
};

export const findGerman: Translation<typeof findStrings> = {
  findInRun: 'Im Lauf suchen',
  find: 'Suchen',
  findButton: 'Suchen (Strg+F)',
  matchCase: 'Groß- und Kleinschreibung beachten (Alt+C)',
  findPrevious: 'Voriger Treffer (Umschalt+F3)',
  findNext: 'Nächster Treffer (F3)',
  findClose: 'Schließen (Esc)',
  foundOf: (current, total, isLooking) => {
    if (total === 0) return isLooking ? 'Sucht …' : 'Keine Ergebnisse';
    return `${formatCount(current)} von ${formatCount(total)}${isLooking ? '+' : ''}`;
  },
};
