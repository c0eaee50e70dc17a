// The one file that names the UI kit: another could take its place here.
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

/**
 * Defines the elements of the kit that the page uses. Its badge and its progress ring are left out:
 * their templates have style attributes, which the page's policy refuses.
 */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

/** As in VS Code: one button of a page is primary at most. */
type Appearance = 'primary' | 'secondary';

/** A button with a text. */
export function makeButton(
  label: string,
  appearance: Appearance,
  onClick: () => void,
): HTMLElement {
  const button = document.createElement('vscode-button');
  setAppearance(button, appearance);
  button.textContent = label;
  button.addEventListener('click', onClick);
  return button;
}

export function setAppearance(button: HTMLElement, appearance: Appearance): void {
  button.setAttribute('appearance', appearance);
}

/** A button that is only an icon; its label is its tooltip too. */
export function makeIconButton(
  glyph: HTMLElement,
  label: string,
  onClick: () => void,
): HTMLElement {
  const button = document.createElement('vscode-button');
  button.setAttribute('appearance', 'icon');
  button.setAttribute('aria-label', label);
  button.title = label;
  button.append(glyph);
  button.addEventListener('click', onClick);
  return button;
}
