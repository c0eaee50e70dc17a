import { readLines } from './step.ts';

/** The start of a sub-prompt that asks for the telling line about what follows in quotation marks. */
export const pickInstruction = 'Which line below says most about';
/** The start of a sub-prompt that asks what came before a failure. */
export const causeInstruction = 'Which line below tells best what set off the first failure of';
/** How every sub-prompt ends, before the numbered lines. */
export const replyInstruction =
  'Reply with that line as it stands, its number first; reply "none" if no line does.';

/** What the demo says to a sub-prompt that its own cells did not write. */
export const foreignPrompt =
  'The offline demo answers only the sub-prompts that its own cells write. Set a key to ask a language model.';

/** Answers a sub-prompt by rules: a line of the excerpt, or `none`. */
export function answerSubcall(prompt: string): string {
  const [instruction = '', ...rest] = prompt.split('\n\n');
  const lines = readLines(rest.join('\n\n'));
  const target = /"(.*)"/s.exec(instruction)?.[1] ?? '';
  if (instruction.startsWith(causeInstruction)) {
    const at = Number(/\(L(\d+)\)/.exec(instruction)?.[1] ?? 0);
    return findCause(lines, target, at) ?? 'none';
  }
  if (instruction.startsWith(pickInstruction)) return pickLine(lines, target) ?? 'none';
  return foreignPrompt;
}

type Line = ReturnType<typeof readLines>[number];

function pickLine(lines: readonly Line[], target: string): string | null {
  const wanted = wordsOf(target);
  const whole = target.toLowerCase();
  let best: Line | null = null;
  let bestScore = 0;
  for (const line of lines) {
    const own = new Set(wordsOf(line.text));
    const shared = wanted.filter((word) => own.has(word)).length;
    const has = line.text.includes(target) ? 12 : line.text.toLowerCase().includes(whole) ? 10 : 0;
    const score = has + shared;
    if (score > bestScore) {
      best = line;
      bestScore = score;
    }
  }
  return best === null ? null : show(best);
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
function findCause(lines: readonly Line[], value: string, at: number): string | null {
  const failure = lines.find(({ line }) => line === at);
  const earlier = lines.filter(({ line }) => line < at);
  if (failure === undefined) return null;
  const column = tokens(failure.text).findIndex((token) => bare(token) === value.toLowerCase());
  const ownerOf = (line: Line): string => bare(tokens(line.text)[column] ?? '');
  const failureWords = new Set(wordsOf(messageOf(failure.text, column)));
  const parties = new Set(tokens(messageOf(failure.text, column)).map(bare));
  const spread = new Map<string, number>();
  for (const line of earlier) {
    for (const word of new Set(wordsOf(messageOf(line.text, column)))) {
      spread.set(word, (spread.get(word) ?? 0) + 1);
    }
  }
  let best: Line | null = null;
  let bestScore = 4;
  for (const line of earlier) {
    const owner = column === -1 ? '' : ownerOf(line);
    const message = messageOf(line.text, column);
    const words = new Set(wordsOf(message));
    const rare = [...words].filter(
      (word) => failureWords.has(word) && (spread.get(word) ?? 0) <= earlier.length / 4,
    ).length;
    const named = owner !== '' && owner !== value.toLowerCase() && parties.has(owner);
    const mentioned = owner === value.toLowerCase() || words.has(value.toLowerCase());
    const failing = /\b(?:ERROR|FATAL|CRIT(?:ICAL)?|SEVERE|PANIC)\b/i.test(line.text);
    const warning = /\bWARN(?:ING)?\b/i.test(line.text);
    const related = named || mentioned || rare > 0;
    if (!related) continue;
    const score =
      Math.min(rare, 3) * 2 +
      (named ? 3 : 0) +
      (named && failing ? 6 : 0) +
      (mentioned ? 2 : 0) +
      (failing ? 3 : warning ? 2 : 0) +
      (strongTrigger.test(message) ? 4 : weakTrigger.test(message) ? 2 : 0);
    // Of equals, the one nearer to the failure; of another's failures, the first.
    if (score > bestScore || (score === bestScore && !named)) {
      best = line;
      bestScore = score;
    }
  }
  return best === null ? null : show(best);
}

function show(line: Line): string {
  const start = line.path === '' ? '' : `${line.path}:`;
  return `${start}L${line.line}: ${line.text}`;
}

function tokens(text: string): string[] {
  return text.trim().split(/\s+/);
}

function bare(token: string): string {
  return token.replace(/^[[(<"']+|[\])>"':,]+$/g, '').toLowerCase();
}

/** The line without what stands before and in the column of its owner: times and levels say nothing. */
function messageOf(text: string, column: number): string {
  return column === -1
    ? text
    : tokens(text)
        .slice(column + 1)
        .join(' ');
}

const commonWords = new Set(
  'the and for with from after before was were not are has had its this that into per all now'.split(
    ' ',
  ),
);

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}][\p{L}\p{N}_./-]*[\p{L}\p{N}]/gu) ?? []).filter(
    (word) => word.length > 2 && !commonWords.has(word),
  );
}
