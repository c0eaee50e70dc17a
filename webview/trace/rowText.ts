import { replyOf } from '../../src/trajectory/activity.ts';
import { spentIn, spentInRun, spentOn, sumUsage } from '../../src/trajectory/costs.ts';
import { formatDuration } from '../../src/trajectory/duration.ts';
import type {
  CallGroup,
  CallModel,
  CellModel,
  IterationModel,
  ReplyModel,
  Trajectory,
} from '../../src/trajectory/model.ts';
import {
  isOpen,
  type NodeStatus,
  statusOfCall,
  statusOfCell,
  statusOfGroup,
  statusOfIteration,
} from '../../src/trajectory/status.ts';
import { durationOf, titleOfIteration } from '../../src/trajectory/titles.ts';
import {
  type Troubles,
  troublesOfCell,
  troublesOfGroup,
  troublesOfIteration,
  troublesOfRun,
} from '../../src/trajectory/troubles.ts';
import { formatChars, formatSpent } from '../format.ts';
import { strings } from '../strings.ts';
import { textOfNotice } from './noticeText.ts';
import type { TraceRow } from './rows.ts';

export interface Badge {
  readonly text: string;
  readonly tone?: 'bad' | 'warn' | 'live';
}

/** What a row says while it is closed. */
export interface RowText {
  /** Left of the title, a number for instance; `''` for none. */
  readonly index?: string;
  readonly title: string;
  /** Null: no icon. */
  readonly status: NodeStatus | null;
  /** After the title, in words: `12 calls`, `running`, `failed`. */
  readonly badges?: readonly Badge[];
  /** Of a request: what it sent and what came back. */
  readonly tokens?: string;
  /** At the right end: time, cost. */
  readonly facts?: readonly string[];
  /** What a screen reader calls the item, before its badges and facts; the title unless given. */
  readonly label?: string;
}

/** `running`: false once the run is over; what still counts as running was left unfinished. */
export function textOfRow(row: TraceRow, model: Trajectory, running: boolean): RowText {
  switch (row.kind) {
    case 'iteration':
      return textOfIteration(row.iteration, model, running);
    case 'cell':
      return textOfCell(row.cell, model, running);
    case 'group':
      return textOfGroup(row.group, row.cell.run, model, running);
    case 'call':
      return textOfCall(row.call, row.alone, model, running);
    case 'reply': {
      return { title: titleOfReply(row.reply), status: null };
    }
    case 'sent':
      return {
        title: strings.whatWasSent,
        status: null,
        tokens: strings.sentTokens(row.reply.usage),
      };
    case 'notice':
      return { title: textOfNotice(row.notice), status: null };
  }
}

function titleOfReply(reply: ReplyModel | null): string {
  if (reply?.purpose === 'direct') return strings.askedDirectly;
  return reply?.purpose === 'compaction' ? strings.compacted : strings.askedForAnswer;
}

function textOfIteration(iteration: IterationModel, model: Trajectory, running: boolean): RowText {
  const status = statusOfIteration(iteration, model, running);
  const calls = iteration.cells.reduce(
    (sum, { groups }) => sum + groups.reduce((count, group) => count + group.calls.length, 0),
    0,
  );
  const failed = iteration.cells.some(
    (cell) => statusOfCell(cell, model.runs, running) === 'error',
  );
  const badges: Badge[] = [];
  if (calls > 0) badges.push({ text: strings.calls(calls) });
  badges.push(...badgesOf(troublesOfIteration(iteration, model.runs)));
  if (failed) badges.push({ text: strings.cellStatus.error, tone: 'bad' });
  if (replyOf(iteration)?.purpose === 'direct') badges.push({ text: strings.askedDirectly });
  if (status === 'running') badges.push({ text: strings.running, tone: 'live' });
  const facts: string[] = [];
  if (iteration.replies.length > 0) {
    if (!isOpen(iteration)) facts.push(formatDuration(durationOf(iteration)));
    facts.push(formatSpent(spentIn(iteration, model.runs)));
  }
  const title = titleOf(iteration, running);
  const index = String(iteration.number);
  return {
    index,
    title,
    label: strings.iterationLabel(iteration.number, title),
    status,
    badges,
    ...tokensOf(iteration.replies),
    facts,
  };
}

