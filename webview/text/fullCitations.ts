import { readCitations } from '../../src/core/citedPlaces.ts';
import type { RunStarted } from '../../src/core/events.ts';
import { firstLineOf, labelOf, namesIn } from './citations.ts';

/** Blocks and pieces of code, in which a bracket is a bracket. */
const code = /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))|`[^`\n]*`/gm;

/**
 * An answer as it can stand by itself: each place that it names carries the name of its file, and lines
 * are numbered as the editor does. What names none is left as it is.
 */
export function withFileNames(answer: string, context: RunStarted['context']): string {
  const { sources } = context;
  const blocks = [...answer.matchAll(code)].map(({ index, 0: block }) => {
    return { start: index, end: index + block.length };
  });
  let full = '';
  let at = 0;
  for (const { start, end, places } of readCitations(answer, namesIn(context))) {
    if (start < at || blocks.some((block) => start >= block.start && start < block.end)) continue;
    const labels = places.map((place) => {
      const label = labelOf({ ...place, path: '' }, firstLineOf(place.path, sources));
      return `${place.path === '' ? fileName(context) : place.path}:${label}`;
    });
    full += `${answer.slice(at, start)}[${labels.join(', ')}]`;
    at = end;
  }
  return full + answer.slice(at);
}

function fileName({ label, sources }: RunStarted['context']): string {
  const uri = sources[0]?.origin?.uri;
  const name = uri === undefined ? '' : (uri.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? '');
  try {
    return name === '' ? label : decodeURIComponent(name);
  } catch (error) {
    // A name with a per cent sign of its own.
    if (error instanceof URIError) return name;
    throw error;
  }
}
