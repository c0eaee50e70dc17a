/**
 * An expected way for something to end early: a class a caller can name, the facts it stands on, and
 * a sentence that a user can act on. The class name is the code, by which it is translated.
 * Everything that is not an ExpectedError is a bug.
 */
export abstract class ExpectedError extends Error {
  readonly facts: Readonly<Record<string, string | number>>;
  constructor(sentence: string, facts: Readonly<Record<string, string | number>> = {}) {
    super(sentence);
    this.name = new.target.name;
    this.facts = facts;
  }
}

/** The signal fired: Stop, Ctrl-C, a closed window. */
export class Cancelled extends ExpectedError {
  constructor() {
    super('The run was stopped.');
  }
}

export class InvalidOption extends ExpectedError {}
export class EmptyQuestion extends ExpectedError {
  constructor() {
    super('The question is empty. Type what you want to know about the text.');
  }
}

// --- text
export class EmptyText extends ExpectedError {
  constructor(label: string) {
    super(`"${label}" is empty: there is nothing to ask about.`, { label });
  }
}
export class BinaryText extends ExpectedError {
  constructor(label: string) {
    super(`"${label}" is a binary file: it has no text to ask about.`, { label });
  }
}
export class UnreadableFile extends ExpectedError {
  constructor(label: string, why: string) {
    super(`"${label}" can't be read: ${why}.`, { label, why });
  }
}
export class TextTooLarge extends ExpectedError {
  constructor(label: string, megabytes: number, limitMegabytes: number) {
    super(
      `"${label}" has ${megabytes} MB; the most that can be read here is ${limitMegabytes} MB.`,
      { label, megabytes, limitMegabytes },
    );
  }
}

// --- language models
export class KeyMissing extends ExpectedError {
  /** `why`: the words of a server that wants one. */
  constructor(server: string, why = '') {
    super(
      `No API key is set for ${server}${why && ` (${why})`}. Set one, or choose the offline demo.`,
      factsOf({ server, why }),
    );
  }
}
export class KeyRefused extends ExpectedError {
  /** `why`: the server's own words. */
  constructor(server: string, why = '') {
    super(
      `${server} refused the API key${why && ` (${why})`}. Check that it is right and may use this model.`,
      factsOf({ server, why }),
    );
  }
}
export class UnknownModel extends ExpectedError {
  /** `offered`: what there is, where that is known; `why`: the server's words where they say more. */
  constructor(model: string, server: string, offered: readonly string[] = [], why = '') {
    const list = offered.join(', ');
    super(
      `${server} has no model "${model}"${why && `: ${why}`}. Choose one that it offers${list && `: ${list}`}.`,
      factsOf({ model, server, offered: list, why }),
    );
  }
}
/** An address that can't be a base URL, or where something else answers than an API of models. */
export class WrongAddress extends ExpectedError {
  /** `what`: what is wrong with it, completing "https://... "; `advice`: a sentence. */
  constructor(url: string, what = '', advice = '') {
    const usual = /\/v\d\w*\/?$/.test(url)
      ? 'Check the address and what answers there.'
      : 'The base URL usually ends in /v1.';
    super(
      `${url} ${what || 'is not an OpenAI-compatible API'}. ${advice || usual}`,
      factsOf({ url, what, advice }),
    );
  }
}
export class ServerUnreachable extends ExpectedError {
  constructor(
    server: string,
    why: string,
    advice = 'Check the base URL and that the server runs.',
  ) {
    super(`${server} can't be reached: ${why}. ${advice}`.trim(), { server, why });
  }
}
export class ServerFailed extends ExpectedError {
  constructor(server: string, what: string) {
    super(`${server} failed: ${what}.`, { server, what });
  }
}
export class RateLimited extends ExpectedError {
  constructor(server: string, why = '') {
    const advice = /\b(?:again|retry|wait)\b/i.test(why) ? '' : ' Try again later.';
    super(
      `${server} refuses more requests for now${why && `: ${why}`}.${advice}`,
      factsOf({ server, why }),
    );
  }
}
/** No balance, no credit, an unpaid bill. */
export class PaymentNeeded extends ExpectedError {
  constructor(server: string, why: string) {
    super(`${server} wants to be paid first: ${why}. Check balance and plan there.`, {
      server,
      why,
    });
  }
}
/** A quota of days or of a plan, which no waiting of minutes brings back. */
export class QuotaSpent extends ExpectedError {
  constructor(server: string, why: string) {
    super(`The quota at ${server} is used up: ${why}. Check the plan and its limits there.`, {
      server,
      why,
    });
  }
}
/** Refused by rules: of content, of data, of countries, of who is verified. */
export class PolicyRefused extends ExpectedError {
  constructor(server: string, why: string) {
    super(`${server} refuses this by its rules: ${why}.`, { server, why });
  }
}
export class StreamCut extends ExpectedError {
  constructor(server: string) {
    super(`${server} broke off in the middle of its reply, again after retries.`, { server });
  }
}
export class RequestRejected extends ExpectedError {
  constructor(server: string, why: string) {
    super(`${server} rejected the request: ${why}.`, { server, why });
  }
}
export class PromptTooLong extends ExpectedError {
  constructor(model: string, why: string) {
    super(`The prompt is too long for ${model}: ${why}. Cut it into smaller pieces.`, {
      model,
      why,
    });
  }
}

