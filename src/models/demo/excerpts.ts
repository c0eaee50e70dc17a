import { type Place, type Question, readLines } from './cells.ts';
import { type Look, type Steps, step } from './step.ts';
import { escapePattern, type Sought } from './words.ts';

/** What a sub-model is asked about some lines. */
export const pickQuestion = (topic: string): string =>
  `Which line says most about "${topic.replaceAll('\n', ' ')}"?`;
export const causeQuestion = (name: string, line: number): string =>
  `What set off the first failure of "${name}" (L${line})?`;

/** What the demo says to a sub-prompt that its own cells did not write. */
export const foreignPrompt =
  'The offline demo answers only the sub-prompts that its own cells write. Set a key to ask a language model.';

/** The line that a sub-model replied with to each question; null for none. */
export function* askAbout(
  { subcalls }: Look,
  questions: readonly Question[],
  prose: string,
): Steps<readonly (Place | null)[]> {
  if (!subcalls) return questions.map(() => null);
  const output = yield step(prose, {
    says: 'one prompt for each, all at once',
    does: [{ kind: 'ask', questions }],
  });
  // A refused call leaves nothing to read; the figures stand without it.
  const replies = output.split('\n');
  return questions.map(({ path }, index) => {
    const start = `${index + 1}. `;
    const reply = replies.find((line) => line.startsWith(start)) ?? '';
    const [place] = readLines(reply.slice(start.length));
    return place === undefined ? null : { ...place, path };
  });
}

/** A line that seems to define what is sought, else one that has it in the same case, else the first. */
export function mostTelling(
  places: readonly (Place | null)[],
  sought: Sought | null,
): Place | null {
  const found = places.filter((place) => place !== null);
  if (sought === null) return found[0] ?? null;
  const definition = new RegExp(
    `\\b(?:class|interface|function|def|fn|func|struct|enum|type|const|let|var)\\s+${escapePattern(sought.text)}\\b`,
  );
  return (
    found.find(({ text }) => definition.test(text)) ??
    found.find(({ text }) => text.includes(sought.text)) ??
    found[0] ??
    null
  );
}

/** Answers a sub-prompt by rules: a line of the excerpt, or `none`. */
export function answerSubcall(prompt: string): string {
  const [question = '', ...rest] = prompt.split('\n\n');
  const lines = readLines(rest.join('\n\n'));
  const [, cause, at] =
    /^What set off the first failure of "(.*)" \(L(\d+)\)\?/s.exec(question) ?? [];
  const [, topic] = /^Which line says most about "(.*)"\?/s.exec(question) ?? [];
  if (cause !== undefined) return shown(findCause(lines, cause, Number(at)));
  return topic === undefined ? foreignPrompt : shown(pickLine(lines, topic));
}

function shown(line: Place | undefined): string {
  return line === undefined ? 'none' : `L${line.line}: ${line.text}`;
}

/** The line with the highest score above `least`; of equals the first. */
function best(
  lines: readonly Place[],
  least: number,
  score: (line: Place) => number,
): Place | undefined {
  let found: Place | undefined;
  let most = least;
  for (const line of lines) {
    const own = score(line);
    if (own <= most) continue;
    found = line;
    most = own;
  }
  return found;
}

function pickLine(lines: readonly Place[], topic: string): Place | undefined {
  const wanted = wordsOf(topic);
  return best(lines, 0, ({ text }) => {
    const own = new Set(wordsOf(text));
    const whole = text.includes(topic)
      ? 12
      : text.toLowerCase().includes(topic.toLowerCase())
        ? 10
        : 0;
    return whole + wanted.filter((word) => own.has(word)).length;
  });
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
function findCause(lines: readonly Place[], value: string, at: number): Place | undefined {
  const failure = lines.find(({ line }) => line === at);
  const earlier = lines.filter(({ line }) => line < at);
  if (failure === undefined) return undefined;
  const name = value.toLowerCase();
  const column = tokens(failure.text).findIndex((token) => bare(token) === name);
  // Times and levels before the column of the owner say nothing.
  const messageOf = ({ text }: Place): string =>
    column === -1
      ? text
      : tokens(text)
          .slice(column + 1)
          .join(' ');
  const failureWords = new Set(wordsOf(messageOf(failure)));
  const parties = new Set(tokens(messageOf(failure)).map(bare));
  const spread = new Map<string, number>();
  for (const word of earlier.flatMap((line) => [...new Set(wordsOf(messageOf(line)))])) {
    spread.set(word, (spread.get(word) ?? 0) + 1);
  }
  const isNamed = (owner: string): boolean => owner !== name && parties.has(owner);
  const ownerOf = ({ text }: Place): string =>
    column === -1 ? '' : bare(tokens(text)[column] ?? '');
  const score = (line: Place): number => {
    const owner = ownerOf(line);
    const message = messageOf(line);
    const words = new Set(wordsOf(message));
    const isRare = (word: string): boolean => (spread.get(word) ?? 0) <= earlier.length / 4;
    const rare = [...words].filter((word) => failureWords.has(word) && isRare(word)).length;
    const named = owner !== '' && isNamed(owner);
    const mentioned = owner === name || words.has(name);
    const failing = /\b(?:ERROR|FATAL|CRIT(?:ICAL)?|SEVERE|PANIC)\b/i.test(line.text);
    const warning = /\bWARN(?:ING)?\b/i.test(line.text);
    if (!named && !mentioned && rare === 0) return 0;
    return (
      Math.min(rare, 3) * 2 +
      (named ? (failing ? 9 : 3) : 0) +
      (mentioned ? 2 : 0) +
      (failing ? 3 : warning ? 2 : 0) +
      (strongTrigger.test(message) ? 4 : weakTrigger.test(message) ? 2 : 0)
    );
  };
  // Of equals, the one nearer to the failure; of another's failures, the first.
  const first = best(earlier, 4, score);
  if (first === undefined || isNamed(ownerOf(first))) return first;
  return earlier.findLast((line) => score(line) === score(first) && !isNamed(ownerOf(line)));
}

function tokens(text: string): string[] {
  return text.trim().split(/\s+/);
}

function bare(token: string): string {
  return token.replace(/^[[(<"']+|[\])>"':,]+$/g, '').toLowerCase();
}

const commonWords =
  'the and for with from after before was were not are has had its this that into per all now'.split(
    ' ',
  );

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}][\p{L}\p{N}_./-]*[\p{L}\p{N}]/gu) ?? [];
  return words.filter((word) => word.length > 2 && !commonWords.includes(word));
}
