import { type Place, type Row, readLines } from './cells.ts';
import { cite, quoteLine } from './report.ts';
import { type Look, type Steps, step } from './step.ts';

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

/** What a sub-model is asked about the lines before a failure. */
export const causeQuestion = (name: string, line: number): string =>
  `What set off the first failure of "${name}" (L${line})?`;
const causeAsked = /^What set off the first failure of "(.*)" \(L(\d+)\)\?/s;

/** What the demo says to a sub-prompt that its own cells did not write. */
const foreignPrompt =
  'The offline demo answers only the sub-prompts that its own cells write. Set a key to ask a language model.';

/** One sub-call for each value, over the lines just before its first failure. */
export function* findCauses(look: Look, rows: readonly Row[]): Steps<Causes> {
  const asked = rows.filter(({ first }) => first !== null).slice(0, most);
  const questions = asked.map(({ value, first }) => {
    const { path = '', line = 1 } = first ?? {};
    return { text: causeQuestion(value, line), path, from: Math.max(1, line - before), to: line };
  });
  const output = look.subcalls
    ? yield step(
        `What set each failure off must stand before its first line.\nSo I give the ${before} lines before each first failure to a sub-model, all at once.`,
        { says: 'one prompt for each, all at once', does: [{ kind: 'ask', questions }] },
      )
    : '';
  const replies = output.split('\n');
  return {
    say: (row) => {
      // A refused call leaves nothing to read; the figures stand without it.
      const start = `${asked.indexOf(row) + 1}. `;
      const reply = replies.find((line) => line.startsWith(start))?.slice(start.length);
      const [cause] = readLines(reply ?? '');
      if (cause === undefined) return 'no line before it says so';
      return `${quoteLine(cause.text)} ${cite({ path: row.first?.path ?? '', line: cause.line })}`;
    },
    rule: `What set a failure off is the telling line among the ${before} lines before the first one, picked by fixed rules: its level, its words, and what it shares with the failure.`,
  };
}

/** Answers a sub-prompt by rules: a line of those that it holds, or `none`. */
export function answerSubcall(prompt: string): string {
  const [question = '', ...rest] = prompt.split('\n\n');
  const [, name, at] = causeAsked.exec(question) ?? [];
  if (name === undefined) return foreignPrompt;
  const cause = findCause(readLines(rest.join('\n\n')), name.toLowerCase(), Number(at));
  return cause === null ? 'none' : `L${cause.line}: ${cause.text}`;
}

/** Words after which something usually goes wrong; the strong ones are an event in themselves. */
const strongTrigger =
  /\b(?:expired|full|no space|exhausted|out of memory|oom|killed|revoked|rolled out|deployed|failed over|failover|disabled|removed|changed|corrupt\w*|power|unreachable|lost)\b/i;
const weakTrigger =
  /\b(?:expires?|restart\w*|refused|rotated|upgrade\w*|limit|quota|leak\w*|saturat\w*|deadlock\w*|timeout|timed out|low|slow|down|grow\w*)\b/i;

/**
 * The line before the failure that stands out: by its level, by words that announce trouble, by
 * rare words it shares with the failure, and by belonging to a party that the failure names.
 */
function findCause(lines: readonly Place[], name: string, at: number): Place | null {
  const failure = lines.find(({ line }) => line === at);
  const earlier = lines.filter(({ line }) => line < at);
  if (failure === undefined) return null;
  const column = tokens(failure.text).findIndex((token) => bare(token) === name);
  // Times and levels before the column of the owner say nothing.
  const messageOf = ({ text }: Place): string =>
    column === -1
      ? text
      : tokens(text)
          .slice(column + 1)
          .join(' ');
  const failureWords = wordsOf(messageOf(failure));
  const parties = tokens(messageOf(failure)).map(bare);
  const spread = new Map<string, number>();
  for (const word of earlier.flatMap((line) => [...wordsOf(messageOf(line))])) {
    spread.set(word, (spread.get(word) ?? 0) + 1);
  }
  const isRare = (word: string): boolean => (spread.get(word) ?? 0) <= earlier.length / 4;
  let best: Place | null = null;
  let bestScore = 4;
  for (const line of earlier) {
    const owner = column === -1 ? '' : bare(tokens(line.text)[column] ?? '');
    const message = messageOf(line);
    const words = wordsOf(message);
    const rare = [...words].filter((word) => failureWords.has(word) && isRare(word)).length;
    const named = owner !== '' && owner !== name && parties.includes(owner);
    const mentioned = owner === name || words.has(name);
    if (!named && !mentioned && rare === 0) continue;
    const failing = /\b(?:ERROR|FATAL|CRIT(?:ICAL)?|SEVERE|PANIC)\b/i.test(line.text);
    const warning = /\bWARN(?:ING)?\b/i.test(line.text);
    const score =
      Math.min(rare, 3) * 2 +
      (named ? (failing ? 9 : 3) : 0) +
      (mentioned ? 2 : 0) +
      (failing ? 3 : warning ? 2 : 0) +
      (strongTrigger.test(message) ? 4 : weakTrigger.test(message) ? 2 : 0);
    // Of equals, the one nearer to the failure; of another's failures, the first.
    if (score > bestScore || (score === bestScore && !named)) {
      best = line;
      bestScore = score;
    }
  }
  return best;
}

function tokens(text: string): string[] {
  return text.trim().split(/\s+/);
}

function bare(token: string): string {
  return token.replace(/^[[(<"']+|[\])>"':,]+$/g, '').toLowerCase();
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\p{L}[\p{L}\p{N}_./-]+[\p{L}\p{N}]/gu) ?? [];
  return new Set(
    words.filter(
      (word) =>
        !/^(?:the|and|for|with|from|after|before|was|were|are|not|has|had|its|this|that|into|per|all|now)$/.test(
          word,
        ),
    ),
  );
}