/** Of all requests to the root model in an iteration; nothing as long as there are none. */
function tokensOf(replies: readonly ReplyModel[]): Pick<RowText, 'tokens'> {
  if (replies.length === 0) return {};
  const usages = replies.map(({ usage }) => usage);
  return { tokens: strings.tokens(sumUsage(usages)) };
}

function titleOf(iteration: IterationModel, running: boolean): string {
  const title = titleOfIteration(iteration, running);
  return title.kind === 'words' ? title.text : strings.iterationTitle[title.kind];
}

/** What failed or was stopped below a row, whether it is open or closed. */
function badgesOf({ failed, stopped }: Troubles): Badge[] {
  const badges: Badge[] = [];
  if (failed > 0) badges.push({ text: strings.failedCalls(failed), tone: 'bad' });
  if (stopped > 0) badges.push({ text: strings.stoppedCalls(stopped) });
  return badges;
}

function textOfCell(cell: CellModel, { runs }: Trajectory, running: boolean): RowText {
  const { status, durationMs } = cell;
  const badges: Badge[] = [];
  if (status === 'running' && running) badges.push({ text: strings.running, tone: 'live' });
  else if (status === 'skipped') badges.push({ text: strings.cellStatus.skipped, tone: 'warn' });
  else if (status === 'killed') badges.push({ text: strings.cellStatus.killed });
  else if (status !== 'ok' && status !== 'running') {
    badges.push({ text: strings.cellStatus[status], tone: 'bad' });
  }
  badges.push(...badgesOf(troublesOfCell(cell, runs)));
  return {
    title: strings.cell(cell.number),
    label: strings.cellLabel(cell.number, cell.code.text.split('\n').length),
    status: statusOfCell(cell, runs, running),
    badges,
    facts: durationMs === null || status === 'skipped' ? [] : [formatDuration(durationMs)],
  };
}

function textOfGroup(
  group: CallGroup,
  run: string,
  { runs }: Trajectory,
  running: boolean,
): RowText {
  const count = group.calls.length;
  const badges: Badge[] = [];
  if (group.pending > 0 && running) {
    badges.push({ text: strings.pending(group.pending), tone: 'live' });
  }
  badges.push(...badgesOf(troublesOfGroup(group, run, runs)));
  if (group.memo > 0) badges.push({ text: strings.memoCalls(group.memo) });
  const facts: string[] = [];
  if (group.finishedAt !== null) {
    facts.push(strings.together(formatDuration(group.finishedAt - group.startedAt)));
  }
  if (group.pending < count) facts.push(formatSpent(group.spent));
  const each = strings.eachChars(Math.round(group.promptChars / count));
  const parts = [strings.group(count, group.name), group.model, each];
  const title = parts.filter((part) => part !== null).join(' · ');
  return { title, status: statusOfGroup(group, run, runs, running), badges, facts };
}

function textOfCall(call: CallModel, alone: boolean, model: Trajectory, running: boolean): RowText {
  const { status } = call;
  const open = status === 'running';
  const badges: Badge[] = [];
  if (open && running) badges.push({ text: strings.running, tone: 'live' });
  if (call.child !== null) badges.push({ text: strings.childRun });
  if (status === 'memo') badges.push({ text: strings.callStatus.memo });
  if (status === 'error') badges.push({ text: strings.callStatus.error, tone: 'bad' });
  if (status === 'cancelled') badges.push({ text: strings.callStatus.cancelled });
  const facts = open ? [] : [formatDuration(call.durationMs ?? 0)];
  const child = call.child === null ? undefined : model.runs.get(call.child);
  if (child !== undefined) {
    badges.push(...badgesOf(troublesOfRun(child, model.runs)));
    facts.push(formatSpent(spentInRun(child, model.runs)));
  } else if (call.usage !== null) facts.push(formatSpent(spentOn(call)));
  const about = `${call.name} · ${call.model} · ${formatChars(call.promptChars)}`;
  return {
    index: alone ? '' : String(call.number),
    title: alone ? about : firstWords(call.prompt.text),
    label: `${strings.callNumber(call.number)}: ${about}`,
    status: statusOfCall(call, model.runs, running),
    badges,
    ...(call.usage !== null && call.status !== 'memo' && { tokens: strings.tokens(call.usage) }),
    facts,
  };
}

/** The first line of a prompt that says something, as much of it as a row can hold. */
export function firstWords(prompt: string): string {
  const line = prompt.split('\n', 20).find((text) => text.trim() !== '') ?? '';
  return line.trim().slice(0, 200);
}
