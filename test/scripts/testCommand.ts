// `npm test [-- TIER... [PART OF A FILE'S PATH...]]`: runs the tiers and counts.
import { mkdir } from 'node:fs/promises';
import { artifacts } from '../support/project.ts';
import { runCommand, StepFailed, seconds } from '../support/steps.ts';
import type { Counts } from '../support/testFiles.ts';
import { tiers } from '../support/tiers.ts';

type TierName = keyof typeof tiers;
const tierNames = Object.keys(tiers) as readonly TierName[];

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const option = args.find((each) => each.startsWith('-'));
  if (option !== undefined) {
    throw new StepFailed(`There is no option ${option}; tiers are ${tierNames.join(', ')}.`);
  }
  const named = tierNames.filter((name) => args.includes(name));
  const wanted = args.filter((each) => !isTier(each));
  if (wanted.length > 0 && named.length === 0) {
    throw new StepFailed(`Name a tier before "${wanted[0]}": ${tierNames.join(', ')}.`);
  }
  await mkdir(artifacts, { recursive: true });
  const lines: string[] = [];
  let [passed, failed] = [0, 0];
  for (const name of named.length > 0 ? named : tierNames) {
    process.stdout.write(`\n== ${name}\n`);
    const started = performance.now();
    const counts = await tiers[name](wanted);
    lines.push(`${name}: ${describe(counts)} (${seconds(started)})`);
    process.stdout.write(`${lines.at(-1)}\n`);
    passed += counts.passed;
    failed += counts.failed;
  }
  if (lines.length > 1) process.stdout.write(`\n${lines.join('\n')}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function describe({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function isTier(name: string): name is TierName {
  return Object.hasOwn(tiers, name);
}

await runCommand(main);
