import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RunStore } from '../../src/runs/runStore.ts';
import { Citations } from '../../src/vscode/citations/citations.ts';
import { readLineRange } from '../../src/vscode/texts/target.ts';
import {
  ask,
  closeEditors,
  eventually,
  extension,
  fileWith,
  logOf,
  startOf,
  timeoutQuestion,
  useCountingModel,
} from './support.ts';

const notebook = JSON.stringify({
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# On timeout\n', 'and other things'] },
    {
      cell_type: 'code',
      metadata: {},
      execution_count: 1,
      source: ['import time\n', 'print("timeout")\n', 'time.sleep(1)'],
      outputs: [{ output_type: 'stream', name: 'stdout', text: ['timeout\n'] }],
    },
    { cell_type: 'code', metadata: {}, execution_count: null, source: [], outputs: [] },
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
});

suite('Notebooks, and texts without a document', () => {
  useCountingModel();
  teardown(closeEditors);

  test('a notebook is a map of its cells and their outputs', async () => {
    const uri = await fileWith('analysis.ipynb', notebook);
    const { answer, runId } = await ask({ question: timeoutQuestion, uri });
    assert.match(answer, /\b3\b/);
    const { context } = await startOf(runId);
    assert.equal(context.label, 'analysis.ipynb');
    assert.deepEqual(
      context.sources.map(({ path, lines, origin }) => [path, lines, origin === null]),
      [
        ['cell-1.md', 2, false],
        ['cell-2.py', 3, false],
        ['cell-2.output.txt', 1, true],
      ],
    );
  });

  test('a citation opens the cell in its notebook, also when that was closed', async () => {
    const uri = await fileWith('analysis.ipynb', notebook);
    const { runId } = await ask({ question: timeoutQuestion, uri });
    const { runsFolder } = (await extension()).exports;
    const citations = new Citations({ get: () => undefined }, new RunStore(runsFolder));
    try {
      for (const _ of ['open', 'closed']) {
        const place = { path: 'cell-2.py', startLine: 2, endLine: 2 };
        await citations.open(runId, place, undefined);
        const shown = vscode.window.activeNotebookEditor;
        assert.equal(shown?.notebook.uri.toString(), uri.toString());
        assert.equal(shown.selection.start, 1);
        assert.deepEqual(await citations.stale(runId), []);
        await closeEditors();
      }
      const output = { path: 'cell-2.output.txt', startLine: 1, endLine: 1 };
      await assert.rejects(citations.open(runId, output, undefined), { name: 'PlaceNotFound' });
    } finally {
      citations.dispose();
    }
  });

  test('unsaved cells win, and the notebook that shows is the one that is meant', async () => {
    const uri = await fileWith('analysis.ipynb', notebook);
    const document = await vscode.workspace.openNotebookDocument(uri);
    await vscode.window.showNotebookDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.cellAt(2).document.uri, new vscode.Position(0, 0), '"timeout again"');
    await vscode.workspace.applyEdit(edit);
    await eventually('the tab', () => vscode.window.tabGroups.activeTabGroup.activeTab?.isActive);
    const { answer, runId } = await ask({ question: timeoutQuestion });
    assert.match(answer, /\b4\b/);
    assert.equal((await startOf(runId)).context.sources.at(-1)?.path, 'cell-3.py');
  });

  test('lines of a cell are a selection like any other', async () => {
    const uri = await fileWith('analysis.ipynb', notebook);
    const document = await vscode.workspace.openNotebookDocument(uri);
    const cell = document.cellAt(1).document.uri;
    const range = new vscode.Range(1, 0, 2, 0);
    const { answer, runId } = await ask({ question: timeoutQuestion, uri: cell, range });
    assert.match(answer, /\b1\b/);
    const { context } = await startOf(runId);
    assert.equal(context.label, 'analysis.ipynb cell 2:2');
    assert.equal(context.sources[0]?.origin?.uri, cell.toString());
  });

  test('a broken notebook is asked about as the text that it is', async () => {
    const uri = await fileWith('broken.ipynb', '{ "cells": timeout');
    assert.match((await ask({ question: timeoutQuestion, uri })).answer, /\b1\b/);
  });

  test('a document that an extension provides is read through it', async () => {
    const provider = { provideTextDocumentContent: () => 'timeout\nfine' };
    const registration = vscode.workspace.registerTextDocumentContentProvider('rlm-made', provider);
    try {
      const uri = vscode.Uri.parse('rlm-made:/made.log');
      await vscode.workspace.openTextDocument(uri);
      assert.match((await ask({ question: timeoutQuestion, uri })).answer, /\b1\b/);
    } finally {
      registration.dispose();
    }
  });

  test('lines of a file of over 50 MB are read from its bytes, with the lines of the file', async () => {
    const line = `${'2026-03-14 INFO served a page '.repeat(40)}\r\n`;
    const uri = await fileWith('huge.log', `${line.repeat(46_000)}${logOf(30)}`);
    const range = new vscode.Range(46_000, 0, 46_020, 0);
    const { answer, runId, reason, citations } = await ask({
      question: timeoutQuestion,
      uri,
      range,
    });
    assert.match(answer, /\b2\b/, reason ?? '');
    const { context } = await startOf(runId);
    assert.equal(context.label, 'huge.log:46001-46020');
    assert.equal(context.sources[0]?.origin?.firstLine, 46_001);
    assert.equal(citations[0]?.verified, true);
  }).timeout(120_000);

  test('a range of lines is two numbers, or one', () => {
    const read = (typed: string) => {
      const range = readLineRange(typed);
      return range && [range.start.line, range.end.line, range.end.character];
    };
    assert.deepEqual(read('120-180'), [119, 180, 0]);
    assert.deepEqual(read(' L7 – L9 '), [6, 9, 0]);
    assert.deepEqual(read('7'), [6, 7, 0]);
    for (const typed of ['', 'all', '0-5', '9-7', '1-2-3']) assert.equal(read(typed), null, typed);
  });
});
