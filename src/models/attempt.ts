import type { ModelRequest, Usage } from '../core/model.ts';
import type { Connection } from './connection.ts';
import type { Habits } from './habits.ts';
import type { Watch } from './watch.ts';

/** One request on its way, of whichever API. */
export interface Attempt {
  readonly connection: Connection;
  readonly request: ModelRequest;
  readonly habits: Habits;
  /** Tokens, already within what the model takes. */
  readonly maxOutputTokens: number;
  readonly watch: Watch;
  readonly onText: (piece: string) => void;
}

/** What came of one. */
export interface Completion {
  readonly text: string;
  /** As the server reports it; null when it reports none. */
  readonly usage: Usage | null;
  readonly finish: 'stop' | 'length' | 'content_filter';
}
