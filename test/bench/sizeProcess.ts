// A process that loads a file and searches it: `ours|bare FILE SOURCE`. Prints the number of matches
// and the ms that load and search took, Node's own start not counted.
import { closeSync, openSync, readSync } from 'node:fs';
import { ContextText } from '../../src/sandbox/text/contextText.ts';
import { readFileContext } from '../../src/sources/readFile.ts';

const windowBytes = 16 * 1024 * 1024;

async function searchOurs(file: string, source: string): Promise<number> {
  const text = new ContextText(await readFileContext(file));
  return text.grep({ source, flags: '', literal: false, path: null, max: 1_000 }).total;
}

/** What one would write without RLM: windows of whole lines, nothing kept. */
function searchBare(file: string, source: string): number {
  const expression = new RegExp(source, 'gm');
  const window = Buffer.alloc(windowBytes);
  const descriptor = openSync(file, 'r');
  let total = 0;
  let rest = '';
  for (;;) {
    const bytes = readSync(descriptor, window);
    if (bytes === 0) break;
    const text = rest + window.toString('latin1', 0, bytes);
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    total += countIn(text.slice(0, end), expression);
  }
  closeSync(descriptor);
  return total + countIn(rest, expression);
}

function countIn(text: string, expression: RegExp): number {
  let total = 0;
  expression.lastIndex = 0;
  while (expression.exec(text) !== null) total += 1;
  return total;
}

async function main(): Promise<void> {
  const [side = '', file = '', source = ''] = process.argv.slice(2);
  const started = performance.now();
  const total = side === 'ours' ? await searchOurs(file, source) : searchBare(file, source);
  process.stdout.write(JSON.stringify({ total, ms: performance.now() - started }));
}

void main();
