import { withColours } from './paint.ts';
import { printable, printableJson, printableLine } from './printable.ts';

/**
 * Where the runner writes for people and programs: the only way to the process's standard output and
 * error. What the text, a name, a server or a model holds for a terminal to obey is shown, not sent.
 */
export class Output {
  readonly isTerminal: boolean;
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
  }

  /** Text, with colours where `paint` put them. */
  write(text: string): void {
    this.#stream.write(withColours(printable(text)));
  }

  /** One value on one line. */
  writeJson(value: unknown): void {
    this.#stream.write(`${printableJson(value)}\n`);
  }

  /** A file's text, in which nothing is left that would be obeyed. */
  writeFile(text: string): void {
    this.#stream.write(text);
  }

  /** Puts this in the place of the line that stands at a terminal's foot; `''` takes it away. */
  rewriteLine(text: string): void {
    this.#stream.write(`\r\u001b[K${withColours(printableLine(text))}`);
  }

  /** Calls back when nobody reads any more: `| head` has seen enough. */
  onClosed(callback: () => void): void {
    this.#stream.on('error', callback);
  }
}

export const standardOutput = new Output(process.stdout);
export const standardError = new Output(process.stderr);
