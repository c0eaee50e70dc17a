import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEventBody, StoredEvent } from '../../../../src/core/events.ts';
import type { TreeUsage } from '../../../../src/core/usage.ts';
import {
  type RecursionNode,
  RecursionTree,
} from '../../../../src/vscode/recursion/recursionTree.ts';
import { javascriptOptions } from '../../../support/javascriptRun.ts';
import { deepRun } from '../../../support/longRecordings.ts';
import { recordings } from '../../../support/sampleEvents.ts';

const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, estimated: false };
const noUsage: TreeUsage = { ...usage, models: {} };
const started = (question: string, call: number | null = null): RunEventBody => ({
  type: 'run.started',
  follows: null,
  call,
  runId: 'one',
  question,
  context: { kind: 'string', chars: 10, items: 1, lines: 1, label: 'a.txt', sources: [] },
  options: javascriptOptions,
  models: { root: 'gpt-4o', sub: 'gpt-4o-mini', provider: 'openai' },
});
const replied = (iteration: number, text: string): RunEventBody => ({
  type: 'model.replied',
  iteration,
  purpose: 'iteration',
  text,
  usage,
  costUsd: 0.01,
  durationMs: 1_000,
});
const callStarted = (call: number, batch: number | null): RunEventBody => ({
  type: 'call.started',
  call,
  kind: 'llm',
  model: 'gpt-4o-mini',
  promptChars: 4,
  promptSha256: '',
  prompt: 'What',
  iteration: 1,
  cell: 1,
  name: batch === null ? 'llm_query' : 'llm_query_batched',
  batch,
});
const callFinished = (call: number, status: 'ok' | 'error'): RunEventBody => ({
  type: 'call.finished',
  call,
  status,
  response: '',
  responseChars: 0,
  usage,
  costUsd: 0,
  durationMs: 200 * call,
  error: status === 'error' ? { name: 'ServerFailed', message: 'It failed.' } : null,
});
const cellFinished = (status: 'ok' | 'error' | 'killed'): RunEventBody => ({
  type: 'cell.finished',
  iteration: 1,
  cell: 1,
  status,
  output: '',
  outputChars: 0,
  error: status === 'error' ? { name: 'TypeError', message: 'x is not a function', line: 1 } : null,
  durationMs: 5,
});
const cellStarted: RunEventBody = { type: 'cell.started', iteration: 1, cell: 1, code: 'print(1)' };
const iterationStarted: RunEventBody = { type: 'iteration.started', iteration: 1 };
const reply = replied(1, 'I count the errors. Then I answer.\n\n```repl\nprint(1)\n```\n');

const finished: RunEventBody = {
  type: 'run.finished',
  status: 'cancelled',
  reason: null,
  limit: null,
  usage: noUsage,
  costUsd: 0,
  durationMs: 10,
  coverage: 0,
  error: null,
};

function treeOf(bodies: readonly (RunEventBody | [string, RunEventBody])[]): RecursionTree {
  const tree = new RecursionTree();
  for (const [index, entry] of bodies.entries()) {
    const [run, body] = Array.isArray(entry) ? entry : ['', entry];
    tree.add({ seq: index + 1, at: 0, run, ...body } as StoredEvent);
  }
  return tree;
}

function outline(tree: RecursionTree, node: RecursionNode | null = tree.root): unknown {
  if (node === null) return null;
  const children = node.children.map((child) => outline(tree, child));
  const said = `${node.kind} ${tree.factsOf(node).status}`;
  return children.length === 0 ? said : [said, children];
}

test('a run becomes iterations, cells, batches and calls with their states', () => {
  const tree = treeOf([
    started('How many?'),
    iterationStarted,
    reply,
    cellStarted,
    callStarted(1, 1),
    callStarted(2, 1),
    callStarted(3, null),
    callFinished(1, 'ok'),
    callFinished(2, 'error'),
  ]);
  assert.deepEqual(outline(tree), [
    'run running',
    [
      [
        'iteration running',
        [['cell running', [['batch error', ['call ok', 'call error']], 'call running']]],
      ],
    ],
  ]);
  const iteration = tree.root?.children[0];
  assert.ok(iteration?.kind === 'iteration');
  assert.deepEqual(tree.titleOf(iteration), { kind: 'words', text: 'I count the errors' });
});

