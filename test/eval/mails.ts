import type { TextFile } from './corpus.ts';
import type { Asked } from './task.ts';

const what =
  'Each file is one mail of the years around 2002. A mail is spam if it was sent unasked to many: advertising, offers, fraud. Newsletters and mailing lists that the receiver has joined, and what people write to each other, are not spam. No header says which it is: it has to be told from what the mail is.';

/** Counted by meaning, held against what people have said. */
export function askAboutMails(files: readonly TextFile[], seed: number): Asked {
  const spam = files.filter(({ label }) => label === 'spam').map(({ path }) => path);
  if (seed % 2 !== 0) {
    const counts = { spam: spam.length, other: files.length - spam.length };
    return {
      question: `${what}\nHow many mails are spam, and how many are not? Answer with two lines, "spam: number" and "other: number", and nothing else.`,
      // Where people disagree about some of a hundred, being off by one of a thousand tells nothing.
      truth: { kind: 'counts', counts, grain: Math.max(1, files.length / 100) },
    };
  }
  return {
    question: `${what}\nWhich mails are spam? Answer with the path of each, like 0123.txt, one a line, and nothing else; with "none" if none is.`,
    truth: { kind: 'set', items: spam, pattern: '(?<!\\d)\\d{4}\\.txt' },
  };
}
