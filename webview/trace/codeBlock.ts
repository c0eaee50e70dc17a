import { type Language, languageNames } from '../../src/core/options.ts';
import { makeCopyButton } from '../copyButton.ts';
import { make } from '../dom.ts';
import { strings } from '../strings.ts';
import { renderCode } from '../text/markdown.ts';

/** Code with line numbers, which are not part of what is selected and copied. */
export function makeCodeBlock(
  code: string,
  language: Language,
  faultyLine: number | null,
): HTMLElement {
  const count = code.split('\n').length;
  const gutter = make('span', 'gutter', { 'aria-hidden': 'true' });
  for (let line = 1; line <= count; line++) {
    gutter.append(make('span', line === faultyLine ? 'fault' : '', {}, String(line)));
  }
  const text = make('code', '', { 'data-find': 'code' }, renderCode(code, language));
  const scroller = make(
    'pre',
    'source',
    { tabindex: 0, 'aria-label': strings.code(languageNames[language]) },
    text,
  );
  const frame = make('div', 'code', {}, gutter, scroller);
  const block = make(
    'div',
    'code-holder',
    {},
    frame,
    makeCopyButton(strings.copyCode, () => code),
  );
  const marked = gutter.querySelector<HTMLElement>('.fault');
  // Long code scrolls in its frame: the line that failed is brought into sight.
  if (marked !== null) requestAnimationFrame(() => showLine(frame, marked));
  return block;
}

function showLine(block: HTMLElement, line: HTMLElement): void {
  const below = line.offsetTop + line.offsetHeight - block.clientHeight;
  if (below > 0) block.scrollTop = below + block.clientHeight / 3;
}
