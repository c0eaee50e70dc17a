// How an effort of reasoning is said over each API, and what refusals of it teach.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effortLevels, type ReasoningEffort } from '../../../src/core/reasoningEffort.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { type Api, apis, createRequest, createTestModel } from './asking.ts';

const options = { timeout: 30_000 };

/** What a request says of effort, in any API's form. */
function saidIn(body: Readonly<Record<string, unknown>> | undefined) {
  const { reasoning_effort, reasoning, thinking, output_config } = Object(body);
  const said = { reasoning_effort, reasoning, thinking, output_config };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** What is said to a model that takes anything, with this limit of reply tokens. */
async function sentTo(
  api: Api,
  model: string,
  reasoningEffort: ReasoningEffort,
  maxOutputTokens = 16_384,
) {
  await using server = await startModelServer({ '*': 'Three.' });
  const { request } = createRequest({ model, reasoningEffort, maxOutputTokens });
  await createTestModel(server.url, { api }).complete(request);
  assert.equal(server.requests.length, 1);
  return saidIn(server.requests[0]?.body);
}

for (const api of apis) {
  test(`${api}: without an effort, or with it off, nothing is said`, options, async () => {
    assert.deepEqual(await sentTo(api, 'claude-opus-4-6', 'off'), {});
    await using server = await startModelServer({ '*': 'Three.' });
    await createTestModel(server.url, { api }).complete(createRequest().request);
    assert.deepEqual(saidIn(server.requests[0]?.body), {});
  });

  test(
    `${api}: a model that takes none is asked without from then on, and that is said once`,
    options,
    async () => {
      const message = `This model does not support the ${api === 'messages' ? 'thinking' : 'reasoning_effort'} parameter.`;
      await using server = await startModelServer({
        '*': ({ body }) =>
          Object.keys(saidIn(body)).length > 0 ? { status: 400, message } : 'Three.',
      });
      const model = createTestModel(server.url, { api });
      const notices: string[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const { request, heard } = createRequest({
          reasoningEffort: 'high',
          maxOutputTokens: 8_000,
        });
        assert.equal((await model.complete(request)).text, 'Three.');
        notices.push(...heard.notices);
      }
      // Anthropic's API has two forms of saying it.
      assert.equal(server.requests.length, api === 'messages' ? 5 : 4);
      assert.deepEqual(notices, [
        'root takes no reasoning effort where it is served: it is asked without.',
      ]);
      assert.ok(server.requests.every(({ body }) => body.stream === true));
    },
  );

  test(
    `${api}: what nobody knows the meaning of is asked without an effort first`,
    options,
    async () => {
      await using server = await startModelServer({
        '*': ({ body }) =>
          Object.keys(saidIn(body)).length > 0 ? { status: 400, message: 'Wrong.' } : 'Three.',
      });
      const { request } = createRequest({ reasoningEffort: 'low', maxOutputTokens: 8_000 });
      assert.equal((await createTestModel(server.url, { api }).complete(request)).text, 'Three.');
      assert.equal(server.requests.at(-1)?.body.stream, true);
    },
  );

  test(
    `${api}: of levels that a refusal names the nearest is asked for, and kept`,
    options,
    async () => {
      const said = (body: Readonly<Record<string, unknown>>): string =>
        Object(body).reasoning_effort ??
        Object(body.reasoning).effort ??
        Object(body.output_config).effort;
      await using server = await startModelServer({
        '*': ({ body }) =>
          /^(?:low|medium|high)$/.test(said(body))
            ? 'Three.'
            : {
                status: 400,
                code: 'unsupported_value',
                message: `Unsupported value for effort: '${said(body)}' is not supported with this model. Supported values are: 'low', 'medium', and 'high'.`,
              },
      });
      const model = createTestModel(server.url, { api });
      for (let turn = 0; turn < 2; turn += 1) {
        const { request, heard } = createRequest({
          model: 'claude-next-7',
          reasoningEffort: 'max',
        });
        await model.complete(request);
        assert.deepEqual(heard.notices, []);
      }
      assert.deepEqual(
        server.requests.map(({ body }) => said(body)),
        ['max', 'high', 'high'],
      );
    },
  );
}

test('Chat Completions and Responses say each level in their own field', options, async () => {
  for (const effort of effortLevels) {
    assert.deepEqual(await sentTo('chat', 'any', effort), { reasoning_effort: effort });
    assert.deepEqual(await sentTo('responses', 'any', effort), { reasoning: { effort } });
  }
});

test(
  "Anthropic's models are told a level, or tokens to think where they know no levels",
  options,
  async () => {
    const level = (effort: string) => ({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort },
    });
    const budget = (budget_tokens: number) => ({ thinking: { type: 'enabled', budget_tokens } });
    const cases: readonly (readonly [string, ReasoningEffort, object])[] = [
      ['claude-opus-4-6', 'high', level('high')],
      ['claude-sonnet-5', 'max', level('max')],
      ['claude-sonnet-5', 'minimal', level('low')],
      ['claude-opus-4-8', 'none', { thinking: { type: 'disabled' } }],
      ['claude-sonnet-4-5-20250929', 'low', budget(2_048)],
      ['claude-opus-4-1', 'high', budget(8_192)],
      ['claude-3-7-sonnet-latest', 'medium', budget(8_192)],
      ['claude-haiku-4-5', 'minimal', budget(1_024)],
      ['claude-3-5-haiku-latest', 'high', {}],
    ];
    for (const [model, effort, expected] of cases)
      assert.deepEqual(await sentTo('messages', model, effort), expected, `${model} ${effort}`);
    // Thinking never takes all of a reply's room, and where there is little nothing is thought.
    assert.deepEqual(await sentTo('messages', 'claude-opus-4-1', 'high', 4_096), budget(2_048));
    assert.deepEqual(await sentTo('messages', 'claude-opus-4-1', 'high', 1_000), {});
  },
);
