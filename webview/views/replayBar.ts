import { makeButton, makeIconButton } from '../components.ts';
import { icon, make, setAttributes, setHidden, setText } from '../dom.ts';
import type { Replay } from '../model/replay.ts';
import { strings } from '../strings.ts';

/** ms between two steps while it plays. */
const pace = 500;

export interface ReplayActions {
  readonly go: (step: number) => void;
  readonly leave: () => void;
}

/** Goes through a run step by step: buttons, a slider, and the keys j, k and Escape anywhere. */
export class ReplayBar {
  readonly element = make('section', 'replay', {
    'aria-label': strings.replay,
    hidden: true,
  });
  readonly #actions: ReplayActions;
  readonly #slider = make('input', '', { type: 'range', min: 1, 'aria-label': strings.replayStep });
  readonly #step = make('span', 'step');
  readonly #event = make('span', 'event');
  readonly #glyph = icon('debug-start');
  readonly #play = makeIconButton(this.#glyph, strings.replayPlay, () => this.#toggle());
  readonly #backward: readonly HTMLElement[];
  readonly #forward: readonly HTMLElement[];
  #replay: Replay | null = null;
  #playing: ReturnType<typeof setInterval> | null = null;

  constructor(actions: ReplayActions) {
    this.#actions = actions;
    const button = (glyph: string, label: string, to: (replay: Replay) => number) =>
      makeIconButton(icon(glyph), label, () => this.#go(to));
    const first = button('debug-reverse-continue', strings.replayFirst, () => 1);
    const back = button('chevron-left', strings.replayBack, ({ step }) => step - 1);
    const next = button('chevron-right', strings.replayNext, ({ step }) => step + 1);
    const last = button('debug-continue', strings.replayLast, ({ steps }) => steps);
    this.#backward = [first, back];
    this.#forward = [next, last];
    this.#slider.addEventListener('input', () => this.#go(() => this.#slider.valueAsNumber));
    // Who wants no motion steps by hand.
    this.#play.classList.add('play');
    const said = make('span', 'said', { role: 'status' }, this.#step, this.#event);
    this.element.append(
      make('span', 'keys', {}, first, back, this.#play, next, last),
      this.#slider,
      said,
      makeButton(strings.replayLeave, 'secondary', actions.leave),
    );
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Null: there is no replay. */
  draw(replay: Replay | null): void {
    this.#replay = replay;
    setHidden(this.element, replay === null);
    if (replay === null) {
      this.#pause();
      return;
    }
    const { step, steps, event } = replay;
    this.#slider.max = String(steps);
    this.#slider.valueAsNumber = step;
    const text = strings.replayStepOf(step, steps);
    this.#slider.setAttribute('aria-valuetext', text);
    setText(this.#step, text);
    setText(this.#event, event === undefined ? '' : strings.happened(event));
    for (const button of this.#backward) setAttributes(button, { disabled: step === 1 });
    for (const button of this.#forward) setAttributes(button, { disabled: step === steps });
    if (step === steps) this.#pause();
  }

  #go(to: (replay: Replay) => number): void {
    if (this.#replay !== null) this.#actions.go(to(this.#replay));
  }

  #toggle(): void {
    if (this.#playing !== null) {
      this.#pause();
      return;
    }
    if (this.#replay?.step === this.#replay?.steps) this.#actions.go(1);
    this.#playing = setInterval(() => this.#go(({ step }) => step + 1), pace);
    this.#drawPlay('debug-pause', strings.replayPause);
  }

  #pause(): void {
    if (this.#playing === null) return;
    clearInterval(this.#playing);
    this.#playing = null;
    this.#drawPlay('debug-start', strings.replayPlay);
  }

  #drawPlay(glyph: string, label: string): void {
    this.#glyph.className = `icon icon-${glyph}`;
    setAttributes(this.#play, { 'aria-label': label, title: label });
  }

  #key(event: KeyboardEvent): void {
    if (this.#replay === null || event.defaultPrevented) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (
      event.target instanceof Element &&
      event.target.matches('input:not([type=range]), textarea')
    )
      return;
    if (event.key === 'j') this.#go(({ step }) => step + 1);
    else if (event.key === 'k') this.#go(({ step }) => step - 1);
    else if (event.key === 'Escape') this.#actions.leave();
    else return;
    event.preventDefault();
  }
}
