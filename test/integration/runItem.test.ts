import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ListedRun } from '../../src/runs/runSummary.ts';
import { runItem, runTooltip } from '../../src/vscode/history/runItem.ts';
import { listed } from '../unit/runs/support.ts';

const iconOf = (run: ListedRun, isOurs = false): string => {
  const { iconPath } = runItem(run, isOurs);
  assert.ok(iconPath instanceof vscode.ThemeIcon);
  return iconPath.id;
};

/** Without the signs that keep what was written from being Markdown. */
const readable = ({ value }: vscode.MarkdownString): string =>
  value.replace(/\\([!-/:-@[-`{-~])/g, '$1');

suite('A row of the Runs view', () => {
  test('says question, time, cost and file, and shows the run without taking the focus', () => {
    const startedAt = new Date(2026, 10, 27, 4, 16).getTime();
    const now = new Date(2026, 10, 27, 20).getTime();
    const item = runItem(listed('r1', { costUsd: 0.04, startedAt }), false, { now });
    assert.equal(item.label, 'Why did it fail?');
    assert.equal(item.description, '04:16 · $0.04 · app.log');
    assert.equal(item.command?.command, 'rlm.showRun');
    assert.deepEqual(item.command?.arguments, [{ runId: 'r1', preserveFocus: true }]);
    assert.equal(item.contextValue, 'run.settled');
    const { label } = item.accessibilityInformation ?? {};
    assert.equal(label, 'Why did it fail?, 04:16 · $0.04 · app.log, answered');
  });

  test('a run of another window shows as that, one of this window as its own', () => {
    const running = listed('r1', { status: 'running', provider: 'demo' });
    assert.match(
      `${runItem(running, false).description}`,
      / · demo · in another window · app\.log$/,
    );
    assert.equal(runItem(running, false).contextValue, 'run.elsewhere');
    assert.match(`${runItem(running, true).description}`, / · demo · app\.log$/);
    assert.equal(runItem(running, true).contextValue, 'run.running');
    assert.notEqual(iconOf(running, false), iconOf(running, true));
  });

  test('each status has an icon of its own; a pin takes the place of a settled one', () => {
    const statuses = [
      'answered',
      'limit',
      'cancelled',
      'failed',
      'interrupted',
      'damaged',
    ] as const;
    const icons = statuses.map((status) => iconOf(listed('r1', { status })));
    assert.equal(new Set(icons).size, statuses.length);
    const pinned = listed('r1', { pinned: true });
    assert.equal(iconOf(pinned), 'pinned');
    assert.equal(runItem(pinned, false).contextValue, 'run.settled.pinned');
    assert.match(runItem(pinned, false).accessibilityInformation?.label ?? '', /, pinned$/);
  });

  test('a damaged run can be seen and not be opened', () => {
    const damaged = listed('r1', { status: 'damaged', question: '', label: '' });
    const item = runItem(damaged, false);
    assert.equal(item.label, 'Damaged run');
    assert.equal(item.command, undefined);
    assert.equal(item.contextValue, 'run.damaged');
    assert.match(readable(runTooltip(damaged)), /r1[\s\S]*only be deleted/);
  });

  test('nothing that a model or a person wrote becomes a link or an image in the tooltip', () => {
    const hostile =
      '![x](https://example.com/x.png) [run](command:rlm.deleteRun) <img src=x> $(trash)';
    const tooltip = runTooltip(
      listed('r1', { question: hostile, answer: hostile, label: hostile }),
    );
    assert.notEqual(tooltip.isTrusted, true);
    assert.notEqual(tooltip.supportHtml, true);
    assert.doesNotMatch(tooltip.value, /[^\\]\]\(|[^\\]!\[|[^\\]\$\(trash/);
    assert.doesNotMatch(readable(tooltip), /\$\(trash/, 'nor an icon, once the marks are read');
    assert.match(tooltip.value, /example/, 'but it can be read');
  });

  test('the tooltip says models, figures and the beginning of the answer, without marks', () => {
    const answer = `## Result\n\n**The disk** was \`full\`. ${'More. '.repeat(200)}`;
    const value = readable(runTooltip(listed('r1', { answer, calls: 17, tokens: 132_000 })));
    assert.match(value, /gpt-4o, gpt-4o-mini · JavaScript/);
    assert.match(readable(runTooltip(listed('r3', { language: 'python' }))), / · Python\n/);
    assert.match(value, /Calls: 17/);
    assert.match(value, /132,000/);
    assert.match(value, /0% read by models\n/);
    assert.match(value, /Result The disk was full\./);
    const searched = listed('r2', { coverage: 0.004, searched: 1 });
    assert.match(readable(runTooltip(searched)), /<1% read by models · 100% searched by code/);
    assert.ok(value.length < 1_500);
  });
});
