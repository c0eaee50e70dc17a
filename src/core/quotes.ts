import { withoutCitations } from './citations.ts';
import type { Environment } from './environment.ts';
import type { Quote } from './events.ts';

/** Characters below which quoted words are more likely a name than a quotation. */
const shortestQuote = 12;
const mostQuotes = 50;
/** Of a quote, in the record: what is longer is looked up whole all the same. */
const toldChars = 2_000;

const fence = /^ {0,3}(`{3,}|~{3,})/;
const quotedLine = /^ {0,3}>[ \t]?/;
const codeSpan = /`[^`]+`/g;
/** A straight mark opens before a word and closes behind one, unlike that of inches (`a 27" screen`). */
const quoted = /(?<![\p{L}\p{N}])"(?!\s)([^"]+)(?<!\s)"(?![\p{L}\p{N}])|[“„]([^“”„]+)[”“]/gu;
const inMarks = /^["“„]([^"“”„]*)["”“]$/;

/**
 * What an answer gives as verbatim text, each once, in order: text in double quotes, straight or curly,
 * and Markdown's blockquotes; not what stands in code. `asked` is the question: its own words, quoted
 * back, are no quotation of the text.
 */
export function findQuotes(answer: string, asked: string): readonly string[] {
  const found = new Set<string>();
  const add = (text: string): void => {
    const trimmed = withoutCitations(text).trim();
    const isNew = trimmed.length >= shortestQuote && !asked.includes(trimmed);
    if (isNew && found.size < mostQuotes) found.add(trimmed);
  };
  for (const { isQuoted, text } of paragraphs(answer)) {
    if (isQuoted) {
      const whole = withoutCitations(text).trim();
      add(inMarks.exec(whole)?.[1] ?? whole);
    } else {
      for (const [, straight, curly] of text.replace(codeSpan, '').matchAll(quoted)) {
        add(straight ?? curly ?? '');
      }
    }
  }
  return [...found];
}

/** An answer's paragraphs and blockquotes, without what stands in fences. */
function* paragraphs(answer: string): Generator<{ isQuoted: boolean; text: string }> {
  let lines: string[] = [];
  let isQuoted = false;
  let open: string | null = null;
  for (const line of answer.split(/\r\n?|\n/)) {
    const mark = fence.exec(line)?.[1];
    const quotes = open === null && quotedLine.test(line);
    const ends = mark !== undefined || open !== null || line.trim() === '' || quotes !== isQuoted;
    if (ends && lines.length > 0) {
      yield { isQuoted, text: lines.join('\n') };
      lines = [];
    }
    isQuoted = quotes;
    if (open !== null) open = mark?.startsWith(open) ? null : open;
    else if (mark !== undefined) open = mark;
    else if (quotes) lines.push(line.replace(quotedLine, ''));
    else if (line.trim() !== '') lines.push(line);
  }
  if (lines.length > 0) yield { isQuoted, text: lines.join('\n') };
}

/** Looks the quotes of an answer up in the Context. */
export async function checkQuotes(
  answer: string,
  asked: string,
  environment: Environment,
): Promise<readonly Quote[]> {
  const texts = findQuotes(answer, asked);
  if (texts.length === 0) return [];
  const places = await environment.locate(texts);
  return texts.map((text, index) => {
    const place = places[index] ?? null;
    return { text: text.slice(0, toldChars), verified: place !== null, place };
  });
}
