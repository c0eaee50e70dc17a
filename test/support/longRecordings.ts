import {
  answer,
  batch,
  begin,
  cell,
  citations,
  finish,
  type Recording,
  reply,
  started,
  usage,
} from './sampleEvents.ts';

/** Many calls, for speed: a few iterations of one large batch each, `calls` in all. */
export function manyCalls(calls: number): Recording {
  const recording = begin({ options: { ...started.options, maxSubcalls: calls } });
  const perIteration = Math.ceil(calls / 4);
  for (let iteration = 1; iteration <= 4; iteration++) {
    recording.add(5, { type: 'iteration.started', iteration });
    const code = 'print(await llm_query_batched(prompts));';
    reply(recording, iteration, 1_000, `Read a quarter.\n\n\`\`\`repl\n${code}\n\`\`\``, 0.01);
    const first = 1 + (iteration - 1) * perIteration;
    const part = { iteration, first, count: perIteration, batch: iteration };
    const during = () => batch(recording, { ...part, ms: 20_000, promptChars: 600 });
    cell(recording, iteration, 1, code, { output: 'done', during });
  }
  recording.add(5, { type: 'answer', text: answer, citations });
  return finish(recording, {});
}

/** Many iterations of eight events and what streams of their replies; every tenth has a cell that fails. */
export function manyIterations(iterations: number): Recording {
  const recording = begin({ options: { ...started.options, maxIterations: iterations } });
  for (let iteration = 1; iteration <= iterations; iteration++) {
    recording.add(5, { type: 'iteration.started', iteration });
    const code = `// Part ${iteration}\nconst part = chunks(40_000)[${iteration}];\nprint(await llm_query(part));`;
    const prose = `Read part ${iteration} of the log and note what fails in it.`;
    reply(recording, iteration, 900, `${prose}\n\n\`\`\`repl\n${code}\n\`\`\``, 0.002);
    cell(recording, iteration, 1, code, {
      output: `part ${iteration}\n`.repeat(1 + (iteration % 7)),
      ...(iteration % 10 === 0 ? broken : {}),
      during: () => single(recording, iteration, iteration),
    });
    const end = Math.floor((started.context.chars * iteration) / iterations);
    recording.add(4, { type: 'coverage', ranges: [{ path: '', start: 0, end }] });
  }
  recording.add(5, { type: 'answer', text: answer, citations });
  return finish(recording, {});
}

const broken = {
  status: 'error',
  error: { name: 'TypeError', message: 'part is undefined', line: 3 },
} as const;

/** One cell of so many lines that prints as many and fails in the one three quarters down. */
export function longCell(lines: number): Recording {
  const recording = begin({});
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  const numbered = (word: string) =>
    Array.from({ length: lines }, (_, at) => `${word} ${at + 1}`).join('\n');
  const code = numbered('// Line');
  reply(recording, 1, 900, `Count far.\n\n\`\`\`repl\n${code}\n\`\`\``, 0.002);
  const error = { ...broken.error, line: Math.round(lines * 0.75) };
  cell(recording, 1, 1, code, { ...broken, error, output: numbered('Printed line') });
  recording.add(5, { type: 'answer', text: answer, citations });
  return finish(recording, {});
}

/** An answer of numbered paragraphs, about so many characters, after replies with code that is slow to colour. */
export function longAnswer(chars: number): Recording {
  const recording = begin({});
  for (let iteration = 1; iteration <= 8; iteration++) {
    recording.add(5, { type: 'iteration.started', iteration });
    const blocks = [`<${'a'.repeat(5_900)}`, '1_'.repeat(2_900), `<${'a'.repeat(59_000)}`];
    const prose = blocks.map((code) => `\`\`\`js\n${code}\n\`\`\``).join('\n\n');
    reply(recording, iteration, 900, `Look.\n\n${prose}`, 0.002);
  }
  const words = 'word by word the log goes on and on. '.repeat(6);
  const count = Math.ceil(chars / (words.length + 16));
  const text = Array.from({ length: count }, (_, n) => `Paragraph ${n + 1}: ${words}`).join('\n\n');
  recording.add(5, { type: 'answer', text, citations: [] });
  return finish(recording, {});
}

/** An answer with what Markdown has besides prose: aligned columns, tasks, links that lead nowhere. */
export function formattedAnswer(): Recording {
  const recording = begin({});
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  reply(recording, 1, 900, 'Look.', 0.002);
  const text = [
    '| service | errors |\n| --- | ---: |\n| payments | 4,112 |\n| mail | 73 |',
    '- [x] counted\n- [ ] explained\n- [L1] is no task',
    'Run [this](command:rlm.showLog) or see [the site](https://example.org/).',
  ].join('\n\n');
  recording.add(5, { type: 'answer', text, citations: [] });
  return finish(recording, {});
}

