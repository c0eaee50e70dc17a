import type { ReplyPart } from '../../src/trajectory/prose.ts';
import { make, setText } from '../dom.ts';

/** Prose and code as they come; only the part that grows is written to. */
export function drawStreaming(container: HTMLElement, parts: readonly ReplyPart[]): void {
  for (const [index, { kind, text }] of parts.entries()) {
    const name = kind === 'code' ? 'stream-code' : 'stream-prose';
    let element = container.children[index];
    if (element?.className !== name) {
      const made = make(kind === 'code' ? 'pre' : 'p', name);
      if (element === undefined) container.append(made);
      else element.replaceWith(made);
      element = made;
    }
    setText(element, text);
  }
  while (container.children.length > parts.length) container.lastElementChild?.remove();
}