/** Those that there are. */
function factsOf(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== ''));
}

// --- the engine
export class SandboxFailed extends ExpectedError {
  constructor(why: string) {
    super(`The sandbox could not run: ${why}.`, { why });
  }
}
/** The language that was asked for can't run here. */
export class LanguageUnavailable extends ExpectedError {
  constructor(language: string, why: string) {
    super(
      `${language} can't start here: ${why}. Choose "auto" or the other language, and ask again.`,
      { language, why },
    );
  }
}
/** The record of a run has grown as long as it may. */
export class RecordFull extends ExpectedError {
  /** `megabytes`: in words, millions of characters. */
  constructor(megabytes: string) {
    super(
      `The record of this run has reached ${megabytes} MB, which is the most that is kept of one run: it ends here.`,
      { megabytes },
    );
  }
}
/** The run to follow up has left nothing, or what it left had to make room. */
export class FollowUpGone extends ExpectedError {
  constructor() {
    super(
      'The earlier run can no longer be followed up, because its session has ended. Ask a new question instead.',
    );
  }
}
/** A call that the budget refuses; the run ends at that limit after the cell. */
export class LimitRefused extends ExpectedError {
  readonly limit: 'cost' | 'tokens' | 'time' | 'subcalls';
  constructor(limit: LimitRefused['limit'], sentence: string) {
    super(sentence, { limit });
    this.limit = limit;
  }
}
/** A reply of a sub-model of which nothing is left without its reasoning. */
export class EmptyReply extends ExpectedError {
  constructor(thoughtChars: number) {
    const thought = thoughtChars === 0 ? '' : ` (${thoughtChars} characters of reasoning came)`;
    super(
      `The reply was empty${thought}: ask for a word such as NONE where there is nothing to say.`,
      { thoughtChars },
    );
  }
}
/** A run whose root model never came to anything that could be an answer. */
export class NoAnswer extends ExpectedError {}
/** A call that code may not make: an unknown model, no sub-calls in this run. */
export class CallRefused extends ExpectedError {}
/** A child run that failed; only the call that started it does. */
export class ChildFailed extends ExpectedError {
  constructor(why: string) {
    super(`The child run failed: ${why}`, { why });
  }
}

/** What was thrown, whatever it was. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** For a `catch` that goes on without what failed: throws a bug on. */
export function nullWhenExpected(error: unknown): null {
  if (!(error instanceof ExpectedError)) throw error;
  return null;
}
