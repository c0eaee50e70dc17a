import { createHash } from 'node:crypto';
import type { Citation, RunEvent, StoredEvent } from '../../core/events.ts';
import type { ExportedPage } from '../../protocol/exportedPage.ts';
import { cutText, decodeText, shortenEvent } from '../storedEvent.ts';
import type { CitedLines } from './citedLines.ts';

/** What the page is made of, as the build has it. */
export interface PageParts {
  /** An immediately invoked function. */
  readonly script: string;
  /** With its font within. */
  readonly style: string;
}

/** Characters of one text, and of all together; what lies beyond is said in its place. */
const longestText = 1_000_000;
const mostChars = 24_000_000;

/**
 * One page that needs nothing but itself: the panel's page over this record. `events` have all their
 * texts in place.
 */
export function htmlPage(
  events: readonly RunEvent[],
  cited: CitedLines,
  { script, style }: PageParts,
): string {
  const record = readRecord(events, cited);
  const data = inScript(JSON.stringify(record));
  // Nobody who wrote something in it could know it: it depends on all that was written.
  const nonce = createHash('sha256').update(data).digest('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="RLM">
<title>${escaped(titleOf(events))}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<noscript>This page draws the run with JavaScript, which is switched off here.</noscript>
<script type="application/json" id="record">${data}</script>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`;
}

function readRecord(events: readonly RunEvent[], cited: CitedLines): ExportedPage {
  const texts: Record<string, string> = {};
  let chars = 0;
  const stored: StoredEvent[] = events.map((event) => {
    const shortened = shortenEvent(event);
    for (const { sha256, bytes } of shortened.texts) {
      if (Object.hasOwn(texts, sha256)) continue;
      const text = decodeText(bytes);
      const most = Math.min(longestText, Math.max(0, mostChars - chars));
      texts[sha256] = text.length <= most ? text : `${cutText(text, most)}\n${leftOut(text, most)}`;
      chars += Math.min(text.length, most);
    }
    return shortened.stored;
  });
  const [first] = events;
  const runId = first?.type === 'run.started' ? first.runId : '';
  return { runId, events: stored, texts, lines: citedLines(events, cited) };
}

function leftOut(text: string, shown: number): string {
  const left = (text.length - shown).toLocaleString('en-US');
  return `... ${left} more characters stand in the run's own folder, not in this page.`;
}

/** The lines that the answers cite, as far as they are to be had. */
function citedLines(events: readonly RunEvent[], cited: CitedLines): ExportedPage['lines'] {
  const citations = events.flatMap((event): readonly Citation[] =>
    event.type === 'answer' && event.run === '' ? event.citations : [],
  );
  return citations.flatMap((citation) => {
    const { path, startLine, endLine } = citation;
    const text = cited(citation);
    return text === null ? [] : [{ path, startLine, endLine, text }];
  });
}

function titleOf(events: readonly RunEvent[]): string {
  const [first] = events;
  const question = first?.type === 'run.started' ? first.question : 'RLM';
  return cutText(question.replace(/\s+/g, ' ').trim(), 120);
}

/** JSON that ends no script and begins no comment. */
function inScript(json: string): string {
  return json
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
