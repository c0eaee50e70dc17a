import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { RunEvent } from '../../../../src/core/events.ts';
import type { ExportFormat } from '../../../../src/runs/export/exportFormats.ts';
import { deepRun, manyCalls } from '../../../support/longRecordings.ts';
import { answer, recordings } from '../../../support/sampleEvents.ts';
import { exportEvents, wholeEvents } from './support.ts';

const formats: readonly ExportFormat[] = ['official', 'markdown', 'html', 'notebook'];

test('no format tells where on the machine the text was, or a key that the process knows', async () => {
  const events = wholeEvents(recordings.answered()).map((event): RunEvent => {
    if (event.type === 'notice') return event;
    if (event.type !== 'run.started') return event;
    const origin = { uri: 'file:///srv/customer/platform.log', firstLine: 1 };
    const sources = [{ path: '', chars: 10, lines: 2, origin }];
    const question = 'In /srv/customer/platform.log, who failed? My key is my-secret-key-123.';
    return { ...event, question, context: { ...event.context, sources } };
  });
  for (const format of formats) {
    const sharing = { bases: ['/home/me'], secrets: ['my-secret-key-123'] };
    const text = await exportEvents(events, format, { sharing });
    assert.match(text, /platform\.log/, format);
    assert.doesNotMatch(text, /customer|my-secret/, format);
  }
});

