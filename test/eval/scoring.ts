import type { Truth } from './task.ts';

export interface Score {
  /** 0 to 1. */
  readonly score: number;
  /** All of it is right. */
  readonly isExact: boolean;
}

/**
 * Holds an answer against the truth. A code: right or wrong. Numbers: 0.75 to the power of how far
 * each is off, as OOLONG scores, their mean. Pairs: F1, as OOLONG-Pairs does.
 */
export function scoreAnswer(truth: Truth, answer: string): Score {
  const plain = withoutCitations(answer);
  const score = scoreOf(truth, plain);
  return { score, isExact: score === 1 };
}

function scoreOf(truth: Truth, answer: string): number {
  switch (truth.kind) {
    case 'code': {
      const given = new Set(answer.match(/(?<!\d)\d{7}(?!\d)/g));
      // Who names several has not found it.
      return given.size === 1 && given.has(truth.code) ? 1 : 0;
    }
    case 'counts': {
      const scores = Object.entries(truth.counts).map(([name, count]) => {
        const given = readCount(answer, name);
        return given === null ? 0 : 0.75 ** Math.abs(given - count);
      });
      return scores.reduce((sum, each) => sum + each, 0) / scores.length;
    }
    case 'pairs':
      return f1(new Set(truth.pairs), readPairs(answer));
  }
}

/** The number that an answer gives for a name, in a list, a table or JSON; the last one counts. */
export function readCount(answer: string, name: string): number | null {
  const expression = new RegExp(
    `(?:^|[,;{])[\\s>|*_\`'"•.)\\-\\d]*(?<![\\w-])(?:user\\s*)?${name}\\b[\\s*_\`'":|=(→≈~–—-]*(\\d{1,3}(?:,\\d{3})+|\\d+)(?!\\d|[.,]\\d|%)`,
    'gim',
  );
  const given = [...answer.matchAll(expression)].at(-1)?.[1];
  return given === undefined ? null : Number(given.replaceAll(',', ''));
}

/** Pairs of five-digit numbers, as `11111, 22222`, in whatever order and brackets they stand. */
export function readPairs(answer: string): ReadonlySet<string> {
  const found = answer.matchAll(
    /(?<!\d)(\d{5})(?!\d)["'`*]*(?:[ \t]*[,;|/&–—-][ \t]*|[ \t]+(?:and[ \t]+)?)["'`*]*(\d{5})(?!\d)/g,
  );
  return new Set([...found].map(([, one = '', other = '']) => [one, other].sort().join(', ')));
}

function f1(wanted: ReadonlySet<string>, given: ReadonlySet<string>): number {
  if (wanted.size === 0 && given.size === 0) return 1;
  const right = [...given].filter((pair) => wanted.has(pair)).length;
  return (2 * right) / (wanted.size + given.size);
}

/** Their line numbers are none of the answer's. */
function withoutCitations(answer: string): string {
  return answer.replaceAll(/\[(?:[^\]\n]*:)?L\d+[^\]\n]*\]/g, '');
}
