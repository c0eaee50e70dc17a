import { icon, make, setHidden } from '../dom.ts';
import { strings } from '../strings.ts';

/** Pixels below the trace's end that count as being at it. */
const slack = 48;

/**
 * Keeps the end of a running trace in sight, as a terminal does: as long as the user leaves it there.
 * Scrolling away, opening, closing and selecting end it; scrolling to the end, or the button, goes on.
 */
export class Follower {
  readonly button = make('button', 'follow', { type: 'button', hidden: true });
  readonly #tree: HTMLElement;
  readonly #onResume: () => void;
  /** The end is in sight and is to stay there. */
  #atEnd = true;
  #running = false;
  #lastY = 0;
  /** The user has opened, closed or selected something since they last followed. */
  #touched = false;

  constructor(tree: HTMLElement, onResume: () => void) {
    this.#tree = tree;
    this.#onResume = onResume;
    this.button.append(icon('arrow-down'), strings.follow);
    this.button.addEventListener('click', () => this.#resume());
    addEventListener('scroll', () => this.#look(), { passive: true });
  }

  /** Whether the iteration that runs is to be opened by itself. */
  get opens(): boolean {
    return !this.#touched;
  }

  /** Whether the end of a run in progress is being kept in sight. */
  get follows(): boolean {
    return this.#running && this.#atEnd;
  }

  /** The user goes their own way. */
  leave(): void {
    this.#touched = true;
    this.#atEnd = false;
    setHidden(this.button, !this.#running);
  }

  /** After the trace was drawn. */
  draw(running: boolean): void {
    const ended = this.#running && !running;
    this.#running = running;
    if (running && this.#atEnd) this.#toEnd();
    // Who waited to the end has waited for the answer, which stands at the top.
    if (ended && this.#atEnd && !this.#touched) scrollTo(0, 0);
    setHidden(this.button, !running || this.#atEnd);
  }

  #look(): void {
    const up = scrollY < this.#lastY - 1;
    this.#lastY = scrollY;
    if (!this.#running) return;
    // Only a way up leads away from the end: when it isn't in sight otherwise, the trace has grown.
    if (this.#overhang() <= slack) this.#atEnd = true;
    else if (up) this.#atEnd = false;
    setHidden(this.button, this.#atEnd);
  }

  #resume(): void {
    this.#touched = false;
    this.#atEnd = true;
    this.#onResume();
    this.#toEnd();
    setHidden(this.button, true);
  }

  #toEnd(): void {
    const overhang = this.#overhang();
    if (overhang > 0) scrollBy(0, overhang + slack / 2);
  }

  /** Pixels of the tree below what is in sight. */
  #overhang(): number {
    return this.#tree.getBoundingClientRect().bottom - innerHeight;
  }
}
