import * as vscode from 'vscode';
import { deferred } from '../../core/deferred.ts';
import { EmptyQuestion } from '../../core/errors.ts';
import { sentenceOf } from '../sentences.ts';

const rememberedKey = 'rlm.lastQuestion';

/** What the question is about. */
export interface Subject {
  readonly label: string;
  /** How large it is, in words; null where that isn't known. Must not reject. */
  readonly size: Promise<string | null>;
}

/**
 * Asks for the question; the last one stands there, selected. Resolves to null when the person gives
 * up, or when `signal` fires (the text can't be read, so there is nothing to ask).
 */
export async function askQuestion(
  subject: Subject,
  memory: vscode.Memento,
  signal: AbortSignal,
): Promise<string | null> {
  const { promise, resolve } = deferred<string | null>();
  const input = vscode.window.createInputBox();
  // Shown at once: what is typed before it shows would go into the document.
  input.title = vscode.l10n.t('Ask about {0}', subject.label);
  let isOpen = true;
  void subject.size.then((size) => {
    if (size !== null && isOpen)
      input.title = vscode.l10n.t('Ask about {0} · {1}', subject.label, size);
  });
  input.placeholder = vscode.l10n.t('What do you want to know about this text?');
  input.prompt = vscode.l10n.t('The answer is worked out step by step in a panel beside the text.');
  input.value = memory.get(rememberedKey, '');
  // The text may have to be looked at again while the question is thought of.
  input.ignoreFocusOut = true;
  const abort = (): void => input.hide();
  signal.addEventListener('abort', abort);
  const subscriptions = [
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    }),
    input.onDidAccept(() => {
      const question = input.value.trim();
      if (question === '') {
        input.validationMessage = sentenceOf(new EmptyQuestion());
        return;
      }
      resolve(question);
      input.hide();
    }),
    input.onDidHide(() => resolve(null)),
  ];
  if (signal.aborted) resolve(null);
  else input.show();
  try {
    const question = await promise;
    if (question !== null) await memory.update(rememberedKey, question);
    return question;
  } finally {
    isOpen = false;
    signal.removeEventListener('abort', abort);
    for (const subscription of subscriptions) subscription.dispose();
    input.dispose();
  }
}
