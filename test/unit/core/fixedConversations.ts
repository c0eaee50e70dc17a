import type { Turn } from './conversationCost.ts';

const turn = (prints: number, makes: number, replyChars = 400): Turn => ({
  prints,
  makes,
  replyChars,
});

/** Conversations as runs have them, by what they do. */
export const fixedConversations: Readonly<Record<string, readonly Turn[]>> = {
  'one look and the answer': [turn(800, 1), turn(0, 1)],
  'three turns of small prints': [turn(600, 2), turn(900, 2), turn(200, 1)],
  'six turns of usual prints': Array.from({ length: 6 }, () => turn(1_500, 2)),
  'four turns, one of them with a large print': [
    turn(700, 1),
    turn(6_000, 2),
    turn(900, 2),
    turn(300, 1),
  ],
  'five turns with prints of 4,500 characters': Array.from({ length: 5 }, () => turn(4_500, 2)),
  'twelve turns of small prints': Array.from({ length: 12 }, () => turn(1_000, 1)),
  'twelve turns of large prints': Array.from({ length: 12 }, () => turn(15_000, 2)),
};
