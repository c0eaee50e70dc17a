import { formatUsdLimit } from '../../src/core/limitUsd.ts';
import type { FollowUpFacts } from '../../src/protocol/panel.ts';

/** The box for a further question. */
export const followUpStrings = {
  askAFollowUp: 'Ask a follow-up',
  sendQuestion: 'Ask (Enter)',
  laterQuestions: 'Follow-up questions',
  /** What the question goes on from, and the most that it may cost. */
  followUpHint: ({ isKept, most, obstacle }: FollowUpFacts): string => {
    if (obstacle !== null) return obstacle;
    const from = isKept
      ? 'Continues this run, with everything it has computed.'
      : 'The session of this run has ended: your question starts a new run on the same text, which builds up again what was computed.';
    return `${from} ${mostWords(most)}`;
  },
} as const;

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
