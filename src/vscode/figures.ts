/** `48.2 MB`, in powers of 1,000 as file managers and VS Code's status bar show them. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `10,342`, as in everything that people and models read. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `$0.04`; `$0.0004` where two digits would show nothing. */
export function formatUsd(usd: number): string {
  if (usd === 0 || usd >= 0.005) return `$${usd.toFixed(2)}`;
  return `$${usd.toPrecision(1)}`;
}

/** The first words of a text on one line, of at most so many characters. */
export function shorten(text: string, chars: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= chars) return line;
  const head = line.slice(0, chars - 1);
  const cut = head.lastIndexOf(' ');
  return `${(cut > chars / 2 ? head.slice(0, cut) : head).toWellFormed().replace(/\uFFFD$/, '')}…`;
}

/** Markdown without its marks, as far as a few words need it. */
export function withoutMarks(markdown: string): string {
  return markdown.replace(/\*\*|__|~~|`+|^#{1,6} |^[-*+] /gm, '');
}

/**
 * `04:16` of today and yesterday, `Mon 04:16` of the last seven days, `Nov 14` before that, `Nov 14, 2025`
 * of another year: in a list by day. Times are ms since 1970.
 */
export function shortMoment(at: number, now: number, language: string): string {
  const date = new Date(at);
  const said = (format: Intl.DateTimeFormatOptions): string =>
    date.toLocaleString(language, { ...format, hourCycle: 'h23' });
  const time = said({ hour: '2-digit', minute: '2-digit' });
  const today = new Date(now);
  const begin = (daysAgo: number): number =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - daysAgo).getTime();
  if (at >= begin(1)) return time;
  if (at >= begin(7)) return `${said({ weekday: 'short' })} ${time}`;
  const isThisYear = date.getFullYear() === today.getFullYear();
  return said({ day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) });
}
