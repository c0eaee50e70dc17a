import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunStarted } from '../../../src/core/events.ts';
import { Keeper } from '../../../src/core/keeper.ts';
import type { Language, LanguageChoice } from '../../../src/core/options.ts';
import type { RunParts } from '../../../src/core/parts.ts';
import { python } from '../../support/codeReading.ts';
import { after, cell, runScripted, ScriptedModel, type Trial } from './support.ts';

interface Asked {
  readonly language: LanguageChoice;
  /** Why Python can't start; null: it can. */
  readonly why?: string | null;
  readonly keeper?: Keeper;
  readonly runId?: string;
  readonly follows?: string;
  readonly replies?: readonly string[];
}

/** A run, the languages that were prepared for it, and those its REPLs were made with. */
async function askIn({ language, why = null, replies = ['FINAL(done)'], ...given }: Asked) {
  const prepared: Language[] = [];
  const made: Language[] = [];
  const model = new ScriptedModel(replies);
  const trial = await runScripted({
    ...given,
    model,
    cells: {
      look: () => ({ output: 'x' }),
      child: async (call) => ({
        output: await call({ name: 'rlm_query', prompt: 'And this?', context: 'part' }),
      }),
    },
    options: { language, maxDepth: 2 },
    parts: (parts: RunParts) => ({
      ...parts,
      parses: python.parses,
      prepareLanguage: async (asked) => {
        prepared.push(asked);
        return asked === 'python' ? why : null;
      },
      createEnvironment: (context, options, calls) => {
        made.push(options.language);
        return parts.createEnvironment(context, options, calls);
      },
    }),
  });
  return { ...trial, prepared, made, model };
}

/** The languages of a record's runs, the root's first. */
const recorded = ({ events }: Trial) =>
  events
    .filter((event): event is typeof event & RunStarted => event.type === 'run.started')
    .map(({ options }) => options.language);

test('what is asked for is what runs, in the record, the result and the prompt', async () => {
  for (const [asked, language, name] of [
    ['auto', 'python', 'Python'],
    ['python', 'python', 'Python'],
    ['javascript', 'javascript', 'JavaScript'],
  ] as const) {
    const run = await askIn({ language: asked });
    assert.deepEqual([run.prepared, run.made, recorded(run)], [[language], [language], [language]]);
    assert.deepEqual([run.result.language, run.result.status], [language, 'answered']);
    const system = run.model.requests[0]?.messages[0]?.content ?? '';
    assert.match(system, new RegExp(`in a ${name} REPL`));
  }
});

test('auto takes JavaScript where Python can not start, and says so', async () => {
  const run = await askIn({ language: 'auto', why: 'its module is damaged' });
  assert.deepEqual([recorded(run), run.result.language], [['javascript'], 'javascript']);
  const notices = run.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  assert.match(notices.join(), /Python can't start here \(its module is damaged\)/);
  assert.match(run.model.requests[0]?.messages[0]?.content ?? '', /in a JavaScript REPL/);
});

test('python where it can not start fails with a sentence, and nothing is sent', async () => {
  const { result, made, model, bugs } = await askIn({ language: 'python', why: 'it is gone' });
  assert.deepEqual(
    [result.status, result.language, made, model.requests],
    ['failed', 'python', [], []],
  );
  assert.equal(result.error?.name, 'LanguageUnavailable');
  assert.match(result.reason ?? '', /^Python can't start here: it is gone\. Choose "auto"/);
  assert.deepEqual(bugs, []);
});

test('a follow-up has the language of the REPL that it takes up, whatever it asks for', async () => {
  const keeper = new Keeper(after);
  await askIn({ language: 'python', keeper, runId: 'first' });
  const next = await askIn({ language: 'javascript', keeper, runId: 'second', follows: 'first' });
  assert.deepEqual([next.prepared, recorded(next), next.made], [['python'], ['python'], []]);
  assert.match(next.model.requests[0]?.messages[0]?.content ?? '', /in a Python REPL/);
  await keeper.dispose();
});

test('children have the language of their parent', async () => {
  const replies = [cell('child'), 'FINAL(of the child)', 'FINAL(done)'];
  const run = await askIn({ language: 'python', replies });
  assert.deepEqual(
    [recorded(run), run.made],
    [
      ['python', 'python'],
      ['python', 'python'],
    ],
  );
  assert.deepEqual(run.prepared, ['python']);
});

test('cells are the blocks of the language of the run, and the other is told', async () => {
  const replies = ['```js\nlook\n```', '```py\nlook\n```', 'FINAL(done)'];
  const { model, environment } = await askIn({ language: 'python', replies });
  assert.deepEqual(environment?.executed, ['look']);
  const told = model.requests[1]?.messages.at(-1)?.content ?? '';
  assert.match(told, /"js" was not run: the REPL is Python, not JavaScript/);
});
