/** Characters of a text that stand in the record of a step; the whole stands in the run's folder. */
const longestText = 8_000;

/** A block of code or of text that others wrote, in a fence that nothing in it ends. */
export function fenced(text: string, label = ''): string {
  const ticks = text.match(/`{3,}/g)?.map(({ length }) => length) ?? [];
  const fence = '`'.repeat(Math.max(3, ...ticks.map((length) => length + 1)));
  return `${fence}${label}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** The same with the middle of a long text left out, and said. */
export function fencedShort(text: string, label = ''): string {
  return fenced(shortText(text), label);
}

/** A text's ends; what is left out between them is said. */
export function shortText(text: string): string {
  if (text.length <= longestText) return text;
  const half = longestText / 2;
  const head = text.slice(0, half).toWellFormed();
  const tail = text.slice(-half).toWellFormed();
  const left = text.length - 2 * half;
  return `${head}\n... ${left.toLocaleString('en-US')} characters were left out here ...\n${tail}`;
}

/** Words that others wrote, as plain text on one line of Markdown. */
export function plain(words: string): string {
  return words
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|~!$&]/g, '\\$&')
    .replace(/^(?:[-+=]|\d+(?=[.)]))/, (mark) => (/\d/.test(mark) ? mark : `\\${mark}`));
}

/** Words that others wrote, as a quotation that keeps their lines. */
export function quotedLines(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map((line) => `> ${plain(line)}`.trimEnd())
    .join('  \n');
}

/**
 * Markdown that a model wrote, to stand among other parts of a file: its marks are kept, but nothing in it
 * hides what follows (an open fence, a comment or a tag of HTML), and nothing loads from elsewhere.
 */
export function embedded(markdown: string): string {
  let fence = '';
  const lines = markdown.split(/\r\n|[\n\r]/).map((line) => {
    const [, mark = '', label = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence === '') {
      const opens = mark !== '' && !(mark.startsWith('`') && label.includes('`'));
      if (opens) fence = mark;
      return opens ? line : withoutHtml(line);
    }
    if (mark.startsWith(fence) && label.trim() === '') fence = '';
    return line;
  });
  return (fence === '' ? lines : [...lines, fence]).join('\n');
}

/** A line with its code as it stands; what begins a tag, a comment or a picture is plain text. */
function withoutHtml(line: string): string {
  return line.replace(/\\.|(`+)(?!`).*?(?<!`)\1(?!`)|<(?=[a-z/!?])|!(?=\[)/gi, (found) =>
    found === '<' || found === '!' ? `\\${found}` : found,
  );
}
