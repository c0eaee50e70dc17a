import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EstimateFacts, estimate, type PastRun } from '../../../src/core/estimate.ts';
import { defaultOptions } from '../../../src/core/options.ts';

// As the paper's models were priced.
const root = {
  price: { input: 1.25, cachedInput: 0.125, output: 10 },
  window: 400_000,
  maxOutput: 128_000,
};
const sub = { ...root, price: { input: 0.25, cachedInput: 0.025, output: 2 } };
const options = {
  ...defaultOptions,
  rootModel: 'gpt-5',
  subModel: 'gpt-5-mini',
  maxCostUsd: null,
};
const facts = (tokens: number, more: Partial<EstimateFacts> = {}): EstimateFacts => ({
  chars: tokens * 4,
  tokens,
  options,
  root,
  sub,
  history: [],
  ...more,
});
const past = (costUsd: number | null, more: Partial<PastRun> = {}): PastRun => ({
  rootModel: 'gpt-5',
  subModel: 'gpt-5-mini',
  tokens: 50_000,
  costUsd,
  contextChars: 400_000,
  ...more,
});

test("the model of a run is within three times of the paper's mean cost at every size", () => {
  for (const [tokens, mean] of [
    [32_000, 0.33],
    [131_000, 0.43],
    [300_000, 0.11],
    [8_000_000, 0.99],
  ] as const) {
    const { probableUsd, basis } = estimate(facts(tokens));
    assert.equal(basis, 'model');
    const ratio = (probableUsd ?? 0) / mean;
    assert.ok(ratio > 1 / 3 && ratio < 3, `${tokens} tokens: $${probableUsd}, not $${mean}`);
  }
});

test('a text that fits the model has the price of a plain question beside that of a run', () => {
  const direct = (tokens: number, more: Partial<EstimateFacts> = {}) =>
    estimate(facts(tokens, more)).direct;
  const small = direct(8_000);
  assert.ok((small?.usd ?? 0) > 0.01 && (small?.usd ?? 1) < 0.03, JSON.stringify(small));
  assert.ok((small?.tokens ?? 0) > 9_000 && (small?.tokens ?? 0) < 12_000);
  assert.ok((small?.usd ?? 1) < (estimate(facts(8_000)).probableUsd ?? 0));
  assert.equal(direct(16_001), null);
  assert.equal(direct(8_000, { root: { ...root, window: 12_000 } }), null);
  assert.equal(direct(8_000, { options: { ...options, direct: 'never' } }), null);
  assert.equal(direct(8_000, { root: { ...root, price: null } })?.usd, null);
});

test('the worst is what is reserved: written input, the tier that it reaches, unlimited replies', () => {
  const worst = (more: Partial<EstimateFacts>): number =>
    estimate(facts(1e6, more)).worstUsd ?? Number.NaN;
  const plain = worst({});
  const written = { ...root.price, cacheWrite: 2.5 };
  const tiers = [{ above: 200_000, input: 2.5, cachedInput: 0.25, output: 15 }];
  const dearer: readonly Partial<EstimateFacts>[] = [
    { root: { ...root, price: written } },
    { root: { ...root, price: { ...root.price, tiers } } },
    { sub: { ...sub, price: { ...sub.price, tiers } } },
    { sub: { ...sub, unlimited: true } },
  ];
  for (const more of dearer) assert.ok(worst(more) > 1.1 * plain, JSON.stringify(more));
  // A window that keeps a request below the tier keeps its price too.
  const narrow = { ...root, window: 150_000 };
  assert.equal(
    worst({ root: { ...narrow, price: { ...root.price, tiers } } }),
    worst({ root: narrow }),
  );
});

