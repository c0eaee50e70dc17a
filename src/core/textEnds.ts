/** The first characters of a text, without half of a surrogate pair. */
export function headOf(text: string, chars: number): string {
  return text.slice(0, chars).replace(/[\ud800-\udbff]$/, '');
}

/** The last characters of a text, without half of a surrogate pair. */
export function tailOf(text: string, chars: number): string {
  return text.slice(Math.max(0, text.length - chars)).replace(/^[\udc00-\udfff]/, '');
}

/** Head and tail of a text of more than so many characters; `between` says what stands for the middle. */
export function endsOf(
  text: string,
  maxChars: number,
  between: (keptChars: number) => string,
): string {
  if (text.length <= maxChars) return text;
  const head = headOf(text, Math.ceil(maxChars / 2));
  const tail = tailOf(text, Math.floor(maxChars / 2));
  return `${head}\n${between(head.length + tail.length)}\n${tail}`;
}
