import type { Report, ReportedCitation } from './shapes.ts';

/** Characters of a result's text, and of its structured content as JSON. */
export const mostChars = 7_900;
/** Of the citations as JSON, so that there is room for an answer. */
const mostCitationChars = 3_400;
const mostQuoteChars = 200;

/** The report with as much of the answer and its citations as it may have. */
export function fitReport(report: Report): Report {
  const citations: ReportedCitation[] = [];
  let chars = 0;
  for (const citation of report.citations) {
    const quote = citation.quote === null ? null : cut(citation.quote, mostQuoteChars);
    const kept = { ...citation, quote };
    chars += JSON.stringify(kept).length + 1;
    if (chars > mostCitationChars) break;
    citations.push(kept);
  }
  const fitted = { ...report, citations };
  const fits = (answer: string): boolean =>
    JSON.stringify({ ...fitted, answer }).length <= mostChars;
  return { ...fitted, answer: longest(report.answer, fits) };
}

/** The longest beginning of a text that fits, marked where something is missing. */
export function longest(text: string, fits: (text: string) => boolean): string {
  const start = text.slice(0, mostChars + 1);
  if (start.length === text.length && fits(text)) return text;
  let low = 0;
  let high = start.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(marked(start, middle))) low = middle;
    else high = middle - 1;
  }
  return marked(start, low);
}

/** The first so many characters, with a mark where there are more. */
export function cut(text: string, chars: number): string {
  return text.length <= chars ? text : marked(text, chars - 1);
}

function marked(text: string, chars: number): string {
  return `${text.slice(0, chars).toWellFormed()}…`;
}
