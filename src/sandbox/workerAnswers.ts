import type { ContextDescription, TextRange } from '../core/context.ts';
import type { LineRange } from '../core/environment.ts';
import { SandboxFailed } from '../core/errors.ts';
import type { QuestionName, SandboxQuestions } from '../protocol/sandbox.ts';

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
  if ((name === 'read' || name === 'remember') && answer === null)
    return answer as SandboxQuestions[Name]['answer'];
  const read = readers[name](answer, question);
  if (read === null) throw new SandboxFailed(`it gave no answer to "${name}"`);
  return read;
}

const readers: Readers = {
  describe: readDescription,
  read: (answer) => (typeof answer === 'string' ? answer : null),
  cite: (answer, ranges) =>
    Array.isArray(answer) &&
    answer.length === ranges.length &&
    Array.from(answer).every((text) => text === null || typeof text === 'string')
      ? answer
      : null,
  locate: (answer, quotes) =>
    Array.isArray(answer) && answer.length === quotes.length
      ? Array.from(answer, (place) => (place === null ? null : readPlace(place)))
      : null,
  cover: (answer) => listOf(answer, readRange),
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
