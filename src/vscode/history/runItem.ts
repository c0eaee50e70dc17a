import * as vscode from 'vscode';
import { languageNames } from '../../core/options.ts';
import { shareText } from '../../core/shareText.ts';
import type { RunGroup } from '../../runs/runGroups.ts';
import type { ListedRun } from '../../runs/runSummary.ts';
import { formatCount, formatUsd, shorten, shortMoment, withoutMarks } from '../figures.ts';
import { plainLine } from '../plainText.ts';

/** Characters; so that file and cost have room beside it in a narrow side bar. */
const labelChars = 48;
/** Of question and answer in a tooltip (characters). */
const tooltipChars = 400;

/**
 * A run as the view shows it. `isOurs`: this window runs it; `isThread`: others were asked after it;
 * `now`: ms since 1970.
 */
export function runItem(
  run: ListedRun,
  isOurs: boolean,
  {
    isThread = false,
    now = Date.now(),
  }: { readonly isThread?: boolean; readonly now?: number } = {},
): vscode.TreeItem {
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const label = plainLine(shorten(titleOf(run), labelChars));
  const item = new vscode.TreeItem(label, isThread ? Expanded : None);
  const isElsewhere = run.status === 'running' && !isOurs;
  item.id = run.runId;
  item.description = plainLine(descriptionOf(run, isElsewhere, now));
  item.iconPath = iconOf(run, isElsewhere);
  item.contextValue = kindOf(run, isElsewhere);
  if (run.status !== 'damaged') {
    const title = vscode.l10n.t('Show run');
    // The list keeps the focus, as the Explorer's does at a click.
    const argument = { runId: run.runId, preserveFocus: true };
    item.command = { command: 'rlm.showRun', title, arguments: [argument] };
  }
  const pinned = run.pinned ? [vscode.l10n.t('pinned')] : [];
  const said = [titleOf(run), item.description, statusName(run.status), ...pinned];
  item.accessibilityInformation = { label: said.filter((part) => part !== '').join(', ') };
  return item;
}

/** The head of a group of runs. */
export function groupItem(element: string, group: RunGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(groupName(group), vscode.TreeItemCollapsibleState.Expanded);
  item.id = element;
  item.contextValue = 'group';
  return item;
}

function groupName(group: RunGroup): string {
  switch (group) {
    case 'running':
      return vscode.l10n.t('Running');
    case 'pinned':
      return vscode.l10n.t('Pinned');
    case 'today':
      return vscode.l10n.t('Today');
    case 'yesterday':
      return vscode.l10n.t('Yesterday');
    case 'week':
      return vscode.l10n.t('Last 7 days');
    case 'older':
      return vscode.l10n.t('Older');
  }
}

/** Its question. */
export function titleOf(run: ListedRun): string {
  if (run.question !== '') return run.question;
  return run.status === 'damaged' ? vscode.l10n.t('Damaged run') : vscode.l10n.t('Run');
}

/** `$0.04`; `n/a` where a price is unknown. */
export function costOf(run: ListedRun): string {
  if (run.provider === 'demo') return vscode.l10n.t('demo');
  return run.costUsd === null ? vscode.l10n.t('n/a') : formatUsd(run.costUsd);
}

export function statusName(status: ListedRun['status']): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('running');
    case 'answered':
      return vscode.l10n.t('answered');
    case 'limit':
      return vscode.l10n.t('ended by a limit');
    case 'cancelled':
      return vscode.l10n.t('stopped');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'interrupted':
      return vscode.l10n.t('interrupted');
    case 'damaged':
      return vscode.l10n.t("can't be read");
  }
}

function momentOf(at: number): string {
  return new Date(at).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
}

/** `04:16 · $0.07 · app.log`: in a narrow side bar what tells runs apart comes first. */
function descriptionOf(run: ListedRun, isElsewhere: boolean, now: number): string {
  if (run.status === 'damaged') return momentOf(run.startedAt);
  const elsewhere = isElsewhere ? [vscode.l10n.t('in another window')] : [];
  const moment = shortMoment(run.startedAt, now, vscode.env.language);
  const parts = [moment, costOf(run), ...elsewhere, run.label];
  return parts.filter((part) => part !== '').join(' · ');
}

