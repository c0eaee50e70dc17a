import { l10n } from 'vscode';
import { ExpectedError } from '../core/errors.ts';

/**
 * What a failure says to a person, in the editor's language. The English sentence stands in
 * `core/errors.ts` and is what is shown where this table or a translation has none: the template here
 * must be the same sentence, with its facts in braces (a test in the host compares them).
 */
export function sentenceOf(failure: unknown): string {
  if (!(failure instanceof ExpectedError)) {
    const what = failure instanceof Error ? failure.message : String(failure);
    return l10n.t('RLM ran into a bug: {what}', { what });
  }
  return translated(failure.name, { ...failure.facts }) ?? failure.message;
}

function translated(name: string, facts: Record<string, string | number>): string | null {
  switch (name) {
    case 'EmptyQuestion':
      return l10n.t('The question is empty. Type what you want to know about the text.');
    case 'EmptyText':
      return l10n.t('"{label}" is empty: there is nothing to ask about.', facts);
    case 'BinaryText':
      return l10n.t('"{label}" is a binary file: it has no text to ask about.', facts);
    case 'UnreadableFile':
      return l10n.t('"{label}" can\'t be read: {why}.', facts);
    case 'TextTooLarge':
      return l10n.t(
        '"{label}" has {megabytes} MB; the most that can be read here is {limitMegabytes} MB.',
        facts,
      );
    case 'KeyMissing':
      return 'why' in facts
        ? l10n.t(
            'No API key is set for {server} ({why}). Set one, or choose the offline demo.',
            facts,
          )
        : l10n.t('No API key is set for {server}. Set one, or choose the offline demo.', facts);
    case 'WrongAddress':
      // What else may be wrong with it is said in the words of the fault alone.
      if ('what' in facts || 'advice' in facts || /\/v\d\w*\/?$/.test(String(facts.url)))
        return null;
      return l10n.t(
        '{url} is not an OpenAI-compatible API. The base URL usually ends in /v1.',
        facts,
      );
    case 'UnknownModel':
      if ('why' in facts)
        return l10n.t('{server} has no model "{model}": {why}. Choose one that it offers.', facts);
      return 'offered' in facts
        ? l10n.t('{server} has no model "{model}". Choose one that it offers: {offered}.', facts)
        : l10n.t('{server} has no model "{model}". Choose one that it offers.', facts);
    case 'NoLanguageModel':
      return l10n.t(
        'No extension offers VS Code a language model. Install one that does, such as GitHub Copilot, and sign in; or set rlm.provider to another value.',
      );
    case 'NoModelOffered':
      return l10n.t(
        '{where} offers no model that answers questions. Load or download one there, and try again.',
        facts,
      );
    case 'LanguageModelNotAllowed':
      return l10n.t(
        'RLM may not use {model} of "{vendor}": that was not allowed. Allow it under "Manage Language Model Access..." in the Accounts menu.',
        facts,
      );
    case 'LanguageModelBlocked':
      return l10n.t(
        'The provider "{vendor}" blocks requests to {model} for now: {why}. Try again later, or choose another model.',
        facts,
      );
    case 'NoTextOpen':
      return l10n.t(
        'Open a file first, or choose one in the explorer: there is no text to ask about.',
      );
    case 'NothingSelected':
      return l10n.t('Select the text to ask about first.');
    case 'NoTextInFolder':
      return l10n.t('No text file of "{label}" is left to ask about. {why}', facts).trim();
    case 'WorkspaceNotTrusted':
      return l10n.t(
        'This workspace is not trusted. A run sends its text to a language model and executes code that the model writes. Trust the workspace to ask questions. You can still read earlier runs.',
      );
    case 'FollowUpGone':
      return l10n.t(
        'The earlier run can no longer be followed up, because its session has ended. Ask a new question instead.',
      );
    case 'NoRecord':
      return l10n.t('The record holds no run that could go on.');
    case 'NewerRecord':
      return l10n.t(
        'The record of this run has format {format}, and this version knows formats up to {known}: use a newer version.',
        facts,
      );
    case 'OtherQuestion':
      return l10n.t(
        'A run goes on with its own question: fork it, or follow it up, to ask another one.',
      );
    case 'ReplayDiverged':
      return l10n.t(
        "Cell {cell} of iteration {iteration} {what} when it was run again: the run can't be rebuilt from its record. Nothing was paid.",
        facts,
      );
    case 'LanguageUnavailable':
      return l10n.t(
        '{language} can\'t start here: {why}. Choose "auto" or the other language, and ask again.',
        facts,
      );
    case 'AnsweredByDemo':
      return l10n.t(
        'The offline demo answered this run, and a model is connected now. Run it again instead.',
      );
    case 'NoModelConnected':
      return l10n.t('A model answered this run, and none is connected now. Connect a model first.');
    case 'AlreadyAnswered':
      return l10n.t(
        'This run was answered. Ask a follow-up, or fork it from one of its iterations.',
      );
    case 'RunGoesOn':
      return l10n.t('This run still goes on. Stop it, or wait for its end.');
    case 'TextNotAsItWas':
      return l10n.t('The run can\'t go on: "{label}" {why}.', facts);
    case 'RunNotFound':
      return l10n.t('This run no longer exists.');
    case 'TextGone':
      return l10n.t('The text of "{label}" can\'t be read again. {why}', facts);
    case 'PlaceNotFound':
      return l10n.t("The place can't be opened: {why}.", facts);
    default:
      return null;
  }
}
