import type { StoredText } from '../../src/trajectory/model.ts';
import { make, setText } from '../dom.ts';
import type { PanelChannel } from '../feed.ts';
import { strings } from '../strings.ts';

/** The whole of texts that events hold only the beginning of; each is fetched once. */
export class Texts {
  readonly #channel: PanelChannel;
  readonly #fetched = new Map<string, Promise<string>>();
  /** Long texts that the user has unfolded; their rows may leave the page and come back. */
  readonly unfolded = new WeakSet<StoredText>();
  /** Thoughts that the user has opened. */
  readonly opened = new WeakSet<StoredText>();
  #chars = 0;

  constructor(channel: PanelChannel) {
    this.#channel = channel;
  }

  /** Rejects when the host doesn't have it (any more); the next time it is asked again. */
  async whole({ text, ref }: StoredText): Promise<string> {
    if (ref === null) return text;
    const known = this.#fetched.get(ref.sha256);
    if (known !== undefined) return known;
    if (this.#chars > mostKeptChars) {
      this.#fetched.clear();
      this.#chars = 0;
    }
    const fetched = this.#channel.request('text', { sha256: ref.sha256 });
    this.#fetched.set(ref.sha256, fetched);
    this.#chars += ref.chars;
    fetched.catch(() => this.#fetched.delete(ref.sha256));
    return fetched;
  }
}

/** What is kept of fetched texts before they are dropped and fetched again (characters). */
const mostKeptChars = 16_000_000;

/**
 * Calls `show` with the text there is and once more with the whole of it; a fetch that fails is told
 * in a sentence at `container`'s end.
 */
export function showWhole(
  texts: Texts,
  stored: StoredText,
  container: HTMLElement,
  show: (text: string) => void,
): void {
  show(stored.text);
  if (stored.ref === null) return;
  const note = make('p', 'note', {}, strings.loading);
  container.append(note);
  texts.whole(stored).then(
    (text) => {
      note.remove();
      show(text);
    },
    (error: unknown) => {
      note.classList.add('problem');
      setText(note, strings.textFailed(error instanceof Error ? error.message : String(error)));
    },
  );
}
