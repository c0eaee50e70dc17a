import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';
import type { Citation, RunStarted } from '../../src/core/events.ts';
import { strings } from '../strings.ts';
import { bracketEnd, findCitation, firstLineOf, labelOf, parsePlaces } from './citations.ts';
import { highlight } from './highlight.ts';
import { frameTable } from './tables.ts';

const markdown = new MarkdownIt({
  html: false,
  linkify: false,
  typographer: false,
  highlight: (code, language) => highlight(code, language) ?? '',
});
const { escapeHtml } = markdown.utils;

// Nothing may be loaded from elsewhere: of an image its description is shown.
markdown.renderer.rules.image = (tokens, index) => escapeHtml(tokens[index]?.content ?? '');

markdown.inline.ruler.before('link', 'citation', (state, silent) => {
  // Put there by renderMarkdown alone.
  const checked = state.env.checked as CheckedAnswer | null;
  if (checked === null || state.src.charAt(state.pos) !== '[') return false;
  const end = bracketEnd(state.src, state.pos);
  if (end < 0 || state.src.charAt(end + 1) === '(') return false;
  const places = parsePlaces(state.src.slice(state.pos + 1, end));
  if (places === null) return false;
  if (!silent) {
    for (const place of places) {
      const verified = findCitation(place, checked.citations)?.verified === true;
      const label = labelOf(place, firstLineOf(place.path, checked.sources));
      const token = state.push('citation', 'button', 0);
      token.content = label;
      token.attrs = [
        ['type', 'button'],
        ['role', 'link'],
        ['class', verified ? 'citation' : 'citation unverified'],
        ['data-path', place.path],
        ['data-start', String(place.startLine)],
        ['data-end', String(place.endLine)],
        ['title', strings.citation(label, verified)],
        ['aria-label', strings.citationLabel(label, verified)],
      ];
    }
  }
  state.pos = end + 1;
  return true;
});

markdown.renderer.rules.citation = (tokens, index, _options, _env, renderer) => {
  const token = tokens[index];
  if (token === undefined) return '';
  return `<button${renderer.renderAttrs(token)}>${escapeHtml(token.content)}</button>`;
};

/** What is known of an answer's places: what was checked, and where its text stands outside. */
export interface CheckedAnswer {
  readonly citations: readonly Citation[];
  readonly sources: RunStarted['context']['sources'];
}

/**
 * A model's Markdown as a sanitised fragment: no HTML of its own, nothing remote, only web and mail
 * links; tables in frames. Where they were checked, `[L12-L20]` becomes a button with `data-path`, `data-start` and
 * `data-end`; one that isn't among them counts as unverified.
 */
export function renderMarkdown(
  text: string,
  checked: CheckedAnswer | null = null,
): DocumentFragment {
  const rendered = sanitise(markdown.render(text, { checked }));
  for (const table of rendered.querySelectorAll('table')) frameTable(table);
  // Long lines scroll, by the keyboard too.
  for (const code of rendered.querySelectorAll('pre')) code.tabIndex = 0;
  return rendered;
}

/** Highlighted code, as a fragment of spans; plain text for a language it doesn't know. */
export function renderCode(code: string, language: string): DocumentFragment {
  const html = highlight(code, language);
  return html === null ? plain(code) : sanitise(html);
}

function plain(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(text);
  return fragment;
}

function sanitise(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: [
      ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'span'],
      ...['strong', 'em', 's', 'ul', 'ol', 'li', 'a', 'button'],
      ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ],
    ALLOWED_ATTR: ['href', 'title', 'class', 'start', 'type', 'role', 'aria-label'],
    ALLOW_DATA_ATTR: true,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  });
}
