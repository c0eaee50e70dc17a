import { makeButton } from '../components.ts';
import { make } from '../dom.ts';
import { formatChars } from '../format.ts';
import type { StoredText } from '../model.ts';
import { strings } from '../strings.ts';
import { showWhole, type Texts } from '../texts.ts';

/** What is laid out at once of a text (characters); more on demand. */
const longestShown = 100_000;

/** A text as it is, monospaced, in a frame that scrolls; fetched where only its beginning is here. */
export function makeTextBlock(texts: Texts, stored: StoredText, label: string): HTMLElement {
  const text = make('pre', 'plain', { tabindex: 0, 'aria-label': label });
  const block = make('div', 'text-block', {}, text);
  let more: HTMLElement | null = null;
  showWhole(texts, stored, block, (whole) => {
    more?.remove();
    text.textContent = whole.slice(0, longestShown);
    if (whole.length <= longestShown) return;
    more = makeButton(strings.showAll(whole.length), 'secondary', () => {
      text.textContent = whole;
      more?.remove();
    });
    block.append(more);
  });
  return block;
}

/** The same under a heading that says what it is and how long. */
export function makeLabelledText(
  texts: Texts,
  stored: StoredText,
  label: string,
  chars: number,
): HTMLElement {
  const heading = make('p', 'caption', {}, label, make('span', '', {}, ` · ${formatChars(chars)}`));
  return make('div', 'labelled', {}, heading, makeTextBlock(texts, stored, label));
}
