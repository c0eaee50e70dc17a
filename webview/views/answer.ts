import { stateOf } from '../activity.ts';
import { makeButton, makeIconButton } from '../components.ts';
import { shareRead, stretchesRead } from '../coverage.ts';
import { icon, make, makeSvg, setHidden, setText } from '../dom.ts';
import { renderMarkdown } from '../markdown.ts';
import type { RunModel } from '../model.ts';
import { strings } from '../strings.ts';
import { showWhole, type Texts } from '../texts.ts';
import type { PageActions, PageState } from './page.ts';

/** Width of the strip's own coordinates. */
const stripUnits = 1_000;
/** ms that the copy button says it has copied. */
const copiedFor = 2_000;

/** The answer, who gave it, and how much of the text was read for it. */
export class AnswerView {
  readonly element = make('section', 'answer', { 'aria-label': strings.answer, hidden: true });
  readonly #texts: Texts;
  readonly #actions: PageActions;
  readonly #heading = make('h2', '', {}, strings.answer);
  readonly #demo: HTMLElement;
  readonly #text = make('div', 'markdown');
  readonly #share = make('span');
  readonly #read = makeSvg('path', 'read');
  readonly #coverage: HTMLElement;
  #whole = '';
  #drawn: RunModel['answer'] = null;

  constructor(texts: Texts, actions: PageActions) {
    this.#texts = texts;
    this.#actions = actions;
    this.#demo = make(
      'p',
      'demo',
      { hidden: true },
      icon('beaker'),
      make('span', '', {}, strings.offlineDemo),
      makeButton(strings.setApiKey, 'secondary', actions.setApiKey),
    );
    const strip = makeSvg('svg', 'strip', {
      role: 'img',
      'aria-label': strings.coverageStrip,
      viewBox: `0 0 ${stripUnits} 1`,
      preserveAspectRatio: 'none',
    });
    strip.append(this.#read);
    this.#coverage = make('p', 'coverage', { hidden: true }, this.#share);
    this.#coverage.append(strip);
    this.element.append(
      make('div', 'heading', {}, this.#heading, this.#makeCopy()),
      this.#demo,
      this.#text,
      this.#coverage,
    );
    this.#text.addEventListener('click', (event) => this.#openCitation(event));
  }

  draw({ feed, run }: PageState): void {
    const { answer } = run;
    if (answer === null || answer.text === '') return;
    setHidden(this.element, false);
    setHidden(this.#demo, run.models.provider !== 'demo');
    const best = stateOf(run, feed.live) === 'limit' || run.limit !== null;
    setText(this.#heading, best ? strings.bestAnswer : strings.answer);
    this.#drawCoverage(run);
    if (answer === this.#drawn) return;
    this.#drawn = answer;
    showWhole(this.#texts, answer, this.element, (text) => {
      this.#whole = text;
      this.#text.replaceChildren(
        renderMarkdown(text, { citations: answer.citations, sources: run.context.sources }),
      );
      // Wide tables scroll by themselves, so that the page never does sideways.
      for (const table of this.#text.querySelectorAll('table')) {
        const frame = make('div', 'wide', { tabindex: 0 });
        table.replaceWith(frame);
        frame.append(table);
      }
    });
  }

  #drawCoverage(run: RunModel): void {
    const stretches = stretchesRead(run.context, run.ranges);
    const share = run.end?.coverage ?? shareRead(stretches);
    setHidden(this.#coverage, share === 0 && stretches.length === 0);
    setText(this.#share, strings.coverage(share));
    // A stretch too thin to be seen is drawn one unit wide.
    const path = stretches.map(({ from, to }) => {
      const width = Math.max(1, (to - from) * stripUnits);
      return `M${(from * stripUnits).toFixed(2)} 0h${width.toFixed(2)}v1h${(-width).toFixed(2)}z`;
    });
    const drawn = path.join('');
    if (this.#read.getAttribute('d') !== drawn) this.#read.setAttribute('d', drawn);
  }

  #openCitation(event: Event): void {
    const target = event.target instanceof Element ? event.target.closest('.citation') : null;
    if (!(target instanceof HTMLElement)) return;
    const { path = '', start, end } = target.dataset;
    this.#actions.openCitation({ path, startLine: Number(start), endLine: Number(end) });
  }

  #makeCopy(): HTMLElement {
    const glyph = icon('copy');
    const button = makeIconButton(glyph, strings.copyAnswer, async () => {
      if (!(await this.#actions.copyAnswer(this.#whole))) return;
      glyph.className = 'icon icon-check';
      button.setAttribute('aria-label', strings.copied);
      setTimeout(() => {
        glyph.className = 'icon icon-copy';
        button.setAttribute('aria-label', strings.copyAnswer);
      }, copiedFor);
    });
    return button;
  }
}
