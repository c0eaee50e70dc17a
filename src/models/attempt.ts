import type { Message, Usage } from '../core/model.ts';
import type { Connection } from './connection.ts';
import type { Habits } from './habits.ts';
import type { Watch } from './watch.ts';

/** One request on its way, of whichever API. */
export interface Attempt {
  readonly connection: Connection;
  readonly model: string;
  /** In the form that the server takes. */
  readonly messages: readonly Message[];
  readonly habits: Habits;
  /** Tokens, already within what the model takes; null: no limit is sent. */
  readonly maxOutputTokens: number | null;
  /** Characters of text and thoughts after which reading stops. */
  readonly mostChars: number;
  readonly watch: Watch;
  readonly onText: (piece: string) => void;
}

/** What came of one. */
export interface Completion {
  readonly text: string;
  /** Reasoning in fields of its own; empty when none came. */
  readonly thoughts: string;
  /** As the server reports it; null when it reports none. */
  readonly usage: Usage | null;
  readonly finish: 'stop' | 'length' | 'content_filter';
}
