import { prepareMatcher } from '../pattern.ts';
import { searchItem } from '../search.ts';
import type { TextItem } from '../textItem.ts';
import type { WindowSizes } from '../windows.ts';
import type { Rows } from './rows.ts';

const titleChars = 200;
const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  amp: '&',
};

/** Whether a text begins as a page of HTML. */
export function isHtml(sample: readonly string[]): boolean {
  const head = sample.slice(0, 20).join('\n').trimStart();
  return /^(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b/is.test(head);
}

/** The title and the headings of a page, wherever in a line they stand. */
export function findHtmlHeadings(item: TextItem, sizes: WindowSizes, rows: Rows): void {
  const source = '<(?:h([1-6])|title)(?:\\s[^<>]{0,300})?>';
  const matcher = prepareMatcher({ source, flags: 'i', literal: false });
  searchItem(item, matcher, sizes, ({ index, match, captures }) => {
    const start = index + match.length;
    const inner = (): string => {
      const text = item.slice(start, Math.min(item.length, start + 2 * titleChars));
      const end = text.search(/<\/(?:h[1-6]|title)/i);
      const shown = text.slice(0, end < 0 ? titleChars : end).replace(/<[^<>]*>/g, '');
      const plain = shown.replace(
        /&(lt|gt|quot|nbsp|#39|amp);/g,
        (_, name) => entities[name] ?? '',
      );
      return plain.replace(/\s+/g, ' ').trim();
    };
    rows.add(item.lineAt(index), Number(captures?.[1] ?? 1), inner);
    return undefined;
  });
}
