import { make, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import { beginning, type PieceStart, pieceFrom } from './markdownPieces.ts';

/**
 * Puts a text into the container as `render` makes it, a piece at a time: of a long one the beginning,
 * and a button that adds the next piece.
 */
export function showMarkdown(
  container: HTMLElement,
  text: string,
  render: (piece: string) => DocumentFragment,
): void {
  const more = make('button', 'fold', { type: 'button' });
  let start: PieceStart | null = beginning;
  const add = () => {
    if (start === null) return;
    const piece = pieceFrom(text, start);
    more.before(render(piece.text));
    start = piece.next;
    if (start === null) more.remove();
    else setText(more, strings.showMore(text.length - start.offset));
  };
  container.replaceChildren(more);
  more.addEventListener('click', add);
  add();
}
