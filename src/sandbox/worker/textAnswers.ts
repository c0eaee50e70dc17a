import { maxQueryChars } from '../../protocol/sandbox.ts';
import type { ContextText } from '../text/contextText.ts';
import { answerStringMethod, type TextPieces } from '../text/stringMethods.ts';

/**
 * Answers what the guest asks of the text: `+` and the answer (JSON; of `lines`, `outline` and `slice` the text itself), or
 * `-` and a JSON {name, message} of what was wrong. Never throws: an exception must not cross the
 * interpreter.
 */
export function answerTextQuery(text: ContextText, operation: string, query: string): string {
  try {
    if (query.length > maxQueryChars) throw new RangeError('The query is too long.');
    return `+${run(text, operation, JSON.parse(query) as never)}`;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return `-${JSON.stringify({ name, message })}`;
  }
}

/**
 * What a method of a Context that is one string comes to: JSON of numbers, or parts of the text; `''`
 * where the string itself must be asked.
 */
export function answerWholeText(
  text: ContextText,
  query: string,
  shouldStop: () => boolean,
): string | TextPieces {
  const item = text.onlyItem();
  if (item === undefined || query.length > maxQueryChars) return '';
  const answer = answerStringMethod(item, JSON.parse(query), shouldStop);
  if (answer === null) return '';
  return 'bounds' in answer ? answer : JSON.stringify(answer);
}

/**
 * A query of any operation. The guest's own functions have checked the shape that each of them
 * sends, and ContextText checks the values.
 */
type Query = Parameters<ContextText['grep']>[0] &
  LinesQuery &
  ChunksQuery &
  OutlineQuery &
  SliceQuery;

function run(text: ContextText, operation: string, query: Query): string {
  switch (operation) {
    case 'grep':
      return JSON.stringify(text.grep(query));
    case 'count':
      return JSON.stringify(text.count(query));
    case 'lines': {
      const { from, to, ...options }: LinesQuery = query;
      return text.lines(from, to, options);
    }
    case 'chunks': {
      const { size, ...options }: ChunksQuery = query;
      return JSON.stringify(text.chunks(size, options));
    }
    case 'outline': {
      const { path }: OutlineQuery = query;
      return text.outline(path);
    }
    case 'slice': {
      const { path, start, end }: SliceQuery = query;
      return text.slice(path, start, end);
    }
    default:
      throw new TypeError(`There is no operation ${operation}.`);
  }
}

interface LinesQuery {
  readonly from: number;
  readonly to: number;
  readonly path: string | null;
  readonly numbers: boolean;
}
interface ChunksQuery {
  readonly size: number;
  readonly overlap: number;
  readonly by: 'chars' | 'lines';
  readonly path: string | null;
}
interface OutlineQuery {
  readonly path: string | null;
}
interface SliceQuery {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}
