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
