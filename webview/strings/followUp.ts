import { formatUsdLimit } from '../../src/core/limitUsd.ts';
import type { FollowUpFacts } from '../../src/protocol/panel.ts';

/** The box for a further question. */
export const followUpStrings = {
  askAFollowUp: 'Ask a follow-up',
  sendQuestion: 'Ask (Enter)',
  laterQuestions: 'Follow-up questions',
  /** What the question goes on from, and the most that it may cost. */
  followUpHint: ({ from, most, obstacle }: FollowUpFacts): string => {
    if (obstacle !== null) return obstacle;
    return `${beginnings[from]} ${mostWords(most)}`;
  },
} as const;

const beginnings: Readonly<Record<FollowUpFacts['from'], string>> = {
  kept: 'Continues this run, with everything it has computed.',
  rebuilt: 'Continues this run. Its session is rebuilt from its record first.',
  anew: 'The session of this run has ended: starts a new run that knows the earlier answer.',
};

function mostWords(most: FollowUpFacts['most']): string {
  switch (most.kind) {
    case 'demo':
      return 'The offline demo answers; it costs nothing.';
    case 'limited':
      return `Costs ${formatUsdLimit(most.usd)} at most.`;
    case 'unlimited':
      return 'No cost limit is set.';
    case 'unpriced':
      return "The price is unknown, so the cost can't be limited.";
  }
}
