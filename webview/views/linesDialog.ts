import type { LineRange } from '../../src/core/environment.ts';
import type { RunModel } from '../../src/trajectory/model.ts';
import { makeButton } from '../components.ts';
import { make, setHidden, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import { firstLineOf, labelOf } from '../text/citations.ts';

/** Shows the lines that a citation names, over the page: where there is no editor to open them in. */
export class LinesDialog {
  readonly #heading = make('h2', '', { id: 'lines-heading' });
  readonly #text = make('pre', '', { tabindex: 0 });
  readonly #note = make('p', '', {}, strings.linesNotKept);
  readonly element = make('dialog', 'lines-dialog', { 'aria-labelledby': 'lines-heading' });

  constructor() {
    const close = makeButton(strings.close, 'primary', () => this.element.close());
    this.element.append(this.#heading, this.#text, this.#note, close);
    // A click beside it is one on the dialog itself.
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  /** `text`: null where nothing of it is there. */
  show(place: LineRange, { label, sources }: RunModel['context'], text: string | null): void {
    const lines = labelOf({ ...place, path: '' }, firstLineOf(place.path, sources));
    setText(this.#heading, strings.linesOf(lines, place.path || label));
    setText(this.#text, text ?? '');
    setHidden(this.#text, text === null);
    setHidden(this.#note, text !== null);
    if (!this.element.open) this.element.showModal();
  }
}
