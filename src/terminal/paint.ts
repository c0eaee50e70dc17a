import { styleText } from 'node:util';

/** Colours for a terminal, or none of them. */
export type Paint = Readonly<Record<'bold' | 'dim' | 'red' | 'yellow' | 'green', PaintText>>;
type PaintText = (text: string) => string;

export function createPaint(colours: boolean): Paint {
  const style = (name: Parameters<typeof styleText>[0]): PaintText =>
    colours ? (text) => styleText(name, text) : (text) => text;
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    yellow: style('yellow'),
    green: style('green'),
  };
}
