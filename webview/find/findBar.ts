import type { Query } from '../../src/trajectory/matches.ts';
import { makeIconButton } from '../components.ts';
import { icon, make, setAttributes, setHidden, setText } from '../dom.ts';
import { strings } from '../strings.ts';

export interface FindBarActions {
  /** Other words, or other letters count as the same. */
  readonly look: (query: Query) => void;
  /** To the next place (1) or the one before (-1). */
  readonly step: (way: 1 | -1) => void;
  readonly close: () => void;
}

/** What there is to say of a search. */
export interface FindResult {
  /** From 1; 0: none has been gone to. */
  readonly current: number;
  readonly total: number;
  /** More may come. */
  readonly isLooking: boolean;
}

/** The bar with what is looked for, as the editor's own has it. */
export class FindBar {
  readonly element = make('div', 'find-bar', {
    role: 'search',
    'aria-label': strings.findInRun,
    hidden: true,
  });
  readonly #input = make('input', '', {
    type: 'text',
    'aria-label': strings.find,
    placeholder: strings.find,
    spellcheck: 'false',
  });
  readonly #case = make('button', 'find-case', {
    type: 'button',
    title: strings.matchCase,
    'aria-label': strings.matchCase,
    'aria-pressed': 'false',
  });
  readonly #count = make('span', 'find-count', { role: 'status' });
  readonly #steps: readonly HTMLElement[];
  readonly #actions: FindBarActions;

  constructor(actions: FindBarActions) {
    this.#actions = actions;
    this.#case.append('Aa');
    this.#case.addEventListener('click', () => {
      const isOn = this.#case.getAttribute('aria-pressed') !== 'true';
      setAttributes(this.#case, { 'aria-pressed': String(isOn) });
      actions.look(this.query);
      this.#input.focus();
    });
    this.#input.addEventListener('input', () => actions.look(this.query));
    this.#steps = [
      makeIconButton(icon('arrow-up'), strings.findPrevious, () => actions.step(-1)),
      makeIconButton(icon('arrow-down'), strings.findNext, () => actions.step(1)),
    ];
    this.element.append(
      make('span', 'find-input', {}, this.#input, this.#case),
      this.#count,
      ...this.#steps,
      makeIconButton(icon('close'), strings.findClose, () => actions.close()),
    );
    this.element.addEventListener('keydown', (event) => this.#press(event));
  }

  get query(): Query {
    const matchCase = this.#case.getAttribute('aria-pressed') === 'true';
    return { text: this.#input.value, matchCase };
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** `words`: to look for; `''`: those of the last time. */
  open(words: string): void {
    setHidden(this.element, false);
    if (words !== '') this.#input.value = words;
    this.#input.focus();
    this.#input.select();
  }

  close(): void {
    setHidden(this.element, true);
  }

  show({ current, total, isLooking }: FindResult): void {
    const isEmpty = this.#input.value === '';
    setText(this.#count, isEmpty ? '' : strings.foundOf(current, total, isLooking));
    this.#input.classList.toggle('none', !isEmpty && total === 0 && !isLooking);
    for (const button of this.#steps) setAttributes(button, { disabled: total === 0 });
  }

  #press(event: KeyboardEvent): void {
    const isInput = event.target === this.#input;
    if (event.key === 'Enter' && isInput) this.#actions.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') this.#actions.close();
    else if (event.code === 'KeyC' && event.altKey && !event.ctrlKey) this.#case.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