test('a longer text is never estimated cheaper, and one that is never read costs as much as a short one', () => {
  const sizes = [0, 1, 10, 1_000, 50_000, 1e6, 1e8];
  const costs = sizes.map((tokens) => estimate(facts(tokens)).probableUsd ?? Number.NaN);
  assert.deepEqual(
    costs,
    [...costs].sort((one, other) => one - other),
  );
  const noSubcalls = facts(1e6, { options: { ...options, maxDepth: 0 } });
  assert.equal(
    estimate(noSubcalls).probableUsd,
    estimate({ ...noSubcalls, tokens: 1e8, chars: 4e8 }).probableUsd,
  );
});

test('small pieces make more calls, so the profile for small windows costs more', () => {
  const by = (modelVariant: 'gpt' | 'small' | 'no-sub-calls') =>
    estimate(facts(1e6, { options: { ...options, modelVariant } })).probableUsd ?? Number.NaN;
  assert.ok(by('small') > by('gpt'));
  assert.ok(by('gpt') > by('no-sub-calls'));
});

test('the worst case is all that the limits allow', () => {
  const few = { ...options, maxIterations: 1, maxSubcalls: 2, maxOutputTokens: 1_000 };
  const { worstTokens, worstUsd } = estimate(
    facts(1e6, { options: { ...few, maxOutputChars: 100 } }),
  );
  // Two requests of the root, the second with the first's reply and print, and two sub-calls of a whole window.
  assert.equal(worstTokens, 1_400 + 1_000 + (1_400 + 1_000 + 100) + 1_000 + 2 * 400_000);
  assert.ok(
    Math.abs(
      (worstUsd ?? 0) - (3_900 * 1.25 + 2_000 * 10 + 2 * (399_000 * 0.25 + 1_000 * 2)) / 1e6,
    ) < 1e-9,
  );
});

test('the worst case stays within the limits of money and tokens, the probable one within the worst', () => {
  const money = estimate(facts(1e7, { options: { ...options, maxCostUsd: 0.01 } }));
  assert.equal(money.worstUsd, 0.01);
  assert.equal(money.probableUsd, 0.01);
  assert.equal(money.worstTokens, Math.round(0.01 / (0.025 / 1e6)));
  const tokens = estimate(facts(1e7, { options: { ...options, maxTokens: 5_000 } }));
  assert.equal(tokens.worstTokens, 5_000);
  assert.equal(tokens.probableTokens, 5_000);
  assert.equal(tokens.worstUsd, (5_000 * 10) / 1e6);
});

test('child runs count in the worst case', () => {
  const cheap = { ...options, maxSubcalls: 10, maxIterations: 5 };
  const flat = estimate(facts(1e6, { options: cheap }));
  const deep = estimate(facts(1e6, { options: { ...cheap, maxDepth: 2 } }));
  assert.ok((deep.worstUsd ?? 0) > (flat.worstUsd ?? 0));
  assert.equal(deep.probableUsd, flat.probableUsd);
});

test('an unknown price makes the cost unknown, never zero, and tokens are still told', () => {
  const unknown = { ...sub, price: null };
  const estimated = estimate(facts(1e6, { sub: unknown }));
  assert.equal(estimated.probableUsd, null);
  assert.equal(estimated.worstUsd, null);
  assert.ok(estimated.probableTokens > 100_000);
  // A price that is not needed need not be known.
  const alone = estimate(facts(1e6, { sub: unknown, options: { ...options, maxDepth: 0 } }));
  assert.ok((alone.probableUsd ?? 0) > 0);
});

test('three earlier runs with the same models say more than the model of a run', () => {
  const same = facts(100_000, { history: [past(0.1), past(0.9), past(0.2)] });
  assert.deepEqual(estimate(same), {
    ...estimate(facts(100_000)),
    probableUsd: 0.2,
    probableTokens: 50_000,
    basis: 'history',
  });
  for (const other of [past(0.3, { rootModel: 'o3' }), past(0.3, { subModel: 'o3' }), past(null)]) {
    const mixed = facts(100_000, { history: [past(0.1), past(0.2), other] });
    assert.equal(estimate(mixed).basis, 'model');
  }
  const unsaid = past(0.3, { subModel: null, contextChars: null });
  assert.equal(estimate(facts(1, { history: [unsaid, unsaid, unsaid] })).probableUsd, 0.3);
});

