import { ContextText } from '../../src/sandbox/text/contextText.ts';
import { sharedText } from '../../src/sources/decode.ts';
import type { Figure } from './figures.ts';
import { measurePairs } from './pairs.ts';
import { makeLog } from './sampleText.ts';
import { needle } from './scripts.ts';
import type { Workplace } from './workplace.ts';

const textChars = 100_000_000;
const source = `${needle} (\\w+)-\\d request=(\\d+)`;

/** `grep` over shared memory beside `matchAll` over the same text as a string. */
export async function benchGrep({ runs }: Workplace): Promise<readonly Figure[]> {
  const string = makeLog(textChars);
  const text = sharedText(string);
  const makeContext = (): ContextText =>
    new ContextText({ kind: 'string', items: [{ path: '', text }] });
  const plain = [...string.matchAll(new RegExp(source, 'gm'))].length;
  const grepIn = (context: ContextText): number => {
    const query = { source, flags: '', literal: false, path: null, max: 1_000 };
    const started = performance.now();
    const { total } = context.grep(query);
    if (total !== plain) throw new Error(`grep found ${total} instead of ${plain}.`);
    return performance.now() - started;
  };
  const matchAll = async (): Promise<number> => {
    const started = performance.now();
    if ([...string.matchAll(new RegExp(source, 'gm'))].length !== plain) throw new Error('Lost.');
    return performance.now() - started;
  };
  const warm = makeContext();
  const first = await measurePairs(runs(7), async () => grepIn(makeContext()), matchAll);
  const later = await measurePairs(runs(9), async () => grepIn(warm), matchAll);
  const goal = { times: 2 };
  return [
    { subject: 'first grep over 100 MB', unit: 'ms', ...first, goal },
    { subject: 'each later grep over 100 MB', unit: 'ms', ...later, goal },
  ];
}
