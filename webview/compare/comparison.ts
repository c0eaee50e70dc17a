import { languageOf } from '../../src/core/options.ts';
import type { ComparedRun, CompareRequests } from '../../src/protocol/compare.ts';
import { make, setHidden, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import { showMarkdown } from '../text/longMarkdown.ts';
import { renderMarkdown } from '../text/markdown.ts';
import { pieceChars } from '../text/markdownPieces.ts';
import { type ComparisonRow, comparisonRows } from './comparisonRows.ts';
import { findDifferences, markStretches, textOf } from './differences.ts';

type Runs = CompareRequests['runs']['result']['runs'];

export interface ComparisonActions {
  readonly openCitation: (place: CompareRequests['openCitation']['params']) => void;
  readonly showRun: (side: number) => void;
}

/** Share of the words in common from which on it helps to mark the others. */
const alikeEnough = 0.4;

/** Two runs side by side: what they were given and used, and what they answered. */
export class Comparison {
  readonly element = make('main', 'page compare');
  readonly #actions: ComparisonActions;
  readonly #problem = make('p', 'message problem', { role: 'alert', hidden: true });
  readonly #facts = make('table', '', { role: 'table', 'aria-label': strings.factsOfRuns });
  readonly #answers = make('div', 'answers');
  readonly #toggle = make('input', '', { type: 'checkbox' });
  readonly #marks = make('label', 'marks', { hidden: true });
  #drawn = '';

  constructor(actions: ComparisonActions) {
    this.#actions = actions;
    this.#marks.append(this.#toggle, strings.markDifferences);
    this.#toggle.addEventListener('change', () => this.#showMarks());
    const heading = make('div', 'heading', {}, make('h2', '', {}, strings.answers), this.#marks);
    this.element.append(
      make('h1', '', {}, strings.compareRuns),
      this.#problem,
      this.#facts,
      make('section', '', {}, heading, this.#answers),
    );
  }

  draw(runs: Runs, now: number): void {
    // What is read or selected stays as it is while nothing has changed.
    const drawn = JSON.stringify(runs);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#facts.replaceChildren(
      make('thead', '', { role: 'rowgroup' }, this.#makeHeader(runs)),
      make('tbody', '', { role: 'rowgroup' }, ...comparisonRows(runs, now).map(makeRow)),
    );
    const texts = runs.map((run) => makeAnswer(run));
    this.#answers.replaceChildren(
      ...texts.map((text, side) => {
        const name = strings.runName(side);
        text.addEventListener('click', (event) => this.#openCitation(event, side));
        return make('section', '', { 'aria-label': strings.answerOf(name) }, makeName(side), text);
      }),
    );
    const areWhole = runs.every(
      ({ answer }) => answer !== null && answer.text.length <= pieceChars,
    );
    if (areWhole) this.#markDifferences(texts);
    else setHidden(this.#marks, true);
  }

  /** A sentence about something that did not work; null takes it away. */
  showProblem(text: string | null): void {
    setHidden(this.#problem, text === null);
    setText(this.#problem, text ?? '');
  }

  #makeHeader(runs: Runs): HTMLElement {
    const cells = runs.map(({ question }, side) => {
      const link = make('button', 'link', { type: 'button', role: 'link', title: strings.showRun });
      link.append(question);
      link.addEventListener('click', () => this.#actions.showRun(side));
      return make('th', '', { scope: 'col', role: 'columnheader' }, makeName(side), link);
    });
    const corner = make('th', '', { scope: 'col', role: 'columnheader' });
    corner.append(make('span', 'spoken', {}, strings.fact));
    return make('tr', '', { role: 'row' }, corner, ...cells);
  }

  #markDifferences([left, right]: readonly HTMLElement[]): void {
    if (left === undefined || right === undefined) return;
    const difference = findDifferences(textOf(left), textOf(right));
    const [inLeft, inRight] = difference?.only ?? [[], []];
    setHidden(this.#marks, inLeft.length + inRight.length === 0);
    markStretches(left, inLeft);
    markStretches(right, inRight);
    this.#toggle.checked = (difference?.alike ?? 0) >= alikeEnough;
    this.#showMarks();
  }

  #showMarks(): void {
    this.#answers.classList.toggle('marked', this.#toggle.checked);
  }

  #openCitation(event: Event, side: number): void {
    const target = event.target instanceof Element ? event.target.closest('.citation') : null;
    if (!(target instanceof HTMLElement)) return;
    const { path = '', start, end } = target.dataset;
    const place = { path, startLine: Number(start), endLine: Number(end) };
    this.#actions.openCitation({ side, ...place });
  }
}

function makeName(side: number): HTMLElement {
  return make('span', 'badge', {}, strings.runName(side));
}

function makeRow({ label, values, differs }: ComparisonRow): HTMLElement {
  const name = make('th', '', { scope: 'row', role: 'rowheader' }, label);
  if (differs) name.append(make('span', 'spoken', {}, ` (${strings.differs})`));
  const cells = values.map((value) => make('td', '', { role: 'cell' }, value));
  return make('tr', differs ? 'differs' : '', { role: 'row' }, name, ...cells);
}

function makeAnswer({ answer, context, error, options }: ComparedRun): HTMLElement {
  const text = make('div', 'markdown');
  if (answer === null || answer.text === '') {
    text.append(make('p', 'none', {}, error ?? strings.noAnswer));
    return text;
  }
  const { citations } = answer;
  const language = languageOf(options);
  showMarkdown(text, answer.text, (piece) =>
    renderMarkdown(piece, { language, citations, context }),
  );
  return text;
}