test('a failing cell shows at its iteration too, once the run has gone on', () => {
  const tree = treeOf([
    started('How many?'),
    iterationStarted,
    reply,
    cellStarted,
    cellFinished('error'),
    { type: 'iteration.started', iteration: 2 },
  ]);
  assert.deepEqual(outline(tree), [
    'run running',
    [['iteration error', ['cell error']], 'iteration running'],
  ]);
});

test('a cell that was stopped does not leave its iteration as done', () => {
  const tree = treeOf([
    started('How many?'),
    iterationStarted,
    reply,
    cellStarted,
    cellFinished('killed'),
    { type: 'iteration.started', iteration: 2 },
  ]);
  assert.deepEqual(outline(tree), [
    'run running',
    [['iteration stopped', ['cell stopped']], 'iteration running'],
  ]);
});

test('when a run ends, nothing of it is left running', () => {
  const tree = treeOf([
    started('How many?'),
    iterationStarted,
    reply,
    cellStarted,
    callStarted(1, null),
    finished,
  ]);
  assert.doesNotMatch(JSON.stringify(outline(tree)), /running/);
});

test('a call that failed shows on all that it stands in, child runs included', () => {
  const tree = treeOf([
    started('How many?'),
    iterationStarted,
    reply,
    cellStarted,
    { ...callStarted(1, null), kind: 'rlm', name: 'rlm_query' } as RunEventBody,
    ['1', started('How many here?', 1)],
    ['1', iterationStarted],
    ['1', reply],
    ['1', cellStarted],
    ['1', callStarted(1, null)],
    ['1', callFinished(1, 'error')],
    ['1', cellFinished('ok')],
    callFinished(1, 'ok'),
    cellFinished('ok'),
    { type: 'iteration.started', iteration: 2 },
  ]);
  const [iteration] = tree.root?.children ?? [];
  assert.ok(iteration);
  for (let node: RecursionNode | undefined = iteration; node; node = node.children[0])
    assert.equal(tree.factsOf(node).troubles.failed, 1, node.id);
  const [cell] = iteration.children;
  assert.ok(cell);
  assert.equal(tree.factsOf(iteration).status, 'partial');
  assert.equal(tree.factsOf(cell).status, 'partial');
});

test('times are those of the trace: an iteration takes until its last cell has ended', () => {
  const tree = new RecursionTree();
  const at = (ms: number, body: RunEventBody) =>
    tree.add({ ...body, seq: ms, at: ms, run: '' } as StoredEvent);
  at(1, started('How many?'));
  at(1_000, iterationStarted);
  at(2_000, reply);
  at(2_001, cellStarted);
  at(28_900, cellFinished('ok'));
  const [iteration] = tree.root?.children ?? [];
  assert.ok(iteration);
  assert.equal(tree.factsOf(iteration).durationMs, 27_900);
});

test('a run whose window went away looks interrupted, and so does its last iteration', () => {
  const tree = treeOf([
    started('How many?'),
    iterationStarted,
    reply,
    { ...finished, status: 'interrupted' } as RunEventBody,
  ]);
  assert.deepEqual(outline(tree), ['run interrupted', ['iteration interrupted']]);
});

