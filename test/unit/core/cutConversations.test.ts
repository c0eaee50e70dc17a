// Cut prompts in whole runs: what is said, what counts as read, what is learned.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutPromptsNote, cutPromptsText } from '../../../src/core/cutPromptWords.ts';
import { PromptTooLong } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ModelFacts, ModelRequest } from '../../../src/core/model.ts';
import { type CellCode, cell, runScripted, ScriptedModel, usage } from './support.ts';

const free = { input: 0, cachedInput: 0, output: 0 };
const text = 'word '.repeat(2_000);
const notices = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
const charsOf = ({ messages }: Pick<ModelRequest, 'messages'>) =>
  messages.reduce((sum, { content }) => sum + content.length, 0);

/** A server that reads so many tokens of a prompt to a model at most, and says how many it has read. */
class CuttingModel extends ScriptedModel {
  readonly learned: Record<string, number> = {};
  readonly #windows: Readonly<Record<string, number>>;

  constructor(windows: Readonly<Record<string, number>>, root: readonly (string | Error)[]) {
    super(root, (prompt) => `read ${prompt.length}`);
    this.#windows = windows;
  }

  override async complete(request: ModelRequest) {
    const most = this.#windows[request.model] ?? Number.POSITIVE_INFINITY;
    const inputTokens = Math.min(most, Math.ceil(charsOf(request) / 4.5));
    return { ...(await super.complete(request)), usage: usage(inputTokens, 10) };
  }

  override facts(model = ''): ModelFacts {
    const window = this.learned[model] ?? null;
    return { price: free, window, maxOutput: null, ...(window && { windowFrom: 'learned' }) };
  }

  async countTokens(counted: string) {
    return Math.ceil(counted.length / 4.5);
  }

  learnWindow(model: string, tokens: number) {
    this.learned[model] = tokens;
  }
}

/** Asks about each text, and prints the replies. */
const asking =
  (...prompts: readonly string[]): CellCode =>
  async (call) => ({
    output: (
      await Promise.all(prompts.map((prompt) => call({ prompt }).catch((e: Error) => e.message)))
    ).join('\n'),
  });

test('a cut prompt of a sub-model is told, does not count as read, and shows the window', async () => {
  const model = new CuttingModel({ 'gpt-4o-mini': 256 }, [cell('ask'), cell('again'), 'FINAL(ok)']);
  const { result, events, environment } = await runScripted({
    model,
    cells: { ask: asking(text, 'short'), again: asking(`${text}!`) },
  });
  assert.equal(result.answer, 'ok');
  const said = notices(events);
  assert.equal(said.length, 1, said.join('\n'));
  assert.match(
    said[0] ?? '',
    /A prompt to gpt-4o-mini was probably cut by its server: gpt-4o-mini says that it read 256 of about 2,2\d\d tokens\..* takes 256 tokens, .*OLLAMA_CONTEXT_LENGTH/,
  );
  const told = model.requests.flatMap(({ messages }) => messages.map(({ content }) => content));
  const note = told.find((content) => /^Turn 1/.test(content)) ?? '';
  assert.match(
    note,
    /probably cut by the server \(call 1 of the cell, counted in the order made\)/,
  );
  assert.match(note, /256 tokens, prompt and reply together\. Ask again about much less text/);
  assert.deepEqual(model.learned, { 'gpt-4o-mini': 256 });
  const [, second] = events.filter((event) => event.type === 'cell.finished');
  assert.match(second?.output ?? '', /The prompt is too long for gpt-4o-mini: .* 256 fit/);
  const covered = environment?.covered ?? [];
  assert.ok(covered.includes('short'), 'what was read counts');
  assert.ok(!covered.some((seen) => seen.startsWith(text)), 'what was cut, or not sent, does not');
});

test('a prompt counts as seen only once it was answered', async () => {
  const model = new ScriptedModel([cell('ask'), 'FINAL(ok)'], (prompt) => {
    if (prompt === 'refused') throw new Error('the server is gone');
    return 'read';
  });
  const { environment } = await runScripted({
    model,
    cells: { ask: asking('answered', 'refused') },
  });
  const covered = environment?.covered ?? [];
  assert.deepEqual([covered.includes('answered'), covered.includes('refused')], [true, false]);
});

