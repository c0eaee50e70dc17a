/** The three ways to submit an answer, of which the last one used in a cell counts. */
export interface AnswerVariable {
  /** The given name `answer`: {content, ready}. */
  readonly answer: object;
  submit(value: unknown): void;
  /** What the code assigns to the name `answer`; true when the name has to hold it for this cell. */
  assign(value: unknown): boolean;
  /** `answer.content` as text; null when there is none. */
  candidate(): string | null;
  /** An expression is computed: until `release` nothing is submitted or drafted for good. */
  hold(): void;
  /** Its value as the text of an answer, or why it can be none. */
  release(value: unknown): { readonly text: string } | { readonly problem: string };
  /** What the cell submitted, with sentences about what came of it; forgets both. */
  take(): { readonly final: string | null; readonly notes: readonly string[] };
  /** Nothing is submitted or drafted, as at the start. */
  renew(): void;
}

/** Runs inside the interpreter, see `makeFormat`. `textOf` makes text of every other value. */
export function makeAnswerVariable(textOf: (value: unknown) => string): AnswerVariable {
  let content: unknown = '';
  let isReady = false;
  let submitted: { text: string | null; isAnswer: boolean } | null = null;
  let notes: string[] = [];
  let heldContent: unknown = '';

  const answer = {
    get content(): unknown {
      return content;
    },
    set content(value: unknown) {
      content = value;
    },
    get ready(): boolean {
      return isReady;
    },
    set ready(value: unknown) {
      isReady = Boolean(value);
      if (isReady) submitted = { text: null, isAnswer: true };
    },
  };
  // Properties of the code's own may be added; these two stay what they are.
  for (const key of ['content', 'ready']) {
    Object.defineProperty(answer, key, { configurable: false });
  }

  function submitText(value: unknown): string {
    return textOf(value === answer ? content : value);
  }

  function isEmpty(text: string): boolean {
    if (text.trim() !== '') return false;
    notes.push('FINAL was given an empty text: that is no answer.');
    return true;
  }

  function submit(value: unknown): void {
    if (value === undefined || value === null) throw new TypeError(`FINAL: the value is ${value}.`);
    if (value === answer) {
      answer.ready = true;
    } else if (value instanceof Promise) {
      // It was not awaited: what it comes to is meant.
      const entry = { text: null as string | null, isAnswer: false };
      submitted = entry;
      value.then(
        (result) => {
          const text = result === undefined || result === null ? '' : submitText(result);
          if (!isEmpty(text)) entry.text = text;
        },
        (error) => {
          notes.push(`The promise given to FINAL was rejected: ${textOf(error)}.`);
        },
      );
    } else {
      const text = submitText(value);
      if (!isEmpty(text)) submitted = { text, isAnswer: false };
    }
  }

  function assign(value: unknown): boolean {
    if (typeof value === 'object' && value !== null && ('content' in value || 'ready' in value)) {
      const { content: next, ready } = value as { content?: unknown; ready?: unknown };
      if ('content' in value) content = next;
      if (ready !== undefined) answer.ready = ready;
      return false;
    }
    // `answer = await llm_query(...)`: kept as the candidate, and readable in this cell.
    content = value;
    return true;
  }

  function candidate(): string | null {
    if (content === undefined || content === null) return null;
    const text = submitText(content);
    return text.trim() === '' ? null : text;
  }

  function take(): { readonly final: string | null; readonly notes: readonly string[] } {
    const taken = submitted?.isAnswer && !isReady ? null : submitted;
    const told = notes;
    submitted = null;
    isReady = false;
    notes = [];
    if (taken === null) return { final: null, notes: told };
    if (!taken.isAnswer) return { final: taken.text, notes: told };
    const final = candidate();
    const empty = final === null ? ['answer.ready was set, but answer.content is empty.'] : [];
    return { final, notes: [...told, ...empty] };
  }

  function renew(): void {
    take();
    content = '';
  }

  function hold(): void {
    heldContent = content;
  }

  function release(value: unknown): { readonly text: string } | { readonly problem: string } {
    const { final } = take();
    content = heldContent;
    // `FINAL(FINAL_VAR("report"))`.
    if (value === undefined && final !== null) return { text: final };
    const isNothing = value === undefined || value === null || Number.isNaN(value);
    if (isNothing) return { problem: `its value is ${value}` };
    if (typeof value === 'function') return { problem: 'its value is a function' };
    if (value === answer && candidate() === null) return { problem: 'answer.content is empty' };
    const text = submitText(value);
    return text.trim() === '' ? { problem: 'its value is an empty text' } : { text };
  }

  return { answer, submit, assign, candidate, take, hold, release, renew };
}
