import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelFacts } from '../../../src/core/model.ts';
import { defaultOptions, type RunOptions } from '../../../src/core/options.ts';
import { cell, runScripted, ScriptedModel } from './support.ts';

const priced = { input: 1, cachedInput: 1, output: 1 };

/** A model that knows the prices of some names only. */
class PricedModel extends ScriptedModel {
  readonly #known: readonly string[];

  constructor(known: readonly string[]) {
    super([cell('ask'), 'FINAL(x)']);
    this.#known = known;
  }

  override facts(model?: string): ModelFacts {
    const price = this.#known.includes(model ?? '') ? priced : null;
    return { price, window: null, maxOutput: null };
  }
}

const { rootModel, subModel } = defaultOptions;

/** Whose price is said to be unknown. */
const table: readonly (readonly [
  string,
  readonly string[],
  Partial<RunOptions>,
  readonly string[],
])[] = [
  ['both are known', [rootModel, subModel], {}, []],
  ['the root alone is known', [rootModel], {}, [subModel]],
  ['the sub-model alone is known', [subModel], {}, [rootModel]],
  ['neither is known', [], {}, [rootModel, subModel]],
  ['one model is both', [], { subModel: rootModel }, [rootModel]],
  ['no sub-model is asked', [rootModel], { maxDepth: 0 }, []],
  ['there is no limit that could not hold', [], { maxCostUsd: null }, []],
];

for (const [when, known, options, said] of table)
  test(`an unknown price is said once for each model, before the first request: ${when}`, async () => {
    const model = new PricedModel(known);
    const { events, result } = await runScripted({
      model,
      options,
      cells: {
        ask: async (call) => {
          if (options.maxDepth !== 0) await call({ prompt: 'Which?' });
          return {};
        },
      },
    });
    assert.equal(result.status, 'answered');
    const first = events.findIndex(({ type }) => type === 'iteration.started');
    const notices = events.flatMap((event, at) =>
      event.type === 'notice' && event.unpriced !== undefined
        ? [{ at, model: event.unpriced, text: event.text }]
        : [],
    );
    assert.deepEqual(
      notices.map((notice) => notice.model),
      said,
    );
    for (const { at, model: name, text } of notices) {
      assert.ok(at < first);
      assert.equal(text, `The price of ${name} is unknown, so the limit of $1 can't hold.`);
    }
  });
