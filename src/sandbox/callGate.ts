import { maxOpenCalls, maxOpenChars } from '../protocol/sandbox.ts';

/**
 * How much may be under way at the host at once, as calls and as characters of their prompts and
 * contexts. One call that is larger than all may be together goes alone. Both sides keep count: the
 * worker for the code that runs in it, and the host because it does not believe the worker.
 */
export class CallGate {
  readonly #open = new Map<number, number>();
  #chars = 0;

  /** False: there is no room, or a call of this number is open already. */
  enter(call: number, chars: number): boolean {
    const isCrowded = this.#open.size > 0 && this.#chars + chars > maxOpenChars;
    if (isCrowded || this.#open.size >= maxOpenCalls || this.#open.has(call)) return false;
    this.#open.set(call, chars);
    this.#chars += chars;
    return true;
  }

  leave(call: number): void {
    this.#chars -= this.#open.get(call) ?? 0;
    this.#open.delete(call);
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  clear(): void {
    this.#open.clear();
    this.#chars = 0;
  }
}
