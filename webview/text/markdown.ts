import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';
import {
  type CitingBracket,
  readCitations,
  type TextNames,
  wideMarks,
} from '../../src/core/citedPlaces.ts';
import type { Citation, RunStarted } from '../../src/core/events.ts';
import { type Language, languageNames, languageOf } from '../../src/core/options.ts';
import type { AnswerModel, RunModel } from '../../src/trajectory/model.ts';
import { strings } from '../strings.ts';
import { findCitation, firstLineOf, labelOf, namesIn, trustOf } from './citations.ts';
import { frameCode } from './codeFrames.ts';
import { Highlighter } from './highlight.ts';
import { addRules } from './markdownRules.ts';
import { frameTable } from './tables.ts';

/** Of the run whose text is rendered: Markdown hands nothing on to what colours its blocks. */
let replLanguage: Language = 'javascript';

/** One for the page: what it may take is shared by all that is drawn. */
const highlighter = new Highlighter(() => performance.now());
/** Off while Markdown is read for its words alone. */
let colours = true;

const markdown = new MarkdownIt({
  html: false,
  linkify: false,
  typographer: false,
  highlight: (code, label) =>
    colours ? (highlighter.highlight(code, label, replLanguage) ?? '') : '',
});
addRules(markdown);
const { escapeHtml } = markdown.utils;

// Nothing may be loaded from elsewhere: of an image its description is shown.
markdown.renderer.rules.image = (tokens, index) => escapeHtml(tokens[index]?.content ?? '');

// The page's policy takes no styles: columns are aligned by classes.
for (const rule of ['th_open', 'td_open']) {
  markdown.renderer.rules[rule] = (tokens, index, options, _env, renderer) => {
    const token = tokens[index];
    const side = /^text-align:(\w+)$/.exec(String(token?.attrGet('style') ?? ''))?.[1];
    if (token !== undefined && side !== undefined) token.attrs = [['class', `align-${side}`]];
    return renderer.renderToken(tokens, index, options);
  };
}

// Before all others: a bracket that names lines is no link, and other brackets than Markdown's are text to it.
markdown.inline.ruler.before('text', 'citation', (state, silent) => {
  // Put there by renderMarkdown alone.
  const marks = state.env.marks as CitingMarks | null;
  if (marks === null) return false;
  const bracket = marks.at(state.src, state.pos);
  if (bracket === undefined) {
    const next = marks.nextWide(state.src, state.pos);
    if (next === null) return false;
    meansSomething.lastIndex = state.pos;
    const meaning = meansSomething.exec(state.src)?.index ?? state.src.length;
    // Up to there it is text, where nothing in it means something to Markdown.
    if (meaning < next) return false;
    if (!silent) state.pending += state.src.slice(state.pos, next);
    state.pos = next;
    return true;
  }
  if (!silent) {
    for (const place of bracket.places) {
      const citation = findCitation(place, marks.answer.citations);
      const trust = trustOf(citation);
      const label = labelOf(place, firstLineOf(place.path, marks.answer.context.sources));
      const token = state.push('citation', 'button', 0);
      token.content = label;
      token.attrs = [
        ['type', 'button'],
        ['role', 'link'],
        ['class', `citation ${trust}`],
        ['data-path', place.path],
        ['data-start', String(place.startLine)],
        ['data-end', String(place.endLine)],
        ['title', strings.citation(label, trust, citation?.longLine ?? null)],
        ['aria-label', strings.citationLabel(label, trust, citation?.longLine ?? null)],
      ];
    }
  }
  state.pos = bracket.end;
  return true;
});

markdown.renderer.rules.citation = (tokens, index, _options, _env, renderer) => {
  const token = tokens[index];
  if (token === undefined) return '';
  return `<button${renderer.renderAttrs(token)}>${escapeHtml(token.content)}</button>`;
};

/** What is known of an answer's places: what was checked, and of which texts. */
export interface CheckedAnswer {
  /** Of the run that gave it. */
  readonly language: Language;
  readonly citations: readonly Citation[];
  readonly context: RunStarted['context'];
}

export function checkedBy({ citations }: AnswerModel, run: RunModel): CheckedAnswer {
  return { language: languageOf(run.options), citations, context: run.context };
}

