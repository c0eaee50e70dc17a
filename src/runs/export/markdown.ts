import { languageOf } from '../../core/options.ts';
import { answerOf, replyOf } from '../../trajectory/activity.ts';
import { spentIn } from '../../trajectory/costs.ts';
import { formatDuration } from '../../trajectory/duration.ts';
import type {
  CellModel,
  CostRow,
  IterationModel,
  NoticeModel,
  RunModel,
  Trajectory,
} from '../../trajectory/model.ts';
import { proseOf } from '../../trajectory/prose.ts';
import { durationOf, titleOfIteration } from '../../trajectory/titles.ts';
import type { CitedLines } from './citedLines.ts';
import { aboutRun, callTitle, endOf, figuresOf, spentText } from './figures.ts';
import { embedded, fenced, fencedShort, plain, quotedLines, shortText } from './markdownText.ts';

/** Levels of headings that Markdown has. */
const deepestHeading = 6;

/** A run for people to read: question, answer with the lines that it cites, every step, what it cost. */
export function markdownPage(model: Trajectory, cited: CitedLines): string {
  const root = model.runs.get('');
  if (root === undefined) return '';
  const parts = [
    ...headParts(root, model),
    ...answerParts(root, cited),
    '## Trace',
    ...root.notices.flatMap(noticeParts),
    ...root.iterations.flatMap((iteration) => iterationParts(model, root, iteration, 3)),
    ...costParts([...model.costs.values()]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The question, what it was asked about, and how the run went. */
export function headParts(run: RunModel, model: Trajectory): string[] {
  return [
    questionHeading(run.question.text),
    plain(aboutRun(run).join(' · ')),
    plain(figuresOf(run, model).join(' · ')),
  ];
}

function questionHeading(question: string): string {
  const lines = question.trim().split(/\r\n|[\n\r]/);
  const [first = ''] = lines;
  if (lines.length === 1 && first.length <= 200) return `# ${plain(first)}`;
  return `# Question\n\n${quotedLines(question.trim())}`;
}

/** The answer with its own Markdown, what is known of the places that it names, and why the run ended. */
export function answerParts(run: RunModel, cited: CitedLines): string[] {
  const answer = answerOf(run);
  const end = endOf(run);
  return [
    ...(answer === null ? [] : ['## Answer', embedded(answer.text.trim())]),
    ...(end === '' ? [] : [`*${plain(end)}*`]),
    ...citationParts(run, cited),
  ];
}

function citationParts(run: RunModel, cited: CitedLines): string[] {
  const { citations = [] } = answerOf(run) ?? {};
  if (citations.length === 0) return [];
  const listed = citations.flatMap((citation) => {
    const { path, startLine, endLine, verified, shown } = citation;
    const lines = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
    const name = path === '' ? lines : `${path}:${lines}`;
    const trust = verified
      ? shown === undefined
        ? 'exists'
        : shown
          ? 'shown to a model'
          : 'exists, not read by a model'
      : 'not there';
    const text = cited(citation);
    return [`**${plain(name)}** (${trust})`, ...(text === null ? [] : [fencedShort(text)])];
  });
  return ['### Cited lines', ...listed];
}

function iterationParts(
  model: Trajectory,
  run: RunModel,
  iteration: IterationModel,
  level: number,
): string[] {
  return [
    ...replyParts(model, iteration, level),
    ...iteration.cells.flatMap((cell) => cellParts(model, run, cell, level + 1)),
    ...lastParts(iteration),
  ];
}

/** What the model said in an iteration, without the code of its cells. */
export function replyParts(model: Trajectory, iteration: IterationModel, level: number): string[] {
  const title = titleOfIteration(iteration, false);
  const words = {
    words: title.kind === 'words' ? title.text : '',
    ...{ answer: 'The answer', writing: 'No words', asking: 'No reply', noReply: 'No reply' },
  };
  const reply = replyOf(iteration);
  const codes = iteration.cells.map(({ code }) => code.text);
  const prose = reply === undefined ? '' : proseOf(reply.text, codes);
  const cost = spentText(spentIn(iteration, model.runs));
  return [
    heading(level, `${iteration.number}. ${plain(words[title.kind])}`),
    `*${plain(`${formatDuration(durationOf(iteration))} · ${cost}`)}*`,
    ...(reply?.thoughts == null ? [] : ['Reasoning:', quotedLines(shortText(reply.thoughts.text))]),
    ...(prose === '' ? [] : [quotedLines(prose)]),
  ];
}

/** What came after an iteration's cells: the request for the answer, and what a person should know. */
export function lastParts({ replies, notices }: IterationModel): string[] {
  return [
    ...replies
      .filter(({ purpose }) => purpose === 'answer')
      .flatMap(({ text }) => ['Asked for its best answer, the model said:', quotedLines(text)]),
    ...notices.flatMap(noticeParts),
  ];
}

function cellParts(model: Trajectory, run: RunModel, cell: CellModel, level: number): string[] {
  const { status, error, output } = cell;
  const where = error?.line == null ? '' : `, line ${error.line}`;
  return [
    fenced(cell.code.text, languageOf(run.options)),
    ...callParts(model, run, cell, level),
    ...(status === 'skipped' ? ['Not run, because an earlier cell failed.'] : []),
    ...(output.text === '' ? [] : ['Output:', fencedShort(output.text)]),
    ...(error === null ? [] : [`Error${where}:`, fencedShort(`${error.name}: ${error.message}`)]),
  ];
}

/** The calls that a cell has made, and the steps of the runs that they started. */
export function callParts(
  model: Trajectory,
  run: RunModel,
  { groups }: CellModel,
  level: number,
): string[] {
  const calls = groups.flatMap((group) => group.calls.map((number) => run.calls[number - 1]));
  return calls.flatMap((call) => {
    if (call === undefined) return [];
    const { error, response } = call;
    const child = call.child === null ? undefined : model.runs.get(call.child);
    const inside =
      child?.iterations.flatMap((iteration) =>
        iterationParts(model, child, iteration, level + 1),
      ) ?? [];
    return [
      heading(level, plain(callTitle(call))),
      ...[fencedShort(call.prompt.text), ...inside],
      ...(error === null ? [] : [plain(`${error.name}: ${error.message}`)]),
      ...(response.text === '' ? [] : ['Reply:', fencedShort(response.text)]),
    ];
  });
}

export function noticeParts(notice: NoticeModel): string[] {
  return notice.kind === 'said'
    ? [`*${plain(notice.text)}*`]
    : [`*The cost limit was raised to $${notice.maxCostUsd}.*`];
}

function heading(level: number, words: string): string {
  return `${'#'.repeat(Math.min(level, deepestHeading))} ${words}`;
}

function costParts(rows: readonly CostRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ model, depth, calls, inputTokens, outputTokens, spent }) => {
    const cells = [
      plain(model),
      depth === 0 ? 'root' : `depth ${depth}`,
      ...[calls, inputTokens, outputTokens].map((count) => count.toLocaleString('en-US')),
      spentText(spent),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = '| model | used by | calls | input tokens | output tokens | cost |';
  return ['## Cost', [head, '| --- | --- | ---: | ---: | ---: | ---: |', ...lines].join('\n')];
}
