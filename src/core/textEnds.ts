/** The first characters of a text, without half of a surrogate pair. */
export function headOf(text: string, chars: number): string {
  return text.slice(0, chars).replace(/[\ud800-\udbff]$/, '');
}

/** The first and the last characters of a text of more, without halves of surrogate pairs. */
export function endsOf(
  text: string,
  chars: number,
): { readonly head: string; readonly tail: string } {
  const head = headOf(text, Math.ceil(chars / 2));
  const tail = text.slice(text.length - Math.floor(chars / 2)).replace(/^[\udc00-\udfff]/, '');
  return { head, tail };
}