/** The places that one piece names, by where their brackets begin. */
interface PieceMarks {
  readonly brackets: ReadonlyMap<number, CitingBracket>;
  /** Of those, the ones whose marks are none of Markdown's, in order. */
  readonly wide: readonly number[];
}

/** Where in the pieces of an answer, as Markdown cuts it, places are named. */
class CitingMarks {
  readonly answer: CheckedAnswer;
  readonly #names: TextNames;
  /** By piece: Markdown comes back to a paragraph after each picture in it. */
  readonly #read = new Map<string, PieceMarks>();

  constructor(answer: CheckedAnswer) {
    this.answer = answer;
    this.#names = namesIn(answer.context);
  }

  at(piece: string, offset: number): CitingBracket | undefined {
    return this.#marksOf(piece).brackets.get(offset);
  }

  /** The next one behind the offset whose marks are none of Markdown's. */
  nextWide(piece: string, offset: number): number | null {
    const { wide } = this.#marksOf(piece);
    let low = 0;
    let high = wide.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((wide[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return wide[low] ?? null;
  }

  #marksOf(piece: string): PieceMarks {
    const known = this.#read.get(piece);
    if (known !== undefined) return known;
    const found = readCitations(piece, this.#names);
    const brackets = new Map(found.map((bracket) => [bracket.start, bracket]));
    const wide = [...brackets.keys()].filter((start) => wideMarks.has(piece.charAt(start)));
    const marks = { brackets, wide };
    this.#read.set(piece, marks);
    return marks;
  }
}

/** Characters at which the rules of Markdown look closer. */
const meansSomething = /[\n$%&*+\-:<=>@[\]^_`{}~!#\\]/g;

/**
 * A model's Markdown as a sanitised fragment: no HTML of its own, nothing remote, only web and mail
 * links; tables in frames. Where they were checked, `[L12-L20]` becomes a button with `data-path`, `data-start` and
 * `data-end`; one that isn't among them counts as not there.
 */
export function renderMarkdown(
  text: string,
  checked: CheckedAnswer | null = null,
): DocumentFragment {
  const marks = checked === null ? null : new CitingMarks(checked);
  replLanguage = checked?.language ?? replLanguage;
  const rendered = sanitise(markdown.render(text, { marks }));
  for (const table of rendered.querySelectorAll('table')) frameTable(table);
  for (const link of rendered.querySelectorAll('a:not([href])'))
    link.replaceWith(...link.childNodes);
  for (const item of rendered.querySelectorAll('li')) drawTask(item);
  frameCode(rendered, languageNames[replLanguage]);
  return rendered;
}

/** The words of a text as `renderMarkdown` shows them. */
export function wordsOf(text: string, checked: CheckedAnswer | null = null): string {
  const marks = checked === null ? null : new CitingMarks(checked);
  colours = false;
  try {
    // Nothing of the text itself has angle brackets any more.
    const html = markdown.render(text, { marks }).replace(/<[^>]*>/g, '');
    return html.replace(/&(lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity);
  } finally {
    colours = true;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
};

/** An item of a list of tasks, `[ ]` or `[x]`, with a box that is empty or checked. */
function drawTask(item: HTMLElement): void {
  const holder = item.firstElementChild?.localName === 'p' ? item.firstElementChild : item;
  const first = holder.firstChild;
  if (!(first instanceof Text)) return;
  const [mark, state] = /^\s*\[([ xX])\]\s/.exec(first.data) ?? [];
  if (mark === undefined) return;
  first.data = `${state === ' ' ? '\u2610' : '\u2611'} ${first.data.slice(mark.length)}`;
  item.classList.add('task');
}

/** Highlighted code, as a fragment of spans; plain text for a language it doesn't know. */
export function renderCode(code: string, language: Language): DocumentFragment {
  const html = highlighter.highlight(code, language, language);
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
      ...['strong', 'em', 's', 'sup', 'ul', 'ol', 'li', 'a', 'button'],
      ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ],
    ALLOWED_ATTR: ['href', 'title', 'class', 'start', 'type', 'role', 'aria-label'],
    ALLOW_DATA_ATTR: true,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  });
}
