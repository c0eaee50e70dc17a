import type { Place } from './cells.ts';

/** `1,204`. */
export function digits(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 line`, `1,204 lines`. */
export function amount(value: number, noun: string, plural = `${noun}s`): string {
  return `${digits(value)} ${value === 1 ? noun : plural}`;
}

/** `that contain ...` for one line: `that contains ...`. */
export function agree(says: string, count: number): string {
  return count === 1 ? says.replace('that contain ', 'that contains ') : says;
}

/** `IP address`, `URL`: as people write them. */
export function properCase(noun: string): string {
  return noun.replace(/\b(?:ip|url)\b/g, (word) => word.toUpperCase()).replace('ipv4', 'IPv4');
}

/** `Service`. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A line of the text as code in Markdown, shortened. */
export function quoteLine(text: string, most = 290): string {
  const shown = text.trim().replace(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${shown.length > most ? `${shown.slice(0, most - 3)}...` : shown}\``;
}

/** `[L12]`, `[path:L12]`. */
export function cite({ path, line }: Pick<Place, 'path' | 'line'>): string {
  return `[${path === '' ? '' : `${path}:`}L${line}]`;
}

/** A list of quoted lines with their places. */
export function listOf(places: readonly Place[]): string {
  return places.map((place) => `- ${quoteLine(place.text)} ${cite(place)}`).join('\n');
}

/** A table in Markdown; columns whose title begins with `#` are numbers. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [
    cells(titles.map((title) => title.replace('#', ''))),
    cells(titles.map((title) => (title.startsWith('#') ? '---:' : '---'))),
    ...rows.map((row) => cells(row.map(inCell))),
  ].join('\n');
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ');
}
