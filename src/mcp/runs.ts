import { InvalidOption } from '../core/errors.ts';
import { OpenRun, type RunStart } from './openRun.ts';

/** Runs at a time. */
const mostRuns = 4;
/** Of those that have ended, whose results can be fetched. */
const mostKept = 100;

/** The runs of a server's life: those that go on, and the results of the last that have ended. */
export class Runs {
  /** By id, oldest first. */
  readonly #runs = new Map<string, OpenRun>();
  #isClosed = false;

  /** Throws InvalidOption where too many go on; `start` is called only where one more may. */
  begin(start: () => RunStart): OpenRun {
    const running = [...this.#runs.values()].filter(({ isRunning }) => isRunning);
    if (this.#isClosed) throw new InvalidOption('The server is about to end.');
    if (running.length >= mostRuns) {
      throw new InvalidOption(
        `${mostRuns} runs go on, which is the most at a time: wait for one with get_run, or end one with stop_run. They are ${running.map(({ id }) => id).join(', ')}.`,
      );
    }
    const run = new OpenRun(start());
    this.#runs.set(run.id, run);
    const ended = [...this.#runs.values()].filter(({ isRunning }) => !isRunning);
    for (const { id } of ended.slice(0, Math.max(0, ended.length - mostKept)))
      this.#runs.delete(id);
    return run;
  }

  /** Throws InvalidOption. */
  find(id: string): OpenRun {
    const run = this.#runs.get(id);
    if (run !== undefined) return run;
    throw new InvalidOption(
      'This server has no run of that id: it knows those of its own life, and of the ended ones the last 100.',
    );
  }

  /** Stops all that go on, and takes no more. Resolves when they are over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#runs.values()];
    for (const run of all) run.stop();
    await Promise.all(all.map(({ done }) => done));
  }
}
