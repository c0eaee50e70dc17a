import { icon, make, setAttributes } from './dom.ts';
import { strings } from './strings.ts';

/** ms that a button says it has copied. */
const copiedFor = 2_000;

/** A text is to be copied: what a button tells those around it, who know the host. */
export const copyEvent = 'copytext';

export interface CopyRequest {
  readonly text: Promise<string>;
  readonly onDone: () => void;
}

/** A small button at a block that copies the whole text of it; `label` says of what. */
export function makeCopyButton(
  label: string,
  text: () => string | Promise<string>,
): HTMLButtonElement {
  const glyph = icon('copy');
  const button = make(
    'button',
    'copy',
    { type: 'button', title: label, 'aria-label': label },
    glyph,
  );
  button.addEventListener('click', () => {
    const detail: CopyRequest = {
      text: Promise.resolve(text()),
      onDone: () => showCopied(button, glyph, label),
    };
    button.dispatchEvent(new CustomEvent(copyEvent, { bubbles: true, detail }));
  });
  return button;
}

/** Says for a moment that it was copied. */
export function showCopied(button: HTMLElement, glyph: HTMLElement, label: string): void {
  glyph.className = 'icon icon-check';
  setAttributes(button, { 'aria-label': strings.copied });
  setTimeout(() => {
    glyph.className = 'icon icon-copy';
    setAttributes(button, { 'aria-label': label });
  }, copiedFor);
}

/** Copies what buttons within the element are pressed for. */
export function listenForCopies(
  element: HTMLElement,
  copy: (text: Promise<string>) => Promise<boolean>,
): void {
  element.addEventListener(copyEvent, (event) => {
    if (!(event instanceof CustomEvent)) return;
    const { text, onDone } = event.detail as CopyRequest;
    void copy(text).then((isCopied) => {
      if (isCopied) onDone();
    });
  });
}
