import type { Row } from './cells.ts';
import { askAbout, causeQuestion } from './excerpts.ts';
import { cite, quoteLine } from './report.ts';
import type { Look, Steps } from './step.ts';

/** What sub-models took for the cause of each value's first failure. */
export interface Causes {
  say(row: Row): string;
  /** How they were found. */
  readonly rule: string;
}

/** Lines before a failure that are read. */
const before = 40;
/** Failures that are looked into. */
const most = 20;

/** One sub-call for each value, over the lines just before its first failure. */
export function* findCauses(look: Look, rows: readonly Row[]): Steps<Causes> {
  const asked = rows.toSorted((a, b) => a.first.line - b.first.line).slice(0, most);
  const found = yield* askAbout(
    look,
    asked.map(({ value, first: { path, line } }) => ({
      text: causeQuestion(value, line),
      path,
      from: Math.max(1, line - before),
      to: line,
    })),
    `What set each failure off must stand before its first line.\nSo I give the ${before} lines before each first failure to a sub-model, all at once.`,
  );
  return {
    say: (row) => {
      const cause = found[asked.indexOf(row)];
      return cause === undefined || cause === null
        ? 'no line before it says so'
        : `${quoteLine(cause.text)} ${cite(cause)}`;
    },
    rule: `What set a failure off is the telling line among the ${before} lines before the first one, picked by fixed rules: its level, its words, and what it shares with the failure.`,
  };
}