test('many cut prompts of a cell are one notice, and a suspicion alone refuses nothing', async () => {
  const model = new CuttingModel({ 'gpt-4o-mini': 1_000 }, [
    cell('ask'),
    cell('again'),
    'FINAL(ok)',
  ]);
  const cutTo = (tokens: number, mark: string) => `${mark}${'word '.repeat(tokens)}`;
  const { events } = await runScripted({
    model,
    options: { concurrency: 1 },
    cells: { ask: asking(cutTo(2_000, 'a')), again: asking(cutTo(2_050, 'b'), cutTo(2_100, 'c')) },
  });
  const said = notices(events);
  assert.equal(said.length, 2, said.join('\n'));
  assert.doesNotMatch(said[0] ?? '', /longer prompts are not sent/);
  // The same was read of two prompts: that is the window.
  assert.match(said[1] ?? '', /longer prompts are not sent/);
  assert.deepEqual(model.learned, { 'gpt-4o-mini': 1_000 });
});

test('a cut reply is not kept for later runs', async () => {
  const kept: string[] = [];
  const model = Object.assign(
    new CuttingModel({ 'gpt-4o-mini': 256 }, [cell('ask'), 'FINAL(ok)']),
    {
      address: 'http://localhost/v1',
    },
  );
  await runScripted({
    model,
    memo: { find: async () => null, keep: async (_, reply) => void kept.push(reply) },
    cells: { ask: asking(text, 'short') },
  });
  assert.deepEqual(kept, ['read 5']);
});

const shows =
  (chars: number): CellCode =>
  () => ({ output: `${'word '.repeat(chars / 5)}` });

test("a root's conversation that is cut is made to fit, and asked about again", async () => {
  const looks = Array.from({ length: 6 }, () => cell('look'));
  const model = new CuttingModel({ 'gpt-4o': 3_000 }, [...looks, ...looks, 'FINAL(done)']);
  const { result, events } = await runScripted({
    model,
    options: { maxDepth: 0, maxIterations: 9 },
    cells: { look: shows(15_000) },
  });
  const said = notices(events);
  assert.match(
    said.join('\n'),
    /The prompt to gpt-4o was probably cut by its server: .*made to fit/,
  );
  assert.ok(model.learned['gpt-4o'], 'the window was learned');
  assert.notEqual(result.status, 'failed');
  const learnedAt = events.findIndex((event) => event.type === 'notice');
  const later = model.requests.slice(-3);
  assert.ok(learnedAt > 0);
  for (const request of later)
    assert.ok(charsOf(request) / 4.5 <= 3_000, `${charsOf(request) / 4.5} tokens were sent`);
});

test('one output that is larger than the window alone is shortened', async () => {
  const model = new CuttingModel({ 'gpt-4o': 1_300 }, [
    cell('look'),
    'cut: thrown away',
    'FINAL(done)',
  ]);
  const { result, environment, events } = await runScripted({
    model,
    options: { maxDepth: 0 },
    cells: { look: shows(19_000) },
  });
  assert.equal(result.answer, 'done');
  assert.equal(result.iterations, 2);
  const last = model.requests.at(-1);
  assert.ok(last && charsOf(last) / 4.5 < 1_300, `${last && charsOf(last)}`);
  assert.match(last?.messages.at(-1)?.content ?? '', /characters were left out here/);
  assert.equal(notices(events).filter((said) => /probably cut/.test(said)).length, 1);
  assert.ok(environment?.covered.some((seen) => seen.startsWith('word word')));
});

test('what a cut prompt showed does not count as read', async () => {
  const model = new CuttingModel({ 'gpt-4o': 1_530 }, [cell('look'), 'FINAL(done)', 'FINAL(done)']);
  const { events, environment } = await runScripted({
    model,
    options: { maxDepth: 0 },
    cells: { look: shows(19_000) },
  });
  assert.match(notices(events).join(), /may be about a part of the conversation only/);
  assert.deepEqual(environment?.covered, ['head']);
});

