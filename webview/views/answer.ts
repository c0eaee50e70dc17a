import { answerOf, stateOf } from '../../src/trajectory/activity.ts';
import type { AnswerModel, RunModel } from '../../src/trajectory/model.ts';
import { makeButton, makeIconButton } from '../components.ts';
import { showCopied } from '../copyButton.ts';
import { icon, make, setHidden, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import { withFileNames } from '../text/fullCitations.ts';
import { showMarkdown } from '../text/longMarkdown.ts';
import { checkedBy, renderMarkdown } from '../text/markdown.ts';
import { showWhole, type Texts } from '../text/texts.ts';
import { markQuotes, markStale, sumChecks } from './answerMarks.ts';
import { CoverageView } from './coverage.ts';
import type { PageActions, PageState } from './page.ts';

/** Characters of the expression that an answer is the value of. */
const longestExpression = 200;

/** The answer, who gave it, how far it was checked, and how much of the text was read for it. */
export class AnswerView {
  readonly element = make('section', 'answer', { 'aria-label': strings.answer, hidden: true });
  readonly #texts: Texts;
  readonly #actions: PageActions;
  readonly #heading = make('h2', '', {}, strings.answer);
  readonly #demo: HTMLElement;
  readonly #connect: HTMLElement;
  readonly #insert: HTMLElement;
  readonly #text = make('div', 'markdown', { 'data-find': 'answer' });
  readonly #checks = make('p', 'checks', { hidden: true, title: strings.checksMean });
  readonly #expression = make('code', '', { 'data-find': 'value' });
  readonly #value = make('p', 'value', { hidden: true }, strings.valueOf, this.#expression);
  readonly #coverage: CoverageView;
  #whole = '';
  #context: RunModel['context'] | null = null;
  #drawn: AnswerModel | null = null;
  #stale: PageState['stale'] = [];

  constructor(texts: Texts, actions: PageActions) {
    this.#texts = texts;
    this.#actions = actions;
    this.#coverage = new CoverageView(actions);
    this.#connect = makeButton(
      strings.remedies.connectModel,
      'secondary',
      () => void actions.remedy('connectModel'),
    );
    this.#demo = make(
      'p',
      'demo',
      { hidden: true },
      icon('beaker'),
      make('span', '', {}, strings.offlineDemo),
      this.#connect,
    );
    this.#insert = makeIconButton(icon('new-file'), strings.insertAnswer, () => {
      void actions.insertAnswer(this.#copied());
    });
    this.element.append(
      make('div', 'heading', {}, this.#heading, this.#makeCopy(), this.#insert),
      this.#demo,
      this.#text,
      this.#value,
      this.#checks,
      this.#coverage.element,
    );
    this.#text.addEventListener('click', (event) => this.#openCitation(event));
  }

  draw({ feed, run, stale, exported = false }: PageState): void {
    const answer = answerOf(run);
    setHidden(this.element, answer === null);
    if (answer === null) return;
    setHidden(this.#demo, run.models.provider !== 'demo');
    setHidden(this.#connect, exported);
    setHidden(this.#insert, exported);
    const best = stateOf(run, feed.live) === 'limit' || run.limit !== null;
    setText(this.#heading, best ? strings.bestAnswer : strings.answer);
    this.#coverage.draw(run);
    if (answer === this.#drawn && stale === this.#stale) return;
    this.#stale = stale;
    const checks = sumChecks(answer, stale);
    setText(this.#checks, checks);
    setHidden(this.#checks, checks === '');
    setHidden(this.#value, answer.expression === null);
    setText(this.#expression, shortened(answer.expression ?? ''));
    if (answer === this.#drawn) {
      markStale(this.#text, answer, run.context.sources, stale);
      return;
    }
    this.#drawn = answer;
    showWhole(this.#texts, answer, this.element, (text) => this.#render(text, answer, run));
  }

  #render(text: string, answer: AnswerModel, run: RunModel): void {
    // While the whole of a long answer was fetched, another run's moment may have come.
    if (answer !== this.#drawn) return;
    this.#whole = text;
    this.#context = run.context;
    const { sources } = run.context;
    const checked = checkedBy(answer, run);
    showMarkdown(this.#text, text, (piece) => {
      const rendered = renderMarkdown(piece, checked);
      markQuotes(rendered, answer.quotes, sources);
      markStale(rendered, answer, sources, this.#stale);
      return rendered;
    });
  }

  /** The answer for elsewhere, where nothing else says what file it is about. */
  #copied(): string {
    return this.#context === null ? this.#whole : withFileNames(this.#whole, this.#context);
  }

  #openCitation(event: Event): void {
    const target = event.target instanceof Element ? event.target.closest('.citation') : null;
    if (!(target instanceof HTMLElement)) return;
    const { path = '', start, end, column } = target.dataset;
    void this.#actions.openCitation({
      path,
      startLine: Number(start),
      endLine: Number(end),
      ...(column !== undefined && { column: Number(column) }),
    });
  }

  #makeCopy(): HTMLElement {
    const glyph = icon('copy');
    const button = makeIconButton(glyph, strings.copyAnswer, async () => {
      if (!(await this.#actions.copyAnswer(this.#copied()))) return;
      showCopied(button, glyph, strings.copyAnswer);
    });
    return button;
  }
}

/** An expression on one line. */
function shortened(expression: string): string {
  const line = expression.replace(/\s+/g, ' ').trim();
  return line.length > longestExpression ? `${line.slice(0, longestExpression - 1)}…` : line;
}
