import type { FollowUpFacts } from '../../src/protocol/panel.ts';
import { makeIconButton } from '../components.ts';
import { icon, make, setAttributes, setHidden, setText } from '../dom.ts';
import { strings } from '../strings.ts';
import type { PageActions, PageState } from './page.ts';

/**
 * The box for a further question, at the end of the answer: Enter asks, Shift+Enter breaks the line. It says
 * what the question goes on from and the most that it may cost, and which were asked already.
 */
export class QuestionBox {
  readonly element = make('section', 'follow-ups', { hidden: true });
  readonly #actions: PageActions;
  readonly #onChange: () => void;
  readonly #hint = make('p', 'hint', { id: 'follow-up-hint' });
  readonly #text = make('textarea', '', {
    rows: 1,
    'aria-label': strings.askAFollowUp,
    'aria-describedby': 'follow-up-hint',
    placeholder: strings.askAFollowUp,
  });
  readonly #send: HTMLElement;
  readonly #later = make('ul', 'later', { 'aria-label': strings.laterQuestions, hidden: true });
  /** While a question is on its way to its run. */
  #asking = false;
  #shown = false;

  /** `draft`: what was typed when the page was last there; `onChange` hears that it is another. */
  constructor(actions: PageActions, draft: string, onChange: () => void) {
    this.#actions = actions;
    this.#onChange = onChange;
    this.#text.value = draft;
    this.#send = makeIconButton(icon('send'), strings.sendQuestion, () => void this.#ask());
    this.#text.addEventListener('input', () => this.#drawSend());
    this.#text.addEventListener('input', onChange);
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    // Settings may have changed, and the session that it would go on in may have ended.
    this.#text.addEventListener('focus', () => void this.#describe());
    const box = make('div', 'box', {}, this.#text, this.#send);
    box.addEventListener('click', () => this.#text.focus());
    this.element.append(this.#later, box, this.#hint);
    this.#drawSend();
  }

  /** What was typed and not asked yet. */
  get draft(): string {
    return this.#text.value;
  }

  draw({ run, replaying, exported = false }: PageState): void {
    // What runs, here or elsewhere, has no end to go on from.
    const shown = !replaying && !exported && run.state !== 'running';
    setHidden(this.element, !shown);
    if (shown && !this.#shown) void this.#describe();
    this.#shown = shown;
  }

  async #describe(): Promise<void> {
    const facts = await this.#actions.describeFollowUp();
    if (facts === null) return;
    setText(this.#hint, strings.followUpHint(facts));
    this.#hint.classList.toggle('obstacle', facts.obstacle !== null);
    const links = facts.asked.map(({ runId, question }) => {
      const link = make('button', 'link', { type: 'button', role: 'link' }, question);
      link.addEventListener('click', () => void this.#actions.showRun(runId));
      return make('li', '', {}, icon('comment-discussion'), link);
    });
    this.#later.replaceChildren(...links);
    setHidden(this.#later, links.length === 0);
    this.#forgetAsked(facts);
  }

  /** The page may have gone out of sight, and so away, before it was told that its question is asked. */
  #forgetAsked({ asked }: FollowUpFacts): void {
    const draft = this.draft.trim();
    // A long question is listed by its beginning.
    const wasAsked = asked.some(
      ({ question }) =>
        question === draft || (question.length >= 500 && draft.startsWith(question)),
    );
    if (draft === '' || !wasAsked || this.#asking) return;
    this.#text.value = '';
    this.#drawSend();
    this.#onChange();
  }

  #key(event: KeyboardEvent): void {
    // Enter may also choose what an input method offers.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const question = this.draft.trim();
    if (question === '' || this.#asking) return;
    this.#setAsking(true);
    const asked = await this.#actions.ask(question);
    this.#setAsking(false);
    if (!asked) {
      this.#text.focus();
      return;
    }
    this.#text.value = '';
    this.#drawSend();
    this.#onChange();
  }

  #setAsking(asking: boolean): void {
    this.#asking = asking;
    this.#text.readOnly = asking;
    setAttributes(this.element, { 'aria-busy': asking ? 'true' : undefined });
    this.#drawSend();
  }

  #drawSend(): void {
    setAttributes(this.#send, { disabled: this.#asking || this.draft.trim() === '' });
  }
}
