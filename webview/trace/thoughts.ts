import type { StoredText } from '../../src/trajectory/model.ts';
import { make } from '../dom.ts';
import { formatChars } from '../format.ts';
import { strings } from '../strings.ts';
import type { Texts } from '../text/texts.ts';
import { makeTextBlock } from './textBlock.ts';

/** What a model thought before it replied: folded, and fetched when it is opened. */
export function makeThoughts(texts: Texts, thoughts: StoredText): HTMLElement {
  const chars = thoughts.ref?.chars ?? thoughts.text.length;
  const size = make('span', '', {}, ` · ${formatChars(chars)}`);
  const summary = make('summary', 'caption', {}, strings.reasoning, size);
  const details = make('details', 'thoughts', { 'data-find': 'thoughts' }, summary);
  const fill = (): void => {
    if (details.childElementCount === 1) {
      details.append(makeTextBlock(texts, thoughts, strings.reasoning));
    }
  };
  details.open = texts.opened.has(thoughts);
  if (details.open) fill();
  details.addEventListener('toggle', () => {
    texts.opened[details.open ? 'add' : 'delete'](thoughts);
    if (details.open) fill();
  });
  return details;
}
