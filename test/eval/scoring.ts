import { readCitations, TextNames } from '../../src/core/citedPlaces.ts';
import { type Truth, textLabel } from './task.ts';

export interface Score {
  /** 0 to 1. */
  readonly score: number;
  /** All of it is right. */
  readonly isExact: boolean;
}

/** Of one citation: who cites more has not found the place. */
const mostCitedLines = 1_000;

/**
 * Holds an answer against the truth. A code: right or wrong. Numbers: 0.75 to the power of how far
 * each is off, as OOLONG scores, their mean. Pairs, cited lines and other lists: F1, as OOLONG-Pairs does. Values:
 * the share of those that are right.
 */
export function scoreAnswer(truth: Truth, answer: string): Score {
  const score = scoreOf(truth, answer);
  return { score, isExact: score === 1 };
}

function scoreOf(truth: Truth, given: string): number {
  const answer = withoutCitations(given);
  switch (truth.kind) {
    case 'lines':
      return scoreLines(truth.lines, given);
    case 'code': {
      const codes = new Set(answer.match(/(?<!\d)\d{7}(?!\d)/g));
      // Who names several has not found it.
      return codes.size === 1 && codes.has(truth.code) ? 1 : 0;
    }
    case 'counts': {
      const { grain = 1 } = truth;
      const scores = Object.entries(truth.counts).map(([name, count]) => {
        const found = readCount(answer, name);
        return found === null ? 0 : 0.75 ** (Math.abs(found - count) / grain);
      });
      return scores.reduce((sum, each) => sum + each, 0) / scores.length;
    }
    case 'pairs':
      return listScore(truth.pairs, readPairs(answer), answer);
    case 'set':
      return listScore(truth.items, readItems(answer, truth.pattern), answer);
    case 'values': {
      const all = Object.entries(truth.values);
      const right = all.filter(([name, value]) => readValue(answer, name) === value.toLowerCase());
      return right.length / all.length;
    }
  }
}

function scoreLines(lines: readonly number[], answer: string): number {
  const items = [{ path: '', origin: null }];
  const names = new TextNames({ kind: 'string', label: textLabel, items });
  const cited = readCitations(answer, names).flatMap(({ places }) => places);
  const given = cited.flatMap(({ path, startLine, endLine }) => {
    const length = Math.min(mostCitedLines, endLine - startLine + 1);
    // A place in another text is a wrong one.
    return Array.from({ length }, (_, index) => `${path}L${startLine + index}`);
  });
  const wanted = lines.map((line) => `L${line}`);
  return listScore(wanted, new Set(given), answer);
}

/** The number that an answer gives for a name, in a list, a table or JSON; the last one counts. */
export function readCount(answer: string, name: string): number | null {
  const expression = new RegExp(
    `(?:^|[,;{])[\\s>|*_\`'"•.)\\-\\d]*(?<![\\w-])(?:user\\s*)?${escaped(name)}(?!\\w)[\\s*_\`'":|=(→≈~–—-]*(\\d{1,3}(?:,\\d{3})+|\\d+)(?!\\d|[.,]\\d|%)`,
    'gim',
  );
  const given = [...answer.matchAll(expression)].at(-1)?.[1];
  return given === undefined ? null : Number(given.replaceAll(',', ''));
}

/** What an answer gives for a number, in a list, a table or JSON, in small letters; the last one counts. */
export function readValue(answer: string, name: string): string | null {
  const expression = new RegExp(
    `(?:^|[,;{])[\\s>|*_\`'"#-]*(?<![\\w-])${escaped(name)}(?!\\w)[\\s*_\`'":|=.)(→–—-]*([^\\s"'\`*|,;{}()]+)`,
    'gim',
  );
  const given = [...answer.matchAll(expression)].at(-1)?.[1];
  return given === undefined ? null : given.replace(/[.:]+$/, '').toLowerCase();
}

/** What of an answer the pattern knows as items, without marks of Markdown and doubled blanks. */
export function readItems(answer: string, pattern: string): ReadonlySet<string> {
  const plain = answer.replaceAll(/[`*"]|(?<=: )#+ /g, '');
  const found = plain.matchAll(new RegExp(pattern, 'gm'));
  return new Set([...found].map(([all, item]) => (item ?? all).replaceAll(/\s+/g, ' ')));
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Pairs of five-digit numbers, as `11111, 22222`, in whatever order and brackets they stand. */
export function readPairs(answer: string): ReadonlySet<string> {
  const found = answer.matchAll(
    /(?<!\d)(\d{5})(?!\d)["'`*]*(?:[ \t]*[,;|/&–—-][ \t]*|[ \t]+(?:and[ \t]+)?)["'`*]*(\d{5})(?!\d)/g,
  );
  return new Set([...found].map(([, one = '', other = '']) => [one, other].sort().join(', ')));
}

/** F1. Where nothing is to be listed, an answer has to say "none": silence is no finding. */
function listScore(items: readonly string[], given: ReadonlySet<string>, answer: string): number {
  const wanted = new Set(items);
  if (wanted.size === 0 && given.size === 0) return /\bnone\b/i.test(answer) ? 1 : 0;
  const right = [...given].filter((item) => wanted.has(item)).length;
  return (2 * right) / (wanted.size + given.size);
}

/** Their line numbers are none of the answer's. */
function withoutCitations(answer: string): string {
  return answer.replaceAll(/\[(?:[^\]\n]*:)?L\d+[^\]\n]*\]/g, '');
}
