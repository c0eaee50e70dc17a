import type { CellResult, Variable } from '../../core/environment.ts';
import type { RecoveredCall } from '../../protocol/sandbox.ts';
import type { CellEnd } from './cellRun.ts';
import type { ReplState } from './replState.ts';

/** What is told of a REPL's cells, with what has happened to the REPL between them. */
export class CellResults {
  /** As the last cell left them: nothing else changes them. */
  variables: readonly Variable[] = [];
  #candidate: string | null = null;
  /** Sentences that the next result has to carry. */
  #news: string[] = [];

  get candidate(): string | null {
    return this.#candidate;
  }

  /** It begins with a state that a cell has left. */
  restore(variables: readonly Variable[], candidate: string | null): void {
    this.variables = variables;
    this.#candidate = candidate;
  }

  /** Another run takes the REPL up: nothing is drafted. */
  renew(): void {
    this.#candidate = null;
  }

  /** It has lost the state that it was to go on from. */
  forget(): void {
    this.variables = [];
    this.#news.push('The sandbox had to start anew: all variables are lost.');
  }

  /** Its worker died between two cells. */
  restart(why: string): void {
    this.#news.push(
      `The sandbox was restarted (${why}): what the last cell had assigned may be lost.`,
    );
  }

  /** A cell that had got these answers was killed: it goes on from what the last finished one left. */
  goOnFrom({ recovery, savedVariables }: ReplState, answered: readonly RecoveredCall[]): void {
    recovery.add(answered, savedVariables);
    this.variables = recovery.with(savedVariables);
  }

  /** Of a cell that ended so; `state`: what the REPL goes on from. */
  of(end: CellEnd<'execute'>, state: ReplState): CellResult {
    const news = this.#news;
    this.#news = [];
    if ('result' in end) {
      const { result } = end;
      this.variables = result.variables;
      this.#candidate = result.candidate;
      return { ...result, notes: [...news, ...result.notes] };
    }
    this.goOnFrom(state, end.answered);
    return {
      status: 'killed',
      output: end.output.read(),
      outputChars: end.output.total,
      error: end.killed,
      durationMs: end.durationMs,
      final: null,
      candidate: this.#candidate,
      notes: [...news, ...state.restartNotes(end.answered)],
      variables: this.variables,
    };
  }
}
