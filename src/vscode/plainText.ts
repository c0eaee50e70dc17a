/** Breaks a link or an icon without being seen. */
const breaker = '\u200b';

/**
 * Text that others wrote (a file's name, a server's words, a question, a model's text), for places where
 * VS Code draws links, `[title](command:...)`, and icons, `$(trash)`: there it is read as nothing but
 * text. Line ends and tabs stay; other control characters and those that turn the direction of writing
 * become U+FFFD.
 */
export function plainText(text: string): string {
  return (
    text
      .replace(/\](?=\()/g, `]${breaker}`)
      .replace(/\$(?=\()/g, `$${breaker}`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
      .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD')
  );
}

/** The same on one line, for labels and lines of the log. */
export function plainLine(text: string): string {
  return plainText(text.replace(/[\s\u2028\u2029]+/g, ' ').trim());
}

/** One line as Markdown that shows as exactly that, with no mark, link, picture or tag in it. */
export function markdownText(text: string): string {
  return plainLine(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
