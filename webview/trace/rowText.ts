import { formatChars, formatDuration, formatUsd } from '../format.ts';
import { replyOf } from '../model/activity.ts';
import { known, spentIn, spentInRun } from '../model/costs.ts';
import type {
  CallGroup,
  CallModel,
  CellModel,
  IterationModel,
  PageModel,
  ReplyModel,
} from '../model/model.ts';
import { strings } from '../strings.ts';
import { firstSentence, isFinal, proseOf, titleOfCode } from '../text/prose.ts';
import {
  isOpen,
  type RowStatus,
  statusOfCall,
  statusOfCell,
  statusOfGroup,
  statusOfIteration,
} from './rowStatus.ts';
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
  readonly status: RowStatus | null;
  /** After the title, in words: `12 calls`, `running`, `failed`. */
  readonly badges?: readonly Badge[];
  /** At the right end: time, cost. */
  readonly facts?: readonly string[];
  /** What a screen reader calls the item, before its badges and facts; the title unless given. */
  readonly label?: string;
}

/** `running`: false once the run is over; what still counts as running was left unfinished. */
export function textOfRow(row: TraceRow, model: PageModel, running: boolean): RowText {
  switch (row.kind) {
    case 'iteration':
      return textOfIteration(row.iteration, model, running);
    case 'cell':
      return textOfCell(row.cell, running);
    case 'group':
      return textOfGroup(row.group, running);
    case 'call':
      return textOfCall(row.call, row.alone, model, running);
    case 'reply': {
      return { title: titleOfReply(row.reply), status: null };
    }
    case 'notice':
      return { title: row.text, status: null };
  }
}

function titleOfReply(reply: ReplyModel | null): string {
  if (reply?.purpose === 'direct') return strings.askedDirectly;
  return reply?.purpose === 'compaction' ? strings.compacted : strings.askedForAnswer;
}

function textOfIteration(iteration: IterationModel, model: PageModel, running: boolean): RowText {
  const status = statusOfIteration(iteration, model.runs.get(iteration.run), running);
  const calls = iteration.cells.reduce(
    (sum, { groups }) => sum + groups.reduce((count, group) => count + group.calls.length, 0),
    0,
  );
  const failed = iteration.cells.some((cell) => statusOfCell(cell, running) === 'error');
  const badges: Badge[] = [];
  if (calls > 0) badges.push({ text: strings.calls(calls) });
  if (failed) badges.push({ text: strings.cellStatus.error, tone: 'bad' });
  if (replyOf(iteration)?.purpose === 'direct') badges.push({ text: strings.askedDirectly });
  if (status === 'running') badges.push({ text: strings.running, tone: 'live' });
  const facts: string[] = [];
  if (iteration.replies.length > 0) {
    if (!isOpen(iteration)) facts.push(formatDuration(endOf(iteration) - iteration.startedAt));
    facts.push(formatUsd(known(spentIn(iteration, model.runs))));
  }
  const title = titleOf(iteration, running);
  const index = String(iteration.number);
  return {
    index,
    title,
    label: strings.iterationLabel(iteration.number, title),
    status,
    badges,
    facts,
  };
}

/** The first sentence of the reply's prose, as far as it is there; else what its code says. */
function titleOf(iteration: IterationModel, running: boolean): string {
  const reply = replyOf(iteration);
  const text = reply?.text ?? iteration.streaming;
  const codes = iteration.cells.map(({ code }) => code.text);
  const title = firstSentence(proseOf(text, codes));
  if (isFinal.test(title)) return strings.givesAnswer;
  if (title !== '') return title;
  const [code = ''] = codes;
  if (code !== '') return titleOfCode(code);
  if (text !== '') return strings.writing;
  return running ? strings.thinking : strings.noReply;
}

/** ms since 1970. */
function endOf(iteration: IterationModel): number {
  const times = iteration.replies.map(({ finishedAt }) => finishedAt);
  for (const cell of iteration.cells) times.push(cell.finishedAt ?? cell.startedAt);
  return Math.max(iteration.startedAt, ...times);
}

function textOfCell(cell: CellModel, running: boolean): RowText {
  const { status, durationMs } = cell;
  const badges: Badge[] = [];
  if (status === 'running' && running) badges.push({ text: strings.running, tone: 'live' });
  else if (status === 'skipped') badges.push({ text: strings.cellStatus.skipped, tone: 'warn' });
  else if (status !== 'ok' && status !== 'running') {
    badges.push({ text: strings.cellStatus[status], tone: 'bad' });
  }
  return {
    title: strings.cell(cell.number),
    label: strings.cellLabel(cell.number, cell.code.text.split('\n').length),
    status: statusOfCell(cell, running),
    badges,
    facts: durationMs === null || status === 'skipped' ? [] : [formatDuration(durationMs)],
  };
}

function textOfGroup(group: CallGroup, running: boolean): RowText {
  const count = group.calls.length;
  const badges: Badge[] = [];
  if (group.pending > 0 && running) {
    badges.push({ text: strings.pending(group.pending), tone: 'live' });
  }
  if (group.failed > 0) badges.push({ text: strings.failedCalls(group.failed), tone: 'bad' });
  if (group.memo > 0) badges.push({ text: strings.memoCalls(group.memo) });
  const facts: string[] = [];
  if (group.finishedAt !== null) {
    facts.push(strings.together(formatDuration(group.finishedAt - group.startedAt)));
  }
  if (group.pending < count) facts.push(formatUsd(known(group.spent)));
  const each = strings.eachChars(Math.round(group.promptChars / count));
  const parts = [strings.group(count, group.name), group.model, each];
  const title = parts.filter((part) => part !== null).join(' · ');
  return { title, status: statusOfGroup(group, running), badges, facts };
}

function textOfCall(call: CallModel, alone: boolean, model: PageModel, running: boolean): RowText {
  const { status } = call;
  const open = status === 'running';
  const badges: Badge[] = [];
  if (open && running) badges.push({ text: strings.running, tone: 'live' });
  if (call.child !== null) badges.push({ text: strings.childRun });
  if (status === 'memo') badges.push({ text: strings.callStatus.memo });
  if (status === 'error' || status === 'cancelled') {
    badges.push({ text: strings.callStatus[status], tone: 'bad' });
  }
  const facts = open ? [] : [formatDuration(call.durationMs ?? 0)];
  const child = call.child === null ? undefined : model.runs.get(call.child);
  if (child !== undefined) facts.push(formatUsd(known(spentInRun(child, model.runs))));
  else if (call.usage !== null) facts.push(formatUsd(call.costUsd));
  const about = `${call.name} · ${call.model} · ${formatChars(call.promptChars)}`;
  return {
    index: alone ? '' : String(call.number),
    title: alone ? about : firstWords(call.prompt.text),
    label: `${strings.callNumber(call.number)}: ${about}`,
    status: statusOfCall(call, running),
    badges,
    facts,
  };
}

/** The first line of a prompt that says something, as much of it as a row can hold. */
export function firstWords(prompt: string): string {
  const line = prompt.split('\n', 20).find((text) => text.trim() !== '') ?? '';
  return line.trim().slice(0, 200);
}