test('earlier runs are scaled by size, far less than in proportion', () => {
  const history = [past(0.1), past(0.1), past(0.1), past(0.1)];
  const { probableUsd } = estimate(facts(25_000_000, { history }));
  assert.ok(Math.abs((probableUsd ?? 0) - 0.3) < 0.001, '250 times the text costs three times');
});

test('where no price is known, earlier runs still tell the tokens', () => {
  const unknown = { ...root, price: null };
  const history = [past(null), past(null), past(null)];
  const { probableTokens, probableUsd, basis } = estimate(
    facts(100_000, { history, root: unknown }),
  );
  assert.deepEqual([probableTokens, probableUsd, basis], [50_000, null, 'history']);
});

// As OpenAI prices them, which most people try first.
const plainRoot = {
  price: { input: 2.5, cachedInput: 1.25, output: 10 },
  window: 128_000,
  maxOutput: 16_384,
};
const plainSub = { ...plainRoot, price: { input: 0.15, cachedInput: 0.075, output: 0.6 } };
const plain = (tokens: number, history: readonly PastRun[] = []): EstimateFacts =>
  facts(tokens, {
    options: { ...options, rootModel: 'gpt-4o', subModel: 'gpt-4o-mini', maxCostUsd: 1 },
    root: plainRoot,
    sub: plainSub,
    history,
  });

test('without a history a question costs what one about a text of that size does', () => {
  const cases: readonly [tokens: number, least: number, most: number][] = [
    [22, 0.008, 0.025],
    [88, 0.008, 0.025],
    [1_000, 0.01, 0.05],
    [10_000, 0.03, 0.1],
    [48_000, 0.06, 0.2],
    [500_000, 0.1, 0.4],
    [30_000_000, 0.25, 0.9],
  ];
  for (const [tokens, least, most] of cases) {
    const { probableUsd, basis } = estimate(plain(tokens));
    assert.equal(basis, 'model');
    const usd = probableUsd ?? Number.NaN;
    assert.ok(usd >= least && usd <= most, `${tokens} tokens: $${usd}`);
  }
});

test('a model that thinks before it replies costs more', () => {
  const usual = plain(10_000);
  for (const rootModel of ['o3', 'openai/gpt-5', 'deepseek-r1', 'some-thinking-model']) {
    const thinking = { ...usual, options: { ...usual.options, rootModel } };
    assert.ok(
      (estimate(thinking).probableUsd ?? 0) > 1.5 * (estimate(usual).probableUsd ?? 0),
      rootModel,
    );
  }
});

test('what questions about a few lines cost says nothing about a text of 100 MB', () => {
  const lines = past(0.004, { rootModel: 'gpt-4o', subModel: 'gpt-4o-mini', contextChars: 90 });
  const history = [lines, lines, lines, lines];
  assert.deepEqual(estimate(plain(30_000_000, history)), estimate(plain(30_000_000)));
  assert.equal(estimate(plain(88, history)).probableUsd, 0.004, 'but about other lines');
  const larger = estimate(plain(10_000, history));
  assert.equal(larger.basis, 'history');
  assert.ok((larger.probableUsd ?? 0) > 0.008 && (larger.probableUsd ?? 1) < 0.02);
});

test('of runs about texts of all sizes those about one like this count', () => {
  const of = (costUsd: number, contextChars: number): PastRun =>
    past(costUsd, { rootModel: 'gpt-4o', subModel: 'gpt-4o-mini', contextChars });
  const small = [of(0.004, 400), of(0.004, 400), of(0.004, 400), of(0.004, 400)];
  const large = [of(0.5, 400_000), of(0.5, 400_000), of(0.5, 400_000)];
  assert.equal(estimate(plain(100_000, [...small, ...large])).probableUsd, 0.5);
  assert.equal(estimate(plain(100, [...small, ...large])).probableUsd, 0.004);
});
