import { icon, make, setAttributes, setHidden } from './dom.ts';

export interface MenuItem {
  readonly label: string;
  /** As it is written: `Shift+F8`; `''` for none. */
  readonly keys: string;
  readonly onPick: () => void;
}

/** A button that opens a menu below it, after the ARIA authoring practices. */
export class MenuButton {
  readonly element = make('div', 'menu-holder');
  readonly #button: HTMLButtonElement;
  readonly #menu: HTMLElement;
  readonly #items: readonly HTMLButtonElement[];

  constructor(label: string, items: readonly MenuItem[]) {
    this.#button = make(
      'button',
      'menu-button',
      { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
      label,
      icon('chevron-down'),
    );
    this.#items = items.map(({ label: text, keys, onPick }) => {
      const item = make(
        'button',
        'menu-item',
        { type: 'button', role: 'menuitem', tabindex: -1 },
        make('span', '', {}, text),
        make('kbd', '', { 'aria-hidden': 'true' }, keys),
      );
      if (keys !== '') item.setAttribute('aria-keyshortcuts', keys);
      item.addEventListener('click', () => {
        this.#close();
        onPick();
      });
      return item;
    });
    this.#menu = make('div', 'menu', { role: 'menu', 'aria-label': label, hidden: true });
    this.#menu.append(...this.#items);
    this.element.append(this.#button, this.#menu);
    this.#button.addEventListener('click', () => (this.#isOpen ? this.#close() : this.#open(0)));
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.element.contains(relatedTarget))) this.#close();
    });
  }

  get #isOpen(): boolean {
    return !this.#menu.hidden;
  }

  #open(at: number): void {
    setHidden(this.#menu, false);
    setAttributes(this.#button, { 'aria-expanded': 'true' });
    this.#items.at(at)?.focus();
  }

  #close(): void {
    setHidden(this.#menu, true);
    setAttributes(this.#button, { 'aria-expanded': 'false' });
  }

  #press(event: KeyboardEvent): void {
    const at = this.#items.findIndex((item) => item.matches(':focus'));
    const { length } = this.#items;
    switch (event.key) {
      case 'ArrowDown':
        this.#open((at + 1) % length);
        break;
      case 'ArrowUp':
        this.#open(at < 0 ? -1 : (at - 1 + length) % length);
        break;
      case 'Home':
        this.#open(0);
        break;
      case 'End':
        this.#open(-1);
        break;
      case 'Escape':
        if (!this.#isOpen) return;
        this.#button.focus();
        this.#close();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
