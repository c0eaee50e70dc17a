import { CallBody } from './callBody.ts';
import { CellBody } from './cellBody.ts';
import { IterationBody } from './iterationBody.ts';
import { ReplyBody } from './replyBody.ts';
import type { TraceRow } from './rows.ts';
import type { TraceState } from './rowView.ts';
import { SentBody } from './sentBody.ts';

/** What an open row holds below its line, besides the rows under it. */
export interface RowBodyView {
  readonly element: HTMLElement;
  draw(row: TraceRow, state: TraceState): void;
}

/** Null for rows that hold nothing but other rows. */
export function makeBody(kind: TraceRow['kind']): RowBodyView | null {
  switch (kind) {
    case 'iteration':
      return new IterationBody();
    case 'cell':
      return new CellBody();
    case 'call':
      return new CallBody();
    case 'reply':
      return new ReplyBody();
    case 'sent':
      return new SentBody();
    case 'group':
    case 'notice':
      return null;
  }
}
