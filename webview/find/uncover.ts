/**
 * Unfolds one thing that hides a part of a text: thoughts that are closed, what is left of a long text,
 * the next piece of long Markdown. False when nothing is folded.
 */
export function uncover(element: HTMLElement): boolean {
  const closed = element.matches('details:not([open])')
    ? element
    : element.querySelector('details:not([open])');
  if (closed instanceof HTMLDetailsElement) {
    closed.open = true;
    return true;
  }
  const fold = element.querySelector<HTMLElement>('.fold:not([aria-expanded="true"])');
  fold?.click();
  return fold !== null;
}