test('a child run hangs below the call that started it', () => {
  const tree = treeOf([
    started('How many?'),
    iterationStarted,
    reply,
    cellStarted,
    callStarted(1, null),
    { ...callStarted(2, null), kind: 'rlm', name: 'rlm_query' } as RunEventBody,
    ['1', started('How many here?', 2)],
    ['1', iterationStarted],
  ]);
  assert.match(JSON.stringify(outline(tree)), /"call running",\[\["run running",\["iteration/);
});

test('events that were there already and unknown types change nothing', () => {
  const events = [started('How many?'), iterationStarted];
  const tree = treeOf([...events, { type: 'from.the.future' } as unknown as RunEventBody]);
  const before = outline(tree);
  tree.add({ seq: 2, at: 0, run: '', ...iterationStarted } as StoredEvent);
  assert.deepEqual(outline(tree), before);
});

test('a node and what the page selects for it lead to each other, child runs included', () => {
  const tree = new RecursionTree();
  for (const event of deepRun(2).events) tree.add(event);
  const kinds = new Set<string>();
  const visit = (node: RecursionNode): void => {
    kinds.add(node.kind);
    if (node.kind === 'run') assert.equal(node.selection, node.parent?.selection ?? null);
    else assert.equal(node.selection && tree.find(node.selection), node, node.id);
    for (const child of node.children) visit(child);
  };
  assert.ok(tree.root);
  visit(tree.root);
  assert.deepEqual([...kinds], ['run', 'iteration', 'cell', 'call']);
  assert.equal(tree.find({ run: '7', iteration: 1, cell: null, call: null }), null);
});

test('a batch is selected as its cell', () => {
  const tree = new RecursionTree();
  for (const event of recordings.answered().events) tree.add(event);
  const cell = tree.find({ run: '', iteration: 3, cell: 1, call: null });
  const [batch] = cell?.children ?? [];
  assert.equal(batch?.kind, 'batch');
  assert.deepEqual(batch?.selection, cell?.selection);
});

test('what changed is told once, by its topmost nodes', () => {
  const tree = new RecursionTree();
  const add = adder(tree);
  add(started('Which?'));
  assert.deepEqual(idsOf(tree.takeChanged()), [tree.root?.id]);
  assert.deepEqual(tree.takeChanged(), []);

  add(iterationStarted, cellStarted);
  assert.deepEqual(idsOf(tree.takeChanged()), [tree.root?.id], 'its children are drawn with it');

  add(callStarted(1, 1), callStarted(2, 1));
  assert.deepEqual(idsOf(tree.takeChanged()), ['/1/1']);
  add(callFinished(1, 'ok'));
  assert.deepEqual(idsOf(tree.takeChanged()), ['#1'], 'the others of its batch are left alone');
  add(callFinished(2, 'ok'));
  assert.deepEqual(idsOf(tree.takeChanged()), ['/1/1/batch 1'], 'the batch has ended');
  add(callStarted(3, null), callFinished(3, 'error'));
  assert.deepEqual(idsOf(tree.takeChanged()), ['/1'], 'its failure shows on all above it');
  add(cellFinished('error'));
  assert.deepEqual(idsOf(tree.takeChanged()), ['/1'], 'the iteration failed with its cell');
});

test('a batch of 60,000 calls is drawn in a time that grows with them alone', {
  timeout: 60_000,
}, () => {
  const tree = new RecursionTree();
  const add = adder(tree);
  add(started('Which?'), iterationStarted, cellStarted);
  const calls = Array.from({ length: 60_000 }, (_, index) => index + 1);
  for (const call of calls) add(callStarted(call, 1));
  const began = performance.now();
  for (const call of calls) add(callFinished(call, call === 7 ? 'error' : 'ok'));
  // Looking through all calls at each end took over half a minute.
  assert.ok(performance.now() - began < 10_000);
  const [batch] = tree.root?.children[0]?.children[0]?.children ?? [];
  assert.ok(batch);
  const { status, durationMs, troubles } = tree.factsOf(batch);
  assert.deepEqual([status, troubles.failed], ['error', 1]);
  // From the start of the first to the end of the last, as the trace has it: an event is 1 ms here.
  assert.equal(durationMs, 120_000 - 1);
});

function adder(tree: RecursionTree): (...bodies: readonly RunEventBody[]) => void {
  let seq = 0;
  return (...bodies) => {
    for (const body of bodies) tree.add({ ...body, seq: ++seq, at: seq, run: '' } as StoredEvent);
  };
}

function idsOf(nodes: readonly RecursionNode[]): readonly string[] {
  return nodes.map(({ id }) => id);
}
