import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellPlace, Recording } from '../../../../src/core/recording.ts';
import { answeredIn, cell, modelOf, run, type Script, wrongs } from './support.ts';

const limits = { timeout: 900_000 };

/** A cell that runs into its deadline, and one that a used up memory ends, with a reply that was paid. */
const scripts: Readonly<Record<'javascript' | 'python', Script>> = {
  javascript: {
    'What is it?': {
      turns: [
        cell("const first = await llm_query('first'); const grown = grep('o').length"),
        cell("let steps = 0; const late = await llm_query('late'); while (true) steps += 1"),
        cell(
          "const paid = await llm_query('paid'); const all = []; while (true) all.push(new Uint8Array(8e6).fill(7))",
        ),
        cell('print(recovered.map(({ result }) => result).join())'),
        cell("const more = await llm_query('more ' + (steps > 10)); print(more)"),
        cell("FINAL([first, grown, late, recovered[0].result, more, steps > 10].join(';'))"),
      ],
    },
  },
  python: {
    'What is it?': {
      turns: [
        cell("first = llm_query('first')\ngrown = len(grep('o'))"),
        cell("steps = 0\nlate = llm_query('late')\nwhile True: steps += 1"),
        cell("paid = llm_query('paid')\nwhole = []\nwhile True: whole.append(b'x' * 8000000)"),
        cell("print(recovered[0]['result'])"),
        cell("more = llm_query('more ' + str(steps > 10))\nprint(more)"),
        cell(
          "FINAL(';'.join([first, str(grown), late, recovered[0]['result'], more, str(steps > 10)]))",
        ),
      ],
    },
  },
};

for (const language of ['javascript', 'python'] as const)
  test(
    `a run goes on behind cells that were ended at their deadline, or killed: ${language}`,
    limits,
    async () => {
      const script = scripts[language];
      const options = { language, cellSeconds: 2 };
      const states = new Map<string, Uint8Array>();
      const keyOf = ({ run: path, iteration, cell: number }: CellPlace) =>
        `${path} ${iteration} ${number}`;
      const whole = await run({
        ...{ model: modelOf(script), options },
        keepState: (place, state) => states.set(keyOf(place), state),
      });
      assert.deepEqual(
        [whole.result.status, wrongs(whole)],
        ['answered', []],
        whole.result.reason ?? '',
      );
      const ends = whole.events.flatMap((event) =>
        event.type === 'cell.finished' ? [event.status] : [],
      );
      assert.deepEqual(ends.slice(0, 3), ['ok', 'timeout', 'killed']);
      assert.deepEqual([...states.keys()], [' 2 1']);
      const state: Recording['state'] = async (place) => states.get(keyOf(place)) ?? null;
      const from = whole.events.findIndex(({ type }) => type === 'cell.finished');
      for (let at = from + 1; at < whole.events.length; at += 3) {
        const events = whole.events.slice(0, at);
        const went = await run({ model: modelOf(script), options, resumes: { events, state } });
        const twice = went.asked.filter((key) => answeredIn(events).has(key));
        const where = `cut behind event ${at}: ${went.result.reason}`;
        assert.deepEqual(
          [went.result.answer, twice, wrongs(went)],
          [whole.result.answer, [], []],
          where,
        );
        assert.equal(went.result.searched, whole.result.searched, where);
      }
      const events = whole.events.slice(0, -2);
      const damaged = async () => new Uint8Array([1, 2, 3]);
      const broken = await run({
        model: modelOf(script),
        options,
        resumes: { events, state: damaged },
      });
      assert.equal(broken.result.error?.name, 'StateNotKept');
      const without = await run({ model: modelOf(script), options, resumes: { events } });
      assert.deepEqual([without.result.status, without.asked], ['failed', []]);
      assert.match(
        without.result.reason ?? '',
        /^Cell 1 of iteration 2 ran into its deadline.*Fork the run from iteration 1/,
      );
    },
  );

const long: Readonly<Record<'javascript' | 'python', Script>> = {
  javascript: {
    'What is it?': {
      turns: [
        cell("const began = Date.now(); while (Date.now() - began < 1500); let done = 'yes';"),
        cell('FINAL(done)'),
      ],
    },
  },
  python: {
    'What is it?': {
      turns: [
        cell(
          "import time\nbegan = time.time()\nwhile time.time() - began < 1.5: pass\ndone = 'yes'",
        ),
        cell('FINAL(done)'),
      ],
    },
  },
};

for (const language of ['javascript', 'python'] as const)
  test(
    `a cell that came to its end does so again, under a shorter deadline too: ${language}`,
    limits,
    async () => {
      const model = modelOf(long[language]);
      const whole = await run({ model, options: { language, cellSeconds: 60 } });
      const options = { language, cellSeconds: 1 };
      const resumes = { events: whole.events.slice(0, -3) };
      const went = await run({ model: modelOf(long[language]), options, resumes });
      assert.deepEqual([went.result.answer, went.result.reason, wrongs(went)], ['yes', null, []]);
    },
  );
