import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Disposable, Port } from '../../protocol/channel.ts';
import type { Control } from '../control.ts';

/** The worker's end of the way to the host, which can also be waited at with the thread blocked. */
export class HostPort implements Port {
  readonly #port: MessagePort;
  readonly #control: Control;
  #listeners: readonly ((message: unknown) => void)[] = [];

  constructor(port: MessagePort, control: Control) {
    this.#port = port;
    this.#control = control;
    port.on('message', (message: unknown) => this.#hear(message));
  }

  post(message: unknown): void {
    this.#port.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): Disposable {
    this.#listeners = [...this.#listeners, listener];
    return {
      dispose: () => {
        this.#listeners = this.#listeners.filter((each) => each !== listener);
      },
    };
  }

  /** Hears all that the host has sent; blocks this thread until there is something, `ms` at most. */
  receive(ms: number): void {
    // Read first: what comes after this rings once more.
    const { rings } = this.#control;
    if (!this.#receiveOne()) this.#control.waitForRing(rings, ms);
    while (this.#receiveOne());
  }

  #receiveOne(): boolean {
    const received = receiveMessageOnPort(this.#port);
    if (received !== undefined) this.#hear(received.message);
    return received !== undefined;
  }

  #hear(message: unknown): void {
    for (const listener of this.#listeners) listener(message);
  }
}
