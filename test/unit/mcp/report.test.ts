import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Citation } from '../../../src/core/events.ts';
import { Progress } from '../../../src/mcp/progress.ts';
import { endResult, refusal, runningResult, type ToolResult } from '../../../src/mcp/report.ts';
import { resultOf } from './support.ts';

const most = 8_000;
const asked = {
  ...{ runId: 'r'.repeat(36), question: 'q', notices: [], maxCostUsd: 1 },
  context: { kind: 'string', items: [], label: 'a.log' },
  signal: new AbortController().signal,
} as const;
const cited = (index: number, fields: Partial<Citation> = {}): Citation => ({
  ...{ path: '', startLine: index, endLine: index + 1, verified: true, shown: true, sha256: '' },
  ...fields,
});

function checkSizes({ text, report }: ToolResult, name: string): void {
  assert.ok(text.length < most, `${name}: text of ${text.length}`);
  const json = JSON.stringify(report);
  assert.ok(json.length < most, `${name}: structured content of ${json.length}`);
  assert.equal(text.isWellFormed() && (report?.answer.isWellFormed() ?? true), true, name);
}

test('text and structured content are under 8,000 characters, whatever the run has come to', () => {
  const answers = {
    short: 'Yes.',
    long: 'word '.repeat(100_000),
    escaped: '\u0001"\\\n'.repeat(50_000),
    'half characters': '\ud83d\ude00'.repeat(50_000),
    'lone halves': '\ud83d'.repeat(50_000),
  };
  const many = Array.from({ length: 500 }, (_, index) =>
    cited(index, { path: `${'folder/'.repeat(60)}${index}` }),
  );
  for (const [name, answer] of Object.entries(answers))
    for (const citations of [[], [cited(1)], many]) {
      const result = resultOf(asked, {
        ...{ answer, citations, status: 'limit', reason: 'because '.repeat(2_000) },
        quotes: Array.from({ length: 20 }, () => ({
          ...{ text: 'quoted '.repeat(200), verified: false, place: null },
        })),
      });
      const citedLines = citations.map(() => 'line '.repeat(5_000));
      const folder = 'kept/'.repeat(60);
      const notices = ['Left out: '.repeat(2_000)];
      const end = endResult({ result, citedLines, runFolder: folder }, 'a.log', notices);
      checkSizes(end, `${name}, ${citations.length} citations`);
      assert.ok(end.report?.answer.startsWith(answer.slice(0, 4).toWellFormed()), name);
    }
});

test('what is cut is said', () => {
  const answer = 'word '.repeat(10_000);
  const citations = Array.from({ length: 40 }, (_, index) => cited(index));
  const result = resultOf(asked, { answer, citations });
  const citedLines = citations.map(() => 'line');
  const { text, report } = endResult({ result, citedLines, runFolder: null }, 'a.log', []);
  assert.match(text, /This is the beginning of an answer of 50000 characters/);
  assert.match(text, /and 30 more/);
  assert.match(report?.answer ?? '', /word…$|word …$/);
});

test('a short answer stands whole, and nothing is said of cutting', () => {
  const { text, report } = endResult(
    { result: resultOf(asked), citedLines: [], runFolder: null },
    ...(['a.log', ['Read as UTF-16.']] as const),
  );
  assert.equal(report?.answer, 'Yes.');
  assert.match(text, /^Yes\.\n\nRead as UTF-16\.\n\nCost and completeness: /);
  assert.doesNotMatch(text, /beginning|…/);
});

test('each place says whether a model has read it, and doubts are told', () => {
  const citations = [
    cited(1, { endLine: 1 }),
    cited(5, { shown: false }),
    cited(900, { verified: false, shown: false }),
    cited(7, { endLine: 7, longLine: 5_000 }),
  ];
  const quotes = [{ text: 'never said', verified: false, place: null }];
  const result = resultOf(asked, { citations, quotes });
  const citedLines = ['one', 'five\nsix', null, 'x'];
  const { text, report } = endResult({ result, citedLines, runFolder: null }, 'a.log', []);
  assert.match(text, /^- a\.log:1 \(read by a model\): one$/m);
  assert.match(text, /^- a\.log:5-6 \(exists, but no model has read it\): five six$/m);
  assert.match(text, /^- a\.log:900-901 \(is not there\)$/m);
  assert.match(text, /Quoted, but not found in the text: "never said"\./);
  assert.match(text, /lines too long for their numbers to prove anything: L7\./);
  assert.deepEqual(
    report?.citations.map(({ quote }) => quote),
    citedLines,
  );
});

test('a run that goes on, and a refusal, are short too', () => {
  checkSizes(runningResult('r', new Progress('x'.repeat(20_000)), ['n'.repeat(20_000)]), 'running');
  checkSizes(refusal('s'.repeat(20_000)), 'refusal');
});
