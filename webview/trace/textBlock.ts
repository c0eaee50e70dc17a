import type { StoredText } from '../../src/trajectory/model.ts';
import { makeCopyButton } from '../copyButton.ts';
import { make, setText } from '../dom.ts';
import { formatChars } from '../format.ts';
import { strings } from '../strings.ts';
import { showWhole, type Texts } from '../text/texts.ts';

/** A longer text is folded to its beginning: lines, and characters where lines are long. */
const foldedLines = 14;
const foldedChars = 1_600;

/** A text as it is, monospaced; fetched where only its beginning is here, folded where it is long. */
export function makeTextBlock(texts: Texts, stored: StoredText, label: string): HTMLElement {
  const text = make('pre', 'plain', { tabindex: 0, 'aria-label': label });
  const copy = makeCopyButton(strings.copyText(label), () => texts.whole(stored));
  const block = make('div', 'text-block', {}, text, copy);
  showWhole(texts, stored, block, (whole) => {
    const beginning = beginningOf(whole);
    block.querySelector('.fold')?.remove();
    text.textContent = beginning;
    if (beginning.length === whole.length) return;
    const fold = make('button', 'fold', { type: 'button' });
    const show = (all: boolean) => {
      text.textContent = all ? whole : `${beginning}…`;
      setText(fold, all ? strings.showLess : strings.showAll(whole.length));
      fold.ariaExpanded = String(all);
    };
    fold.addEventListener('click', () => {
      const all = fold.ariaExpanded !== 'true';
      texts.unfolded[all ? 'add' : 'delete'](stored);
      show(all);
    });
    show(texts.unfolded.has(stored));
    block.append(fold);
  });
  return block;
}

function beginningOf(text: string): string {
  let end = -1;
  for (let line = 0; line < foldedLines; line++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) break;
  }
  // A fold that would hide a line or two is none.
  const lines = end < 0 || text.length - end < 200 ? text.length : end;
  return lines <= foldedChars * 1.25 ? text.slice(0, lines) : text.slice(0, foldedChars);
}

/** The same under a heading that says what it is and how long; `field`: what it is found as. */
export function makeLabelledText(
  texts: Texts,
  stored: StoredText,
  label: string,
  chars: number,
  field: 'prompt' | 'response',
): HTMLElement {
  const heading = make('p', 'caption', {}, label, make('span', '', {}, ` · ${formatChars(chars)}`));
  const block = makeTextBlock(texts, stored, label);
  block.dataset.find = field;
  return make('div', 'labelled', {}, heading, block);
}
