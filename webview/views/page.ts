import type { TextRange } from '../../src/core/context.ts';
import type { QuotePlace } from '../../src/core/environment.ts';
import {
  type FollowUpFacts,
  isSameSelection,
  type KeptTrace,
  type PanelState,
  type Selection,
  type StalePlace,
} from '../../src/protocol/panel.ts';
import type { RemedyName } from '../../src/protocol/remedies.ts';
import type { RunModel } from '../../src/trajectory/model.ts';
import { listenForCopies } from '../copyButton.ts';
import { make, setHidden, setText } from '../dom.ts';
import type { Feed, PanelChannel } from '../feed.ts';
import { Find } from '../find/find.ts';
import { strings } from '../strings.ts';
import { Texts } from '../text/texts.ts';
import { TimelineView } from '../timeline/timeline.ts';
import { Trace } from '../trace/trace.ts';
import { AnswerView } from './answer.ts';
import { CostView } from './cost.ts';
import { EndingView } from './ending.ts';
import { HeadView } from './head.ts';
import { QuestionBox } from './questionBox.ts';
import { StatusView } from './status.ts';

/** What the views may ask of the host. Each resolves to whether it worked. */
export interface PageActions {
  readonly stop: () => Promise<boolean>;
  readonly openCitation: (place: QuotePlace) => Promise<boolean>;
  readonly openRange: (range: TextRange) => Promise<boolean>;
  readonly copyAnswer: (text: string) => Promise<boolean>;
  readonly insertAnswer: (text: string) => Promise<boolean>;
  readonly askFollowUp: () => Promise<boolean>;
  /** Resolves to null where that isn't known. */
  readonly describeFollowUp: () => Promise<FollowUpFacts | null>;
  readonly ask: (question: string) => Promise<boolean>;
  readonly resumeRun: () => Promise<boolean>;
  readonly runAgain: () => Promise<boolean>;
  readonly exportRun: () => Promise<boolean>;
  readonly showRun: (runId: string) => Promise<boolean>;
  readonly remedy: (name: RemedyName) => Promise<boolean>;
}

/** A run at a moment: now, or in a replay. */
export interface PageMoment {
  readonly feed: Pick<Feed, 'model' | 'live'>;
  /** The host's clock, ms since 1970. */
  readonly now: number;
  /** Places of the answer that say something else today; the same array until that changes. */
  readonly stale: readonly StalePlace[];
  /** What is shown is an earlier moment of the run. */
  readonly replaying: boolean;
  /** The page stands by itself: there is no editor to act in. */
  readonly exported?: boolean;
}

/** What every view draws from. */
export interface PageState extends PageMoment {
  readonly run: RunModel;
  /** What is selected in the trace, the timeline and the Recursion tree alike. */
  readonly selection: Selection | null;
}

/** The page, top to bottom; each part redraws itself only where something has changed. */
export class Page {
  readonly element = make('main', 'page', { hidden: true });
  readonly #problem = make('p', 'problem message', { role: 'alert', hidden: true });
  readonly #trace: Trace;
  readonly #questionBox: QuestionBox;
  readonly #find: Find;
  #selection: Selection | null;
  readonly #views: readonly { readonly element: HTMLElement; draw(state: PageState): void }[];

  /** `kept`: how the page was left when it was last there; `onChange` hears that it is left otherwise. */
  constructor(channel: PanelChannel, kept: PanelState | null, onChange: () => void) {
    this.#selection = kept?.selection ?? null;
    const texts = new Texts(channel);
    // Resolves to whether it worked; if not, the page has said why. What a person asks for next takes
    // that sentence away.
    const attempt = async (request: Promise<null>, isAsked = true): Promise<boolean> => {
      try {
        await request;
        if (isAsked) this.showProblem(null);
        return true;
      } catch (error) {
        this.showProblem(strings.requestFailed(sentence(error)));
        return false;
      }
    };
    const settled = async <Result>(request: Promise<Result>, other: Result): Promise<Result> => {
      try {
        return await request;
      } catch (error) {
        this.showProblem(strings.requestFailed(sentence(error)));
        return other;
      }
    };
    const actions: PageActions = {
      stop: () => attempt(channel.request('stop', {})),
      openCitation: (place) => attempt(channel.request('openCitation', place)),
      openRange: (range) => attempt(channel.request('openRange', range)),
      insertAnswer: (text) => attempt(channel.request('insertAnswer', { text })),
      askFollowUp: () => attempt(channel.request('askFollowUp', {})),
      describeFollowUp: () => settled(channel.request('describeFollowUp', {}), null),
      ask: (question) => settled(channel.request('ask', { question }), false),
      resumeRun: () => attempt(channel.request('resumeRun', {})),
      runAgain: () => attempt(channel.request('runAgain', {})),
      exportRun: () => attempt(channel.request('exportRun', {})),
      showRun: (runId) => attempt(channel.request('showRun', { runId })),
      copyAnswer: (text) => attempt(channel.request('copyAnswer', { text })),
      remedy: (name) => attempt(channel.request('remedy', { name })),
    };
    const select = (chosen: Selection): void => {
      if (!this.select(chosen)) return;
      onChange();
      // The Recursion tree follows where it is in sight; nothing waits for that.
      void attempt(channel.request('select', { selection: chosen }), false);
    };
    this.#questionBox = new QuestionBox(actions, kept?.draft ?? '', onChange);
    this.#trace = new Trace(texts, {
      kept,
      onSelect: select,
      onChange,
      onFind: () => this.#find.open(),
      onFork: (iteration) => void attempt(channel.request('forkRun', { iteration })),
    });
    this.#views = [
      new HeadView(texts, actions),
      new StatusView(),
      new EndingView(actions),
      new AnswerView(texts, actions),
      this.#questionBox,
      new TimelineView(select),
      this.#trace,
      new CostView(),
    ];
    const [head, status, ...rest] = this.#views.map(({ element }) => element);
    if (head !== undefined && status !== undefined) this.element.append(head, status);
    this.element.append(this.#problem, ...rest);
    this.#find = new Find({
      ...{ channel, texts, trace: this.#trace, page: this.element },
      onFault: (error) => this.showProblem(strings.requestFailed(sentence(error))),
    });
    document.body.prepend(this.#find.element);
    const copy = async (text: Promise<string>) =>
      channel.request('copyAnswer', { text: await text });
    listenForCopies(this.element, (text) => attempt(copy(text)));
  }

  draw(moment: PageMoment): void {
    const run = moment.feed.model.runs.get('');
    if (run === undefined) return;
    setHidden(this.element, false);
    for (const view of this.#views) view.draw({ ...moment, run, selection: this.#selection });
    this.#find.draw(moment.feed.model);
  }

  get selection(): Selection | null {
    return this.#selection;
  }

  get trace(): KeptTrace {
    return this.#trace.kept();
  }

  /** What was typed for a follow-up and not asked. */
  get draft(): string {
    return this.#questionBox.draft;
  }

  /** Selects this in all views when they are drawn next; false when it was selected already. */
  select(selection: Selection): boolean {
    if (isSameSelection(selection, this.#selection)) return false;
    this.#selection = selection;
    return true;
  }

  /** A sentence about something that the user asked for and that did not work; null takes it away. */
  showProblem(text: string | null): void {
    setHidden(this.element, false);
    setHidden(this.#problem, text === null);
    setText(this.#problem, text ?? '');
  }
}

/** What to say about something thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
