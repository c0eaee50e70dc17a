import { makeCopyButton } from '../copyButton.ts';
import { make } from '../dom.ts';
import { strings } from '../strings.ts';
import { nameOfCode } from './codeNames.ts';

/** Gives each block of code in rendered Markdown its name and a button that copies it. */
export function frameCode(rendered: ParentNode, nameOfRepl: string): void {
  for (const block of rendered.querySelectorAll('pre')) {
    // Long lines scroll, by the keyboard too.
    block.tabIndex = 0;
    const label = /(?:^|\s)language-(\S+)/.exec(block.firstElementChild?.className ?? '')?.[1];
    const name = label === 'repl' ? nameOfRepl : nameOfCode(label ?? '');
    const frame = make('div', 'code-frame');
    block.replaceWith(frame);
    if (name !== '') frame.append(make('p', 'caption', {}, name));
    frame.append(
      block,
      makeCopyButton(strings.copyCode, () => (block.textContent ?? '').replace(/\n$/, '')),
    );
  }
}
