import { randomUUID } from 'node:crypto';

/** Marks parts of a text for a terminal's colours, or leaves it as it is. */
export type Paint = Readonly<Record<Style, (text: string) => string>>;

type Style = keyof typeof codes;

/** Parameters of "select graphic rendition": what begins a style, and what ends it. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
} as const;

// Nobody outside this process can write them, so a text never brings colours along.
const secret = randomUUID();
const mark = new RegExp(`<${secret}:(\\d+)>`, 'g');
const open = (code: number): string => `<${secret}:${code}>`;

export function createPaint(colours: boolean): Paint {
  const style = (name: Style) => {
    const [begin, end] = codes[name];
    return (text: string): string => (colours ? `${open(begin)}${text}${open(end)}` : text);
  };
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    yellow: style('yellow'),
    green: style('green'),
  };
}

/** The colours in place of their marks, as the last thing before a text is sent. */
export function withColours(marked: string): string {
  return marked.replace(mark, (_, code: string) => `\u001b[${code}m`);
}
