import { ContextText } from '../../src/sandbox/text/contextText.ts';
import { sharedText } from '../../src/sources/decode.ts';
import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { makeLog } from './sampleText.ts';
import type { Workplace } from './workplace.ts';

const textChars = 100_000_000;
const quoteCount = 20;
const outputCount = 50;
const outputChars = 20_000;
const promptCount = 100;
const promptChars = 100_000;
const second = { most: 1_000 };

/** What a run about 100 MB pays for knowing what of it was quoted and what was seen. */
export async function benchLookups({ runs }: Workplace): Promise<readonly Figure[]> {
  const string = makeLog(textChars);
  const quotes = quotesOf(string);
  const wideText = `\u2192${string}`;
  const bare = async (): Promise<number> => timed(() => quotes.map((one) => string.indexOf(one)));
  const locate = (text: string): (() => Promise<number>) => {
    const context = open(text);
    context.describe();
    return async () =>
      timed(() => {
        const found = context.locate(quotes).filter((place) => place !== null).length;
        if (found !== quoteCount / 2) throw new Error(`${found} quotes were found.`);
      });
  };
  const narrow = await measurePairs(runs(7), locate(string), bare);
  const wide = await measurePairs(runs(7), locate(wideText), bare);
  const seen = [...outputsOf(string), ...promptsOf(string)];
  const covered: number[] = [];
  for (let turn = 0; turn < runs(5); turn += 1) {
    const context = open(string);
    context.describe();
    covered.push(
      timed(() => {
        for (const text of seen) context.cover([text], true);
      }),
    );
  }
  const subject = `${quoteCount} quotes in 100 MB`;
  return [
    { subject, unit: 'ms', ...narrow, goal: second },
    { subject: `${subject} of two-byte units`, unit: 'ms', ...wide, goal: second },
    { subject: 'coverage of 100 MB', unit: 'ms', ours: covered, bare: null, goal: second },
  ];
}

function open(string: string): ContextText {
  const text = sharedText(string);
  return new ContextText({ kind: 'string', items: [{ path: '', text }] });
}

/** ms of computing, whatever else the machine does. */
function timed(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Half of them stand near the text's end, half begin or end with what many lines have. */
function quotesOf(text: string): string[] {
  const lines = text.slice(-quoteCount * 200).split('\n');
  return Array.from({ length: quoteCount }, (_, at) => {
    if (at % 2 === 0) return lines[at + 1] ?? '';
    return at % 4 === 1
      ? `said nobody ${at} INFO search-3 request=`
      : `INFO mail-3 request=${at}, said nobody`;
  });
}

/** Half of them numbered lines, half lines from all over the text. */
function outputsOf(text: string): string[] {
  const lines = text.split('\n');
  const apart = Math.floor(lines.length / outputCount);
  return Array.from({ length: outputCount }, (_, at) => {
    const first = at * apart;
    const printed =
      at % 2 === 0
        ? lines.slice(first, first + 500).map((line, index) => `L${first + index + 1}: ${line}`)
        : lines.filter((_, index) => index % 5_003 === at);
    return printed.join('\n').slice(0, outputChars);
  });
}

function promptsOf(text: string): string[] {
  const apart = Math.floor((text.length - promptChars) / promptCount);
  return Array.from({ length: promptCount }, (_, at) => {
    return `What does this part say?\n\n${text.slice(at * apart, at * apart + promptChars)}`;
  });
}
