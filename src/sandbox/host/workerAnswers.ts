import type { ContextDescription, TextRange } from '../../core/context.ts';
import type { CitedLines, LineRange, Share } from '../../core/environment.ts';
import { SandboxFailed } from '../../core/errors.ts';
import type { KnownText, QuestionName, SandboxQuestions } from '../../protocol/sandbox.ts';

type Readers = {
  readonly [Name in QuestionName]: (
    answer: unknown,
    question: SandboxQuestions[Name]['question'],
  ) => SandboxQuestions[Name]['answer'] | null;
};

/**
 * The answer to a question as it arrives from the worker, made anew of what it may hold. Throws
 * SandboxFailed when it is no answer to that question.
 */
export function readWorkerAnswer<Name extends QuestionName>(
  name: Name,
  question: SandboxQuestions[Name]['question'],
  answer: unknown,
): SandboxQuestions[Name]['answer'] {
  if (name === 'remember' && answer === null) return answer as SandboxQuestions[Name]['answer'];
  const read = readers[name](answer, question);
  if (read === null) throw new SandboxFailed(`it gave no answer to "${name}"`);
  return read;
}

const readers: Readers = {
  describe: readDescription,
  cite: (answer, ranges) => {
    const cited = listOf(answer, (value) => (value === null ? noLines : readCited(value)));
    if (cited === null || cited.length !== ranges.length) return null;
    return cited.map((lines) => (lines === noLines ? null : lines));
  },
  locate: (answer, quotes) =>
    Array.isArray(answer) && answer.length === quotes.length
      ? Array.from(answer, (place) => (place === null ? null : readPlace(place)))
      : null,
  holds: (answer) => (typeof answer === 'boolean' ? answer : null),
  cover: readCovered,
  remember: (answer) => (typeof answer === 'string' ? answer.slice(0, 100) : null),
  renew: (answer) => (answer === true ? answer : null),
};

const headChars = 500;

function readDescription(answer: unknown): ContextDescription | null {
  const { kind, chars, lines, longestLine, head, headPath, items } = fields(answer);
  if (kind !== 'string' && kind !== 'list' && kind !== 'map') return null;
  if (!isCount(chars) || !isCount(lines) || !isCount(longestLine)) return null;
  const list = listOf(items, readItem);
  if (typeof head !== 'string' || list === null) return null;
  const shown = typeof headPath === 'string' ? { headPath } : {};
  return { kind, chars, lines, longestLine, head: head.slice(0, headChars), ...shown, items: list };
}

function readItem(value: unknown): ContextDescription['items'][number] | null {
  const { path, chars, lines } = fields(value);
  if (typeof path !== 'string' || !isCount(chars) || !isCount(lines)) return null;
  return { path, chars, lines };
}

/** One that makes no sense is none. */
function readPlace(value: unknown): LineRange | null {
  const { path, startLine, endLine } = fields(value);
  if (typeof path !== 'string' || !isCount(startLine) || !isCount(endLine)) return null;
  return startLine >= 1 && endLine >= startLine ? { path, startLine, endLine } : null;
}

/** Stands for lines that are not there. */
const noLines: CitedLines = { text: null, isShown: false };

function readCited(value: unknown): CitedLines | null {
  const { text, isShown } = fields(value);
  if (typeof isShown !== 'boolean' || (text !== null && typeof text !== 'string')) return null;
  return { text, isShown };
}

function readCovered(answer: unknown): SandboxQuestions['cover']['answer'] | null {
  const { seen, searched, news } = fields(answer);
  const shares = [readShare(seen), readShare(searched)] as const;
  const known = readKnown(news);
  if (shares[0] === null || shares[1] === null || known === null) return null;
  return { seen: shares[0], searched: shares[1], news: known };
}

function readShare(value: unknown): Share | null {
  const { chars, ranges } = fields(value);
  const list = listOf(ranges, readRange);
  return isCount(chars) && list !== null ? { chars, ranges: list } : null;
}

function readKnown(value: unknown): KnownText | null {
  const { seen, shown, searched } = fields(value);
  const lists = [seen, shown, searched].map((list) => listOf(list, readRange));
  const [first = null, second = null, third = null] = lists;
  if (first === null || second === null || third === null) return null;
  return { seen: first, shown: second, searched: third };
}

function readRange(value: unknown): TextRange | null {
  const { path, start, end } = fields(value);
  if (typeof path !== 'string' || !isCount(start) || !isCount(end) || end < start) return null;
  return { path, start, end };
}

/** Null when any of its items can't be read. */
function listOf<Item>(
  value: unknown,
  read: (item: unknown) => Item | null,
): readonly Item[] | null {
  if (!Array.isArray(value)) return null;
  const items: Item[] = [];
  for (const item of value) {
    const known = read(item);
    if (known === null) return null;
    items.push(known);
  }
  return items;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
