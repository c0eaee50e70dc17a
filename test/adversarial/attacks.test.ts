import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '../../src/core/options.ts';
import { type Attack, disguises, escapes, floods } from './attacks.ts';
import {
  pythonCrashes,
  pythonDepths,
  pythonDisguises,
  pythonEscapes,
  pythonFloods,
  pythonLoops,
  pythonNativeLoops,
} from './pythonAttacks.ts';
import { type Survival, sample, survive, tableOf } from './survival.ts';

const limits = { timeout: 120_000 };

/** Of what takes a cell's whole time each, the soak tests have all. */
const kinds: Readonly<Record<Language, Readonly<Record<string, readonly Attack[]>>>> = {
  javascript: { escapes, disguises, floods },
  python: {
    escapes: pythonEscapes,
    disguises: pythonDisguises,
    crashes: pythonCrashes,
    depths: sample(pythonDepths, 8),
    loops: sample(pythonLoops, 6),
    'loops within C': sample(pythonNativeLoops, 2),
    floods: sample(pythonFloods, 6),
  },
};

for (const language of ['javascript', 'python'] as const) {
  const rows: Survival[] = [];
  for (const [kind, attacks] of Object.entries(kinds[language])) {
    for (const attack of attacks) {
      test(
        `${language}, ${kind}: ${attack.name}; the run goes on with its state`,
        limits,
        async (t) => {
          rows.push(await survive(t, language, attack));
        },
      );
    }
  }
  test(`${language}: something came of each attack`, () => {
    console.log(tableOf(language, rows).join('\n'));
    assert.equal(rows.length, Object.values(kinds[language]).flat().length);
  });
}
