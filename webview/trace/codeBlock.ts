import { make } from '../dom.ts';
import { renderCode } from '../markdown.ts';
import { strings } from '../strings.ts';

/** Code with line numbers, which are not part of what is selected and copied. */
export function makeCodeBlock(
  code: string,
  language: string,
  faultyLine: number | null,
): HTMLElement {
  const count = code.split('\n').length;
  const gutter = make('span', 'gutter', { 'aria-hidden': 'true' });
  for (let line = 1; line <= count; line++) {
    gutter.append(make('span', line === faultyLine ? 'fault' : '', {}, String(line)));
  }
  const text = make('code', '', {}, renderCode(code, language));
  const scroller = make('pre', 'source', { tabindex: 0, 'aria-label': strings.code }, text);
  return make('div', 'code', {}, gutter, scroller);
}
