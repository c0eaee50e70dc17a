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
          "const paid = await llm_query('paid'); const all = []; while (true) all.push('x'.repeat(1e6) + all.length)",
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
        cell(
          "paid = llm_query('paid')\nwhole = []\nwhile True: whole.append('x' * 1000000 + str(len(whole)))",
        ),
        cell("print('recovered' in dir())"),
        cell("more = llm_query('more ' + str(steps > 10))\nprint(more)"),
        cell("FINAL(';'.join([first, str(grown), late, more, str(steps > 10)]))"),
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
      const options = { language, cellSeconds: 1 };
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
      assert.deepEqual(ends.slice(0, 3), [
        'ok',
        'timeout',
        language === 'python' ? 'error' : 'killed',
      ]);
      assert.deepEqual([...states.keys()], [' 2 1']);
      const state: Recording['state'] = async (place) => states.get(keyOf(place)) ?? null;
      const from = whole.events.findIndex(({ type }) => type === 'cell.finished');
      for (let at = from + 1; at < whole.events.length; at += 2) {
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
      const without = await run({ model: modelOf(script), options, resumes: { events } });
      assert.deepEqual([without.result.status, without.asked], ['failed', []]);
      assert.match(
        without.result.reason ?? '',
        /^Cell 1 of iteration 2 ran into its deadline.*Fork the run from iteration 1/,
      );
    },
  );