test('a log that was imported is given back as it came, in that format alone', async () => {
  const events = wholeEvents(recordings.demo());
  const keptLog = async () => '{"as":"it came"}\n';
  assert.equal(await exportEvents(events, 'official', { keptLog }), '{"as":"it came"}\n');
  assert.match(await exportEvents(events, 'markdown', { keptLog }), /^# /);
});

const cited = { line: 'payments ERROR certificate expired', path: 'logs/a.log' };
const sha256 = createHash('sha256').update(cited.line).digest('hex');

/** A run whose answer cites line 7, and which has printed `output`. */
function citing(output: string): RunEvent[] {
  return wholeEvents(recordings.answered()).flatMap((event): RunEvent[] => {
    if (event.type === 'cell.finished' && event.iteration === 1) return [{ ...event, output }];
    if (event.type !== 'answer') return [event];
    const citations = [
      { path: '', startLine: 7, endLine: 7, verified: true, shown: true, sha256 },
      { path: '', startLine: 8, endLine: 8, verified: true, shown: true, sha256: 'f'.repeat(64) },
    ];
    return [{ ...event, text: 'See [L7] and [L8].', citations, quotes: [] }];
  });
}

test('cited lines stand in the file: as the run printed them, or as the document still has them', async () => {
  const printed = citing(`L6: before\nL7: ${cited.line}\nL8: behind`);
  const asked: unknown[] = [];
  const readLines = async (uri: string, spans: readonly object[]) => {
    asked.push([uri, spans]);
    return [[cited.line], ['something else by now']];
  };
  for (const [events, reader] of [
    [printed, null],
    [citing('nothing'), readLines],
  ] as const) {
    const markdown = await exportEvents(events, 'markdown', { readLines: reader });
    assert.match(
      markdown,
      /\*\*L7\*\* \(shown to a model\)\n\n```\npayments ERROR certificate expired\n```/,
    );
    assert.doesNotMatch(markdown, /something else by now/);
    const html = await exportEvents(events, 'html', { readLines: reader });
    assert.deepEqual(recordIn(html).lines, [
      { path: '', startLine: 7, endLine: 7, text: cited.line },
    ]);
  }
  assert.deepEqual(asked[0], [
    'file:///logs/platform.log',
    [
      { startLine: 7, endLine: 7 },
      { startLine: 8, endLine: 8 },
    ],
  ]);
});

test('Markdown has question, answer as it stands, each step and what it cost', async () => {
  const text = await exportEvents(wholeEvents(recordings.answered()), 'markdown');
  assert.match(text, /^# Which services failed on 14 March, and what set each failure off\?\n/);
  assert.ok(text.includes(answer.trim()));
  assert.match(text, /\n### 3\. Read the ten minutes before each first error, side by side\n/);
  assert.match(text, /\n#### Call 1: llm\\_query\\_batched to gpt-5-mini/);
  assert.match(text, /\n\| gpt-5-mini \| depth 1 \| 16 \|/);
});

test('what others wrote stays text in Markdown: no fence, heading or markup of theirs ends ours', async () => {
  const text = await exportEvents(wholeEvents(recordings.hostile()), 'markdown');
  const outside: string[] = [];
  let fence = '';
  for (const line of text.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0] ?? '';
    if (fence === '' && mark !== '') fence = mark;
    else if (fence !== '' && line === fence) fence = '';
    else if (fence === '') outside.push(line);
  }
  assert.equal(fence, '', 'every fence is closed');
  const headings = outside.filter((line) => line.startsWith('#'));
  assert.ok(headings.length > 2 && headings.every((line) => /^#{1,6} \S/.test(line)));
});

test('a notebook is one of nbformat 4: cells with ids, sources and outputs in lines', async () => {
  const text = await exportEvents(wholeEvents(recordings.answered()), 'notebook');
  const notebook = JSON.parse(text);
  assert.deepEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
  assert.equal(notebook.metadata.language_info.name, 'javascript');
  const ids = new Set<string>();
  for (const cell of notebook.cells) {
    assert.match(cell.id, /^[\w-]{1,64}$/);
    ids.add(cell.id);
    assert.ok(
      cell.source.every(
        (line: string, at: number) =>
          line.endsWith('\n') === at < cell.source.length - 1 || /\n$/.test(line),
      ),
    );
    const keys = Object.keys(cell).toSorted().join();
    if (cell.cell_type === 'markdown') assert.equal(keys, 'cell_type,id,metadata,source');
    else assert.equal(keys, 'cell_type,execution_count,id,metadata,outputs,source');
  }
  assert.equal(ids.size, notebook.cells.length);
  const code = notebook.cells.filter(
    ({ cell_type }: { cell_type: string }) => cell_type === 'code',
  );
  assert.deepEqual(
    code.map(({ execution_count }: { execution_count: number }) => execution_count),
    [1, 2, null, 3, 4],
  );
  const failed = code[1].outputs.find(
    ({ output_type }: { output_type: string }) => output_type === 'error',
  );
  assert.equal(failed.ename, 'TypeError');
  assert.ok(Array.isArray(failed.traceback));
  assert.match(notebook.cells.at(-1).source.join(''), /^## Answer\n\n\*\*Three services failed/);
});

interface Record {
  readonly events: readonly { readonly seq: number }[];
  readonly texts: { readonly [sha256: string]: string };
  readonly lines: readonly object[];
}

function recordIn(html: string): Record {
  const [, data = ''] =
    /<script type="application\/json" id="record">(.*)<\/script>\n/.exec(html) ?? [];
  return JSON.parse(data);
}

test('a page lets nothing in from elsewhere, and nothing in its record can end its script', async () => {
  const events = wholeEvents(recordings.hostile()).map((event) =>
    event.type === 'run.started'
      ? { ...event, question: '</script><script>alert(1)//<!--\u2028' }
      : event,
  );
  const html = await exportEvents(events, 'html');
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
  assert.match(policy, /^default-src 'none'; style-src 'nonce-/);
  assert.doesNotMatch(policy, /https?:|unsafe|\*/);
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.equal(html.match(/<\/script>/g)?.length, 2);
  const markup = html.replace(/(?<=id="record">).*/, '');
  assert.doesNotMatch(markup, /<(?:link|img|iframe|base)\b|src=/);
  assert.equal(recordIn(html).events.length, events.length);
});

test('a page is the same each time, and another for another run', async () => {
  const page = (name: 'answered' | 'limited') =>
    exportEvents(wholeEvents(recordings[name]()), 'html');
  assert.equal(await page('answered'), await page('answered'));
  const nonce = (html: string) => /nonce-([^']+)/.exec(html)?.[1];
  assert.notEqual(nonce(await page('answered')), nonce(await page('limited')));
});

test('texts of a page are whole up to a bound, which is said', async () => {
  const events = wholeEvents(recordings.answered()).map((event) =>
    event.type === 'cell.finished' && event.iteration === 1
      ? { ...event, output: 'x'.repeat(3_000_000) }
      : event,
  );
  const { texts } = recordIn(await exportEvents(events, 'html'));
  const longest = Object.values(texts).toSorted((a, b) => b.length - a.length)[0] ?? '';
  assert.ok(longest.length < 1_001_000);
  assert.match(longest, /2,000,000 more characters stand in the run's own folder/);
});

test('runs of thousands of calls and of many levels are exported in seconds', async () => {
  for (const recording of [manyCalls(5_000), deepRun(3, 4)]) {
    const events = wholeEvents(recording);
    for (const format of formats) assert.ok((await exportEvents(events, format)).length > 0);
  }
});
