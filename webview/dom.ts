type Child = Node | string;

interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** An element with a class, attributes (true: present; false, undefined: absent) and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function makeSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  className = '',
  attributes: Attributes = {},
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  if (className !== '') element.setAttribute('class', className);
  setAttributes(element, attributes);
  return element;
}

/** A glyph of VS Code's icon font; says nothing to a screen reader. */
export function icon(name: string, className = ''): HTMLSpanElement {
  return make('span', `icon icon-${name} ${className}`.trim(), { 'aria-hidden': 'true' });
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else {
      const text = value === true ? '' : String(value);
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
  }
}

/** Writes only what differs, so that selections and screen readers aren't disturbed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}
