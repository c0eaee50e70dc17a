import * as vscode from 'vscode';
import {
  type ExpectedError,
  RequestRejected,
  ServerFailed,
  UnknownModel,
} from '../../core/errors.ts';
import { readMeaning } from '../../models/dialects/read.ts';
import { explainRefusal } from '../../models/refusals.ts';
import type { Failure } from '../../models/retry.ts';
import { Silence } from '../../models/watch.ts';
import { LanguageModelBlocked, LanguageModelNotAllowed } from '../failures.ts';

/** What the extension behind a language model, or VS Code before it, threw: `cause`. */
export class ProviderFailure extends Error {
  constructor(cause: unknown) {
    super('The request failed', { cause });
    this.name = 'ProviderFailure';
  }
}

/** Names that Copilot gives its errors, as codes that servers use for the same. */
const copilotCodes: Readonly<Record<string, string>> = {
  ChatQuotaExceeded: 'insufficient_quota',
  ChatRateLimited: 'rate_limit',
};

/** Says what a failed request means for the user. Null for what is no provider's failure: a bug. */
export function explainProviderFailure(
  error: unknown,
  { vendor, name: model }: vscode.LanguageModelChat,
): Failure | null {
  const provider = `The provider "${vendor}"`;
  if (error instanceof Silence) {
    const minutes = Math.round(error.ms / 60_000);
    return settle(new ServerFailed(provider, `nothing came from it for ${minutes} minutes`), 0);
  }
  if (!(error instanceof ProviderFailure)) return null;
  const { name, code, words } = read(error.cause);
  switch (code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return settle(new LanguageModelNotAllowed(vendor, model), 0);
    case vscode.LanguageModelError.NotFound.name:
      return settle(new UnknownModel(model, provider), 0);
    case vscode.LanguageModelError.Blocked.name:
      return settle(new LanguageModelBlocked(vendor, model, words || 'it gave no reason'), 0);
  }
  if (/content[ _](?:filter|management|policy)|filtered|responsible ai/i.test(words)) {
    return settle(new RequestRejected(provider, `its content filter refused it (${words})`), 0);
  }
  const codes = copilotCodes[name] ?? code;
  const meaning = readMeaning({ status: undefined, codes, words, isPage: false, sent: null });
  const refusal = explainRefusal({
    meaning,
    status: undefined,
    words,
    model,
    server: provider,
    url: provider,
    serves: 'openai',
    isAuthorized: true,
  });
  return settle(refusal.error, refusal.retries, refusal.isBusy);
}

function settle(error: ExpectedError, retries: number, isBusy = false): Failure {
  return { error, what: error.message.replace(/\.$/, ''), retries, afterMs: null, isBusy };
}

/** An error comes through VS Code with its name, message, code and cause; its class is lost. */
function read(thrown: unknown): { name: string; code: string; words: string } {
  if (!(thrown instanceof Error)) return { name: '', code: '', words: shorten(String(thrown)) };
  const { name, message, cause } = thrown;
  const code = 'code' in thrown ? String(thrown.code) : '';
  const words = message === '' && cause instanceof Error ? cause.message : message;
  return { name, code, words: shorten(words) };
}

/** One line of 300 characters at most, without its full stop: sentences have their own. */
function shorten(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length <= 300 ? line : `${line.slice(0, 297).trimEnd()}...`;
}