test('a run ends where question and instructions alone do not fit, and only there', async () => {
  const question = `Is it ${'really '.repeat(1_200)}so?`;
  for (const [window, status] of [
    [300, 'failed'],
    [1_700, 'answered'],
  ] as const) {
    const model = new CuttingModel({ 'gpt-4o': window }, ['FINAL(done)']);
    const { result } = await runScripted({ model, question });
    assert.equal(result.status, status, `${window}`);
    if (status === 'answered') continue;
    assert.equal(result.error?.name, 'PromptTooLong');
    assert.match(result.reason ?? '', /question and instructions alone have about 2,\d\d\d tokens/);
  }
});

const wide = Number.POSITIVE_INFINITY;

test('where it turns out later that question and instructions do not fit, nothing more is paid', async () => {
  const model: CuttingModel = new CuttingModel(
    {
      get 'gpt-4o'() {
        // What it has read is said from the third request on.
        return model.requests.length < 2 ? 0 : 300;
      },
    },
    [cell('look'), cell('look'), cell('wrong'), 'a summary', 'FINAL(of a cut prompt)'],
  );
  const { result, environment } = await runScripted({
    model,
    question: `Is it ${'really '.repeat(1_200)}so?`,
    options: { maxDepth: 0 },
    cells: { look: shows(5_000) },
  });
  assert.deepEqual([result.status, result.error?.name], ['failed', 'PromptTooLong']);
  assert.match(result.reason ?? '', /question and instructions alone have about 2,\d\d\d tokens/);
  assert.equal(model.requests.length, 3);
  assert.deepEqual(environment?.executed, ['look', 'look']);
});

test('a prompt that is cut after another one was refused is asked again too', async () => {
  const model: CuttingModel = new CuttingModel(
    {
      get 'gpt-4o'() {
        return model.requests.length === 4 ? 1_400 : wide;
      },
    },
    [
      cell('look'),
      cell('look'),
      new PromptTooLong('gpt-4o', 'it has 9 tokens'),
      'a summary',
      cell('wrong'),
      'a summary',
      'FINAL(done)',
    ],
  );
  const { result, environment, bugs } = await runScripted({
    model,
    options: { maxDepth: 0 },
    cells: { look: shows(19_000) },
  });
  assert.deepEqual(bugs, []);
  assert.deepEqual([result.status, result.answer], ['answered', 'done']);
  assert.deepEqual(environment?.executed, ['look', 'look']);
});

test('the user is told what the server says of its models before they are asked', async () => {
  const asked: (readonly string[])[] = [];
  const model = Object.assign(new ScriptedModel(['FINAL(ok)']), {
    prepare: async (names: readonly string[]) => {
      asked.push(names);
      model.told = { price: free, window: 4_096, maxOutput: null };
      return ['m has a window of 4,096 tokens.'];
    },
    told: { price: free, window: null, maxOutput: null } as ModelFacts,
    facts: (): ModelFacts => model.told,
  });
  const { events } = await runScripted({ model, notices: ['About the text.'] });
  assert.deepEqual(asked, [['gpt-4o', 'gpt-4o-mini']]);
  assert.deepEqual(notices(events), ['About the text.', 'm has a window of 4,096 tokens.']);
  const first = model.requests[0]?.messages[1]?.content ?? '';
  assert.match(first, /The sub-model takes 4,096 tokens/);
});

test('a model that can not be asked for its window is used all the same', async () => {
  const model = Object.assign(new ScriptedModel(['FINAL(ok)']), {
    prepare: () => Promise.reject(new Error('a bug')),
  });
  const { result, bugs } = await runScripted({ model });
  assert.equal(result.answer, 'ok');
  assert.deepEqual(
    bugs.map(({ message }) => message),
    ['a bug'],
  );
});

test('a window that only a later prompt has shown is told with the figures of the worst', () => {
  const first = { model: 'sub', reported: 1_050, expected: 2_641, window: null, call: 1 };
  const second = { model: 'sub', reported: 1_055, expected: 2_600, window: 1_055, call: 2 };
  const other = { model: 'root', reported: 300, expected: 1_500, window: 300, call: 3 };
  const told = [cutPromptsText([first, second, other]), cutPromptsNote([first, second, other])];
  for (const text of told) {
    assert.match(text, /read 1,050 of about 2,641 tokens/);
    assert.match(text, /sub takes 1,055 tokens, root takes 300 tokens/);
  }
});
