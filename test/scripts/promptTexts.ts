// The first messages of every profile, as files to read: `node test/scripts/promptTexts.ts` renews them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ContextDescription } from '../../src/core/context.ts';
import { defaultOptions, type Language } from '../../src/core/options.ts';
import { firstMessage, type Profile, systemPrompt } from '../../src/core/prompts.ts';

export const promptFolder = new URL('../fixtures/prompts/', import.meta.url);

const languages: readonly Language[] = ['python', 'javascript'];
const profiles: readonly Profile[] = ['gpt', 'qwen', 'small', 'no-sub-calls'];
const question = 'Which services failed on 14 March, and what set each failure off?';
const head = '2026-03-14T00:00:01Z api INFO started\n2026-03-14T00:00:02Z auth INFO started';

const contexts: readonly ContextDescription[] = [
  {
    kind: 'string',
    chars: 48_211_904,
    lines: 412_880,
    longestLine: 2_411,
    head,
    tail: '2026-03-14T23:59:58Z auth INFO rotated\n2026-03-14T23:59:59Z api INFO stopped',
    items: [{ path: '', chars: 48_211_904, lines: 412_880 }],
  },
  {
    kind: 'list',
    chars: 9_000_000,
    lines: 100_000,
    longestLine: 512,
    head,
    items: Array.from({ length: 100_000 }, () => ({ path: '', chars: 90, lines: 1 })),
  },
  {
    kind: 'map',
    chars: 1_204_377,
    lines: 31_020,
    longestLine: 480,
    head,
    items: Array.from({ length: 62 }, (_, n) => ({
      path: `${n < 40 ? 'logs' : 'audit/2026'}/day-${n + 1}.log`,
      chars: 19_000 + n,
      lines: 500 + n,
    })),
  },
];

/** By file name. */
export function promptTexts(): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const language of languages) {
    for (const profile of profiles) {
      for (const maxDepth of [1, 2]) {
        const prompt = systemPrompt(profile, { ...defaultOptions, maxDepth, language });
        texts[`${language}-system-${profile}-depth-${maxDepth}.txt`] = `${prompt}\n`;
      }
      for (const context of contexts) {
        const message = firstMessage(question, context, profile, 128_000, language);
        texts[`${language}-first-${profile}-${context.kind}.txt`] = `${message}\n`;
      }
    }
  }
  return texts;
}

if (import.meta.main) {
  rmSync(promptFolder, { recursive: true, force: true });
  mkdirSync(promptFolder, { recursive: true });
  for (const [file, text] of Object.entries(promptTexts()))
    writeFileSync(new URL(file, promptFolder), text);
}
