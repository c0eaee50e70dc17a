import { CodeBlocks, type CodeReading } from './codeBlocks.ts';
import { endsMessage, findMarks, isBeginning, isBox, isClear, isWord, type Mark } from './marks.ts';

/** A reply without what the model thought on the way. */
export interface WithoutThoughts {
  /** As it came where nothing came off, else without white space around it. */
  readonly text: string;
  /** Without their marks, a blank line between two of them; `''` when there are none. */
  readonly thoughts: string;
}

/** Different marks that are looked up in what was sent; further ones are taken for text. */
const mostLookedUp = 50;
/** How gpt-oss's channels read when a server drops their marks. */
const bareChannels = /^\s*analysis(?=[\sA-Z"'])/;
const bareFinal = 'assistantfinal';

/**
 * Takes thoughts and the marks of chat templates off. `sent`: the prompt; a mark such as `<thinking>`
 * or a closing mark without an opening one is text where it stands in there. `code`: marks in code
 * that parses with them stay; without it, those in any block that is closed.
 */
export function splitThoughts(text: string, sent: string, code?: CodeReading): WithoutThoughts {
  const bare = bareChannels.test(text) ? text.indexOf(bareFinal) : -1;
  if (bare >= 0 && !text.includes('<|channel|>')) {
    const thoughts = text.slice(0, bare).replace(bareChannels, '').trim();
    return { text: text.slice(bare + bareFinal.length).trim(), thoughts };
  }
  const marks = findMarks(text);
  return marks.length === 0
    ? { text, thoughts: '' }
    : new Splitter(text, sent, marks, code).split();
}

/** The marks of the same kind that follow an opening one. */
interface Following {
  readonly closing: Mark | null;
  /** The next closing mark that begins or ends its line. */
  readonly clear: Mark | null;
  /** The next mark that opens at the start of a line. */
  readonly opening: Mark | null;
}

const nothing: Following = { closing: null, clear: null, opening: null };

class Splitter {
  readonly #text: string;
  readonly #sent: string;
  readonly #marks: readonly Mark[];
  readonly #blocks: CodeBlocks;
  readonly #following = new Map<Mark, Following>();
  readonly #sentMarks = new Map<string, boolean>();
  /** Closing marks that are text. */
  readonly #texts = new Set<Mark>();
  /** What stays, in pieces. */
  #kept: string[] = [];
  #hasText = false;
  /** The first character behind `#from` that is no white space, once it was looked for. */
  #nextText = -1;
  readonly #thoughts: string[] = [];
  /** What stands before it has been dealt with. */
  #from = 0;
  #hasPair = false;
  #hasChannel = false;

  constructor(text: string, sent: string, marks: readonly Mark[], code?: CodeReading) {
    this.#text = text;
    this.#sent = sent;
    this.#marks = marks;
    this.#blocks = new CodeBlocks(text, marks, code);
    const next = new Map<string, Following>();
    for (const mark of marks.toReversed()) {
      const after = next.get(mark.kind) ?? nothing;
      this.#following.set(mark, after);
      if (mark.role === 'closing') {
        const clear = isClear(mark) ? mark : after.clear;
        next.set(mark.kind, { ...after, closing: mark, clear });
      } else if (mark.startsLine) next.set(mark.kind, { ...after, opening: mark });
    }
  }

  split(): WithoutThoughts {
    for (const [at, mark] of this.#marks.entries()) {
      if (mark.index < this.#from || this.#texts.has(mark) || this.#blocks.holds(mark)) continue;
      if (this.#isQuoted(mark)) this.#passOver(mark);
      else if (mark.role === 'opening') this.#open(mark);
      else if (mark.role === 'closing') this.#close(mark);
      else if (mark.role === 'channel') this.#enter(mark, at);
      else if (mark.role === 'turn') this.#endAt(mark);
      else if (mark.role === 'wrap') this.#unwrap(mark);
      else if (this.#standsForNothing(mark, this.#marks[at + 1])) this.#drop(mark);
    }
    if (this.#from === 0) return { text: this.#text, thoughts: '' };
    const thoughts = this.#thoughts.filter((thought) => thought !== '').join('\n\n');
    this.#keep(this.#text.length);
    return { text: this.#kept.join('').trim(), thoughts };
  }

  #open(mark: Mark): void {
    const closing = this.#closingOf(mark);
    if ((isWord(mark) && this.#wasSent(mark)) || !this.#begins(mark, closing)) {
      this.#passOver(mark);
      return;
    }
    this.#keep(mark.index);
    this.#think(mark.end, closing?.index ?? this.#text.length);
    this.#goOn(closing, closing?.end ?? this.#text.length);
    this.#hasPair = true;
  }

  /** The mark is text, and so is one in the same line that would close it. */
  #passOver(mark: Mark): void {
    const closing = mark.role === 'opening' ? this.#following.get(mark)?.closing : null;
    if (closing?.line === mark.line) this.#texts.add(closing);
  }

  /** Whether a thought begins with the mark, rather than a text about marks. */
  #begins(mark: Mark, closing: Mark | null): boolean {
    const isOneLine = closing?.line === mark.line;
    if (this.#startsLine(mark)) {
      return !isOneLine || this.#isFirst(mark) || closing.endsLine || closing.leads;
    }
    if (isOneLine || this.#isItem(mark)) return false;
    if (closing !== null) return mark.endsLine || isClear(closing);
    return mark.endsLine && /[.!?]\s*$/.test(this.#before(mark));
  }

  /** A closing mark whose opening one the template swallowed: all before it is thought. */
  #close(mark: Mark): void {
    const isMark =
      this.#startsLine(mark) ||
      (isClear(mark) && !this.#isItem(mark)) ||
      /[.!?)\]]/.test(this.#text[mark.index - 1] ?? '');
    if (!isMark || this.#wasSent(mark)) return;
    const isLast = this.#isBlankFrom(mark.end);
    if (this.#hasPair && isLast) this.#drop(mark);
    else this.#thinkBack(mark);
  }

  #enter(mark: Mark, at: number): void {
    const isFirst = !this.#hasChannel;
    if (!this.#startsLine(mark) && this.#wasSent(mark)) return;
    this.#hasChannel = true;
    if (mark.kind === 'final') {
      if (isFirst) this.#thinkBack(mark);
      else this.#drop(mark);
      return;
    }
    let next = at + 1;
    while (next < this.#marks.length && !endsMessage(this.#marks[next] as Mark)) next += 1;
    const closing = this.#marks[next];
    this.#keep(mark.index);
    this.#think(mark.end, closing?.index ?? this.#text.length);
    const isNext = closing?.role === 'channel' || closing?.kind === 'start';
    this.#goOn(closing ?? null, (isNext ? closing?.index : closing?.end) ?? this.#text.length);
  }

  /** A model that goes on in the name of somebody else has ended its own reply. */
  #endAt(mark: Mark): void {
    const isItem = !mark.startsLine && this.#isItem(mark);
    if (!mark.endsLine || isItem || this.#isFirst(mark) || this.#wasSent(mark)) return;
    this.#keep(mark.index);
    this.#think(mark.end, this.#text.length);
    this.#goOn(null, this.#text.length);
  }

  /** Round all that is said: what models write behind a thought when nobody asked for the mark. */
  #unwrap(mark: Mark): void {
    const isOuter = mark.kind === '<answer>' ? this.#isFirst(mark) : this.#isBlankFrom(mark.end);
    if (isOuter && !this.#wasSent(mark)) this.#drop(mark);
  }

  #standsForNothing(mark: Mark, next: Mark | undefined): boolean {
    const isLast = this.#isBlankFrom(mark.end);
    // Not the mark of HTML by which a part of the text is struck.
    const isUnpaired = () => mark.leads || !this.#text.includes('</s>', mark.end);
    if (isBeginning(mark)) return this.#isFirst(mark) && isUnpaired();
    if (mark.kind === '</s>') return isLast && !this.#text.includes('<s>');
    if (isBox(mark)) return !this.#wasSent(mark);
    if (mark.endsLine && /[`~)][ \t]*$/.test(this.#before(mark))) return true;
    if (this.#wasSent(mark)) return false;
    if (endsMessage(mark) && next?.index === mark.end && endsMessage(next)) return true;
    const isGluedBefore = /\S$/.test(this.#before(mark));
    const isGluedBehind = mark.endsLine || /\S/.test(this.#text[mark.end] ?? '');
    return (
      (mark.endsLine && (isGluedBefore || isLast)) || (this.#startsLine(mark) && isGluedBehind)
    );
  }

  #thinkBack(mark: Mark): void {
    this.#keep(mark.index);
    this.#thoughts.push(this.#kept.join('').trim());
    this.#kept = [];
    this.#hasText = false;
    this.#goOn(mark, mark.end);
  }

  #drop(mark: Mark): void {
    this.#keep(mark.index);
    this.#goOn(mark, mark.end);
  }

  #keep(to: number): void {
    const piece = this.#text.slice(this.#from, to);
    if (piece !== '') this.#kept.push(piece);
    this.#hasText ||= /\S/.test(piece);
    this.#from = to;
  }

  #think(from: number, to: number): void {
    this.#thoughts.push(this.#text.slice(from, to).trim());
  }

  /** `last`: the mark with which ends what came off; null where that ran to the end. */
  #goOn(last: Mark | null, offset: number): void {
    this.#from = offset;
    if (last === null) return;
    // An answer right behind the mark begins a line, but for one in a box.
    const endsLine = isBox(last) || (this.#kept.at(-1)?.endsWith('\n') ?? true);
    if (!endsLine && /\S/.test(this.#text[offset] ?? '')) this.#kept.push('\n');
    this.#blocks.resume(last.line, offset - last.lineStart);
  }

  /** Nothing stands before it in its line, or nothing since the last thing that came off. */
  #startsLine(mark: Mark): boolean {
    if (mark.startsLine) return true;
    const isNear = this.#from > 0 && mark.index - this.#from < 10;
    return isNear && this.#text.slice(this.#from, mark.index).trim() === '';
  }

  /** No text stands before it. */
  #isFirst(mark: Mark): boolean {
    if (this.#hasText) return false;
    if (this.#nextText < this.#from) {
      const text = /\S/g;
      text.lastIndex = this.#from;
      this.#nextText = text.exec(this.#text)?.index ?? this.#text.length;
    }
    return this.#nextText >= mark.index;
  }

  /** A mark of a list, a sign such as `:` or a quote stands before it: it is spoken of. */
  #isItem(mark: Mark): boolean {
    return /[-*+>|:,(=[{]\s+$|["'“‘]$|(?<!`)`$/.test(this.#before(mark));
  }

  /** A few characters before it. */
  #before(mark: Mark): string {
    return this.#text.slice(Math.max(0, mark.index - 10), mark.index);
  }

  /** The next that stands clear, unless another thought begins before it; else the next at all. */
  #closingOf(mark: Mark): Mark | null {
    const { closing, clear } = this.#following.get(mark) ?? nothing;
    if (closing === null || clear === null) return closing;
    const opening = this.#following.get(closing)?.opening ?? null;
    return opening !== null && opening.index < clear.index ? closing : clear;
  }

  #isBlankFrom(offset: number): boolean {
    return !/\S/.test(this.#text.slice(offset, offset + 1_000));
  }

  /** In backticks or quotes. */
  #isQuoted(mark: Mark): boolean {
    const before = this.#text[mark.index - 1] ?? '';
    return (
      before !== '' && '`"\'“‘'.includes(before) && before === closingQuote(this.#text[mark.end])
    );
  }

  #wasSent(mark: Mark): boolean {
    let was = this.#sentMarks.get(mark.text);
    if (was === undefined) {
      // Of words either mark will do: who asks for <thinking> may not spell </thinking> out.
      const forms = isWord(mark) ? [`<${mark.kind}>`, `</${mark.kind}>`] : [mark.text];
      was = this.#sentMarks.size >= mostLookedUp || forms.some((form) => this.#sent.includes(form));
      this.#sentMarks.set(mark.text, was);
    }
    return was;
  }
}

/** The quote that a closing one belongs to. */
function closingQuote(quote: string | undefined): string {
  return quote === '”' ? '“' : quote === '’' ? '‘' : (quote ?? '');
}
