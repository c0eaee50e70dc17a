import { answerOf, replyOf } from '../../src/trajectory/activity.ts';
import type {
  AnswerModel,
  ReplyModel,
  RunModel,
  StoredText,
  Trajectory,
} from '../../src/trajectory/model.ts';
import { proseOf, withoutTitle } from '../../src/trajectory/prose.ts';
import { titleOfIteration } from '../../src/trajectory/titles.ts';
import { textOfNotice } from '../trace/noticeText.ts';
import { type TraceRow, visibleRows } from '../trace/rows.ts';
import { textOfRow } from '../trace/rowText.ts';

/** Which text of the page or of a row: the value of `data-find` at the element that shows it. */
export type FindField =
  | 'question'
  | 'ending'
  | 'answer'
  | 'value'
  | 'notices'
  | 'title'
  | 'prose'
  | 'thoughts'
  | 'code'
  | 'output'
  | 'error'
  | 'prompt'
  | 'response';

/** What there is to look through. */
export type FindText =
  /** As it stands, or its beginning and where the whole is. */
  | { readonly kind: 'plain'; readonly text: StoredText }
  /** Markdown of the answer. */
  | { readonly kind: 'answer'; readonly answer: AnswerModel; readonly run: RunModel }
  /** Markdown of a reply, of which `said` is what its row shows. */
  | { readonly kind: 'reply'; readonly reply: ReplyModel; said(text: string): string }
  /** What the page shows of it, which is all that there is. */
  | { readonly kind: 'shown' };

/** One text that can be looked through, and where it is shown. */
export interface Place {
  /** The same for one text of a run for as long as the run is shown. */
  readonly key: string;
  /** The row that it is shown in; null: a part of the page outside of the trace. */
  readonly row: TraceRow | null;
  readonly field: FindField;
  readonly text: FindText;
}

/** All that can be looked through, in the order of the page, as if every row were open. */
export function placesIn(model: Trajectory): readonly Place[] {
  const run = model.runs.get('');
  if (run === undefined) return [];
  const places: Place[] = [];
  const add = (row: TraceRow | null, field: FindField, text: FindText): void => {
    places.push({ key: `${row?.key ?? ''}|${field}`, row, field, text });
  };
  add(null, 'question', { kind: 'plain', text: run.question });
  add(null, 'ending', { kind: 'shown' });
  const answer = answerOf(run);
  if (answer !== null) {
    add(null, 'answer', { kind: 'answer', answer, run });
    if (answer.expression !== null) add(null, 'value', { kind: 'shown' });
  }
  add(null, 'notices', { kind: 'shown' });
  for (const row of visibleRows(model, () => true)) {
    for (const [field, text] of textsOf(row, model)) add(row, field, text);
  }
  return places;
}

/** Keys of the rows above a row, the top one first, then its own. */
export function pathOf(row: TraceRow, rows: ReadonlyMap<string, TraceRow>): readonly string[] {
  const keys: string[] = [];
  for (let at: TraceRow | undefined = row; at !== undefined; at = rows.get(at.parent ?? '')) {
    keys.unshift(at.key);
  }
  return keys;
}

type FieldText = readonly [field: FindField, text: FindText];

function textsOf(row: TraceRow, model: Trajectory): readonly FieldText[] {
  switch (row.kind) {
    case 'iteration': {
      const { iteration } = row;
      const title = titleOfIteration(iteration, false);
      const codes = iteration.cells.map(({ code }) => code.text);
      const said = (text: string) => withoutTitle(proseOf(text, codes));
      const reply = replyOf(iteration);
      return [
        ...(title.kind === 'words' ? [plain('title', title.text)] : []),
        ...(reply === undefined ? [] : textsOfReply(reply, said)),
      ];
    }
    case 'reply':
      return row.reply === null ? [] : textsOfReply(row.reply, (text) => text);
    case 'cell': {
      const { code, output, error, status } = row.cell;
      const failed = status === 'skipped' ? null : error;
      return [
        ['code', { kind: 'plain', text: code }],
        ...stored('output', output),
        ...fault(failed),
      ];
    }
    case 'call': {
      const { prompt, thoughts, response, error } = row.call;
      const reply = error === null ? stored('response', response) : fault(error);
      return [
        ['prompt', { kind: 'plain', text: prompt }],
        ...stored('thoughts', thoughts),
        ...reply,
      ];
    }
    // What was sent says again what outputs and replies say.
    case 'sent':
      return [];
    case 'group':
      return [plain('title', textOfRow(row, model, false).title)];
    case 'notice':
      return [plain('title', textOfNotice(row.notice))];
  }
}

function textsOfReply(reply: ReplyModel, said: (text: string) => string): readonly FieldText[] {
  return [...stored('thoughts', reply.thoughts), ['prose', { kind: 'reply', reply, said }]];
}

function stored(field: FindField, text: StoredText | null): readonly FieldText[] {
  return text === null || text.text === '' ? [] : [[field, { kind: 'plain', text }]];
}

function plain(field: FindField, text: string): FieldText {
  return [field, { kind: 'plain', text: { text, ref: null } }];
}

function fault(error: { readonly name: string; readonly message: string } | null) {
  return error === null ? [] : [plain('error', `${error.name}: ${error.message}`)];
}
