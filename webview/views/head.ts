import { languageNames, languageOf } from '../../src/core/options.ts';
import { isDirect, stateOf } from '../../src/trajectory/activity.ts';
import type { RunModel } from '../../src/trajectory/model.ts';
import { makeButton, setAppearance } from '../components.ts';
import { make, setAttributes, setHidden, setText } from '../dom.ts';
import { formatChars, formatMoment } from '../format.ts';
import { strings } from '../strings.ts';
import { showWhole, type Texts } from '../text/texts.ts';
import type { PageActions, PageState } from './page.ts';

/** Characters. */
const longQuestion = 240;

/** The question, what it is asked about and of whom, and the buttons of the run. */
export class HeadView {
  readonly element = make('header', 'head');
  readonly #texts: Texts;
  readonly #actions: PageActions;
  readonly #question = make('h1', '', { 'data-find': 'question' });
  readonly #about = make('p', 'about');
  readonly #stop: HTMLElement;
  readonly #followUp: HTMLElement;
  readonly #resume: HTMLElement;
  readonly #again: HTMLElement;
  readonly #export: HTMLElement;
  #drawn = '';

  constructor(texts: Texts, actions: PageActions) {
    this.#texts = texts;
    this.#actions = actions;
    this.#stop = makeButton(strings.stop, 'primary', async () => {
      this.#stop.setAttribute('disabled', '');
      if (!(await actions.stop())) this.#stop.removeAttribute('disabled');
    });
    this.#followUp = makeButton(strings.askFollowUp, 'primary', () => void actions.askFollowUp());
    this.#resume = makeButton(strings.resume, 'primary', () => void actions.resumeRun());
    this.#again = makeButton(strings.runAgain, 'secondary', () => void actions.runAgain());
    this.#export = makeButton(strings.exportRun, 'secondary', () => void actions.exportRun());
    const buttons = make('div', 'buttons', { role: 'group', 'aria-label': strings.buttons });
    buttons.append(this.#stop, this.#resume, this.#followUp, this.#again, this.#export);
    this.element.append(make('div', 'title', {}, this.#question, this.#about), buttons);
  }

  draw({ feed, run, now, replaying, exported = false }: PageState): void {
    const state = stateOf(run, feed.live);
    setHidden(this.#stop, replaying || exported || state !== 'running');
    // What runs elsewhere, or was cut off, can be run again but has no REPL to go on in.
    setHidden(this.#followUp, replaying || exported || run.state === 'running');
    const canResume = state !== 'running' && state !== 'answered' && run.state !== 'running';
    setHidden(this.#resume, replaying || exported || !canResume);
    setHidden(this.#again, replaying || exported || state === 'running');
    setHidden(this.#export, replaying || exported || state === 'running');
    // What helps after a failure is said where it is explained.
    setAppearance(this.#resume, state === 'failed' ? 'secondary' : 'primary');
    setAppearance(this.#followUp, state === 'answered' ? 'primary' : 'secondary');
    const drawn = `${run.runId} ${isDirect(run)}`;
    if (this.#drawn === drawn) return;
    this.#drawn = drawn;
    showWhole(this.#texts, run.question, this.element, (text) => this.#ask(text));
    this.#about.replaceChildren(...aboutRun(run, now));
    const earlier = earlierOf(run);
    if (earlier === null) return;
    const link = exported
      ? make('span', '', {}, earlier.text)
      : make('button', 'link', { type: 'button', role: 'link' }, earlier.text);
    if (!exported) {
      link.addEventListener('click', () => void this.#actions.showRun(earlier.runId));
    }
    this.#about.append(make('span', '', {}, link));
  }

  /** A question of many words is a text: it is set smaller and scrolls by itself. */
  #ask(question: string): void {
    setText(this.#question, question);
    const long = question.length > longQuestion;
    this.#question.classList.toggle('long', long);
    setAttributes(this.#question, { tabindex: long ? 0 : undefined });
  }
}

/** The run that it goes on from, and how. */
function earlierOf({ follows, forks }: RunModel): { runId: string; text: string } | null {
  if (forks !== null) return { runId: forks.runId, text: strings.forkOf(forks.iteration) };
  return follows === null ? null : { runId: follows, text: strings.follows };
}

function aboutRun(run: RunModel, now: number): Node[] {
  const { context, models } = run;
  const facts = [formatChars(context.chars), strings.lines(context.lines)];
  if (context.items > 1) facts.unshift(strings.items(context.items));
  const who =
    models.provider === 'demo'
      ? strings.offlineDemo
      : isDirect(run)
        ? strings.direct(models.root)
        : strings.asks(models.root, models.sub);
  const label = make('span', 'label', {}, context.label);
  const language = languageNames[languageOf(run.options)];
  const groups = [[...facts], [who], [language], [formatMoment(run.startedAt, now)]];
  return [
    make(
      'span',
      '',
      {},
      label,
      ...groups
        .splice(0, 1)
        .flat()
        .map((fact) => ` · ${fact}`),
    ),
    ...groups.flat().map((text) => make('span', '', {}, text)),
  ];
}