/** What menus go by: what can be done with it, and whether it is pinned. */
function kindOf(run: ListedRun, isElsewhere: boolean): string {
  // A run of another window is its own to stop, and can't be deleted while it goes on.
  const kinds = { running: isElsewhere ? 'run.elsewhere' : 'run.running', damaged: 'run.damaged' };
  const kind = Object.hasOwn(kinds, run.status)
    ? kinds[run.status as keyof typeof kinds]
    : run.status === 'answered'
      ? 'run.settled'
      : 'run.unfinished';
  return run.pinned ? `${kind}.pinned` : kind;
}

/** A pin takes the place of a settled run's icon, in the colour of its status. */
function iconOf({ status, pinned }: ListedRun, isElsewhere: boolean): vscode.ThemeIcon {
  const icon = (id: string, color: string): vscode.ThemeIcon =>
    new vscode.ThemeIcon(pinned ? 'pinned' : id, new vscode.ThemeColor(color));
  switch (status) {
    case 'running':
      return new vscode.ThemeIcon(isElsewhere ? 'multiple-windows' : 'loading~spin');
    case 'answered':
      return icon('pass', 'testing.iconPassed');
    case 'limit':
      return icon('warning', 'list.warningForeground');
    case 'failed':
      return icon('error', 'testing.iconFailed');
    case 'cancelled':
      return icon('circle-slash', 'testing.iconSkipped');
    case 'interrupted':
      return icon('debug-disconnect', 'testing.iconSkipped');
    case 'damaged':
      return icon('question', 'testing.iconErrored');
  }
}

/** Question, file, models, figures and the answer's beginning; none of it is read as Markdown. */
export function runTooltip(run: ListedRun): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  const bold = (what: string): vscode.MarkdownString =>
    text.appendMarkdown(`**${asMarkdown(what)}**`);
  const line = (icon: string, parts: readonly string[]): void => {
    const said = parts.filter((part) => part !== '').join(' · ');
    if (said !== '') text.appendMarkdown(`\n\n$(${icon}) ${asMarkdown(said)}`);
  };
  bold(shorten(titleOf(run), tooltipChars));
  if (run.status === 'damaged') {
    line('folder', [run.runId]);
    line('info', [vscode.l10n.t('Its events are gone or damaged. It can only be deleted.')]);
    return text;
  }
  const models = run.rootModel === run.subModel ? [run.rootModel] : [run.rootModel, run.subModel];
  const chars = vscode.l10n.t('{0} characters', formatCount(run.contextChars));
  line('file', [run.label, run.contextChars === 0 ? '' : chars]);
  line('sparkle', [models.join(', '), languageNames[run.language]]);
  line('clock', [momentOf(run.startedAt), statusName(run.status)]);
  line('graph', [
    vscode.l10n.t('Iterations: {0}', run.iterations),
    vscode.l10n.t('Calls: {0}', run.calls),
    vscode.l10n.t('Tokens: {0}', formatCount(run.tokens)),
    vscode.l10n.t('Cost: {0}', costOf(run)),
  ]);
  if (run.contextChars > 0) {
    line('eye', [
      vscode.l10n.t('{0} read by models', shareText(run.coverage)),
      run.searched === null ? '' : vscode.l10n.t('{0} searched by code', shareText(run.searched)),
    ]);
  }
  if (run.pinned) line('pinned', [vscode.l10n.t('Pinned: kept until you delete it')]);
  if (run.answer !== '') {
    const answer = shorten(withoutMarks(run.answer), tooltipChars);
    text.appendMarkdown(`\n\n---\n\n${asMarkdown(answer)}`);
  }
  return text;
}

/**
 * A text as Markdown that shows it as it is, links and icons included. `appendText` would make its
 * blanks unbreakable, and a tooltip of them breaks within words.
 */
function asMarkdown(text: string): string {
  return plainLine(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
