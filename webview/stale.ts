import type { StalePlace } from '../src/protocol/panel.ts';
import type { PanelChannel } from './feed.ts';

/** What the host says of the answer's places today: looked at when asked for, not all the time. */
export class Stale {
  /** The same array until it says something else. */
  places: readonly StalePlace[] = [];
  readonly #channel: PanelChannel;
  readonly #onChange: () => void;
  readonly #onFault: (error: unknown) => void;
  #asking = false;
  #again = false;

  constructor(channel: PanelChannel, onChange: () => void, onFault: (error: unknown) => void) {
    this.#channel = channel;
    this.#onChange = onChange;
    this.#onFault = onFault;
  }

  /** Asks the host; when it is being asked already, once more after that. */
  check(): void {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    this.#ask()
      .catch(this.#onFault)
      .finally(() => {
        this.#asking = false;
        if (!this.#again) return;
        this.#again = false;
        this.check();
      });
  }

  async #ask(): Promise<void> {
    const places = await this.#channel.request('stale', {});
    if (JSON.stringify(places) === JSON.stringify(this.places)) return;
    this.places = places;
    this.#onChange();
  }
}