/** An answer with what people copy: blocks of code, formulas, footnotes, and a wide table of so many rows. */
export function blocksAnswer(rows: number): Recording {
  const recording = begin({});
  recording.add(5, { type: 'iteration.started', iteration: 1 });
  reply(recording, 1, 900, 'Look.\n\n```repl\nprint(1)\n```', 0.002);
  cell(recording, 1, 1, 'print(1)', { output: '1\n'.repeat(4_000) });
  const names = ['service', 'errors', 'share', 'what it depends on', 'what set it off', 'since'];
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const table = [line(names), line(names.map(() => '---'))];
  for (let row = 1; row <= rows; row++) {
    const words = `the gateway of bank number ${row}`;
    table.push(line([`payments-${row}`, row * 1_037, `${row}%`, words, words, '09:14:02']));
  }
  const text = [
    'Counted over all of it [L12] and `[L13]`.[^1] It grows as \\(O(n^2)\\).',
    '```sql\nselect count(*) from errors -- [L14]\n```',
    '```mermaid\ngraph LR; a-->b\n```',
    '$$\n\\sum_{i} x_i\n$$',
    '[^1]: Without the *retries* at night.',
    table.join('\n'),
  ].join('\n\n');
  const place = { path: '', startLine: 12, endLine: 12, verified: true, shown: true } as const;
  recording.add(5, { type: 'answer', text, citations: [{ ...place, sha256: 'a'.repeat(64) }] });
  return finish(recording, {});
}

/** A call by itself. */
function single(recording: Recording, iteration: number, call: number, run = ''): void {
  const prompt = `What fails in part ${call}?`;
  const place = { iteration, cell: 1, name: 'llm_query', batch: null } as const;
  const facts = {
    kind: 'llm',
    model: 'gpt-5-mini',
    promptSha256: '',
    promptChars: 40_000,
  } as const;
  recording.add(3, { type: 'call.started', call, prompt, ...facts, ...place }, run);
  const response = `Nothing in part ${call}.`;
  const costUsd = 0.001 * (1 + (call % 9));
  const durationMs = 400 + 90 * (call % 11);
  const done = {
    status: 'ok',
    error: null,
    usage: usage(10_000, 40),
    costUsd,
    durationMs,
  } as const;
  const said = { response, responseChars: response.length };
  recording.add(durationMs, { type: 'call.finished', call, ...said, ...done }, run);
}

/** A run whose every iteration starts a child run, which does the same, `depth` levels deep. */
export function deepRun(depth: number, iterations = 2): Recording {
  const recording = begin({ options: { ...started.options, maxDepth: depth + 1 } });
  level(recording, '', depth, iterations);
  recording.add(5, { type: 'answer', text: 'Two.', citations: [] });
  return finish(recording, {});
}

function level(recording: Recording, run: string, below: number, iterations: number): void {
  for (let iteration = 1; iteration <= iterations; iteration++) {
    recording.add(5, { type: 'iteration.started', iteration }, run);
    const code = below > 0 ? "print(await rlm_query('Which errors?', part));" : 'print(part);';
    const text = `Look at level ${below}.\n\n\`\`\`repl\n${code}\n\`\`\``;
    const spent = { usage: usage(900, 40), costUsd: 0.002, durationMs: 700 };
    const replied = { type: 'model.replied', purpose: 'iteration', text } as const;
    recording.add(700, { ...replied, ...spent, iteration }, run);
    recording.add(5, { type: 'cell.started', iteration, cell: 1, code }, run);
    // A plain call first: a child's path is the number of its own call, not a count of children.
    single(recording, iteration, 2 * iteration - 1, run);
    if (below > 0) child(recording, run, iteration, below - 1, iterations);
    const done = { status: 'ok', output: 'Two.', outputChars: 4, error: null } as const;
    recording.add(5, { type: 'cell.finished', iteration, cell: 1, ...done, durationMs: 20 }, run);
  }
}

function child(
  recording: Recording,
  run: string,
  iteration: number,
  below: number,
  iterations: number,
): void {
  const call = 2 * iteration;
  const path = run === '' ? `${iteration}` : `${run}.${iteration}`;
  const prompt = 'Which errors?';
  const place = { iteration, cell: 1, name: 'rlm_query', batch: null } as const;
  const facts = {
    kind: 'rlm',
    model: 'gpt-5',
    promptSha256: '',
    promptChars: prompt.length,
  } as const;
  recording.add(5, { type: 'call.started', call, prompt, ...facts, ...place }, run);
  const context = { ...started.context, chars: 90_000, lines: 900, label: 'part' };
  recording.add(5, { ...started, runId: path, question: prompt, context, call }, path);
  level(recording, path, below, iterations);
  recording.add(2, { type: 'answer', text: 'Two.', citations: [] }, path);
  finish(recording, { costUsd: null, durationMs: 1_000 }, path);
  const said = { response: 'Two.', responseChars: 4, usage: null, costUsd: null, error: null };
  recording.add(5, { type: 'call.finished', call, status: 'ok', ...said, durationMs: 1_000 }, run);
}
