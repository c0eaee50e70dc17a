import { asError, ExpectedError, LanguageUnavailable } from './errors.ts';
import { type Language, type LanguageChoice, languageNames } from './options.ts';
import type { RunParts } from './parts.ts';

/** The language of a run. */
export interface SettledLanguage {
  readonly language: Language;
  /** What the user should know of the choice; null: nothing. */
  readonly notice: string | null;
  /** Why a run of it can't begin; null: it can. */
  readonly error: Error | null;
}

/** Decides, before a run's first event, in which language its code will be. Never rejects. */
export async function settleLanguage(
  asked: LanguageChoice,
  parts: RunParts,
): Promise<SettledLanguage> {
  const language = asked === 'auto' ? 'python' : asked;
  const why = await whyNot(language, parts);
  if (why === null) return { language, notice: null, error: null };
  if (asked !== 'auto') {
    const error = new LanguageUnavailable(languageNames[language], why);
    return { language, notice: null, error };
  }
  const other = await settleLanguage('javascript', parts);
  const notice = `Python can't start here (${why}), so the model writes JavaScript in this run.`;
  return { ...other, notice };
}

async function whyNot(language: Language, parts: RunParts): Promise<string | null> {
  try {
    return await parts.prepareLanguage(language);
  } catch (thrown) {
    const error = asError(thrown);
    if (!(error instanceof ExpectedError)) parts.reportBug(error);
    return error.message.replace(/\.$/, '');
  }
}
