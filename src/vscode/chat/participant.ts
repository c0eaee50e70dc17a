import * as vscode from 'vscode';
import { asError, Cancelled, EmptyQuestion, ExpectedError } from '../../core/errors.ts';
import type { StoredEvent } from '../../core/events.ts';
import type { Model } from '../../core/model.ts';
import type { RunOptions } from '../../core/options.ts';
import { remediesFor } from '../../protocol/remedies.ts';
import { followedBy } from '../asking/askFlow.ts';
import { moneyDecider } from '../asking/budgetDialog.ts';
import { startRun } from '../asking/startRun.ts';
import { WorkspaceNotTrusted } from '../failures.ts';
import type { LiveRun } from '../live/liveRun.ts';
import { openConfiguredModel, readConfigured } from '../models/configured.ts';
import { openChatModel } from '../models/languageModel.ts';
import { type Remedy, remedies } from '../notifications.ts';
import { plainLine, plainText } from '../plainText.ts';
import { sentenceOf } from '../sentences.ts';
import { readOptions } from '../settings/settings.ts';
import {
  type AnswerMetadata,
  type ChatSubject,
  type ParticipantServices,
  subjectOf,
} from './chatSubject.ts';
import { RunProgress } from './runProgress.ts';
import { writeAnswer } from './writeAnswer.ts';

/** As package.json contributes it. */
export const participantId = 'rlm.chat';

/** `@rlm`: the same question and answer where people chat. */
export function createParticipant(services: ParticipantServices): vscode.ChatParticipant {
  const participant = vscode.chat.createChatParticipant(
    participantId,
    async (request, context, stream, token) => {
      try {
        return await answer(request, context, stream, token, services);
      } catch (error) {
        if (error instanceof Cancelled) return {};
        if (!(error instanceof ExpectedError)) services.failures.log(asError(error));
        offer(stream, error instanceof ExpectedError ? error.name : '');
        return { errorDetails: { message: plainText(sentenceOf(error)) } };
      }
    },
  );
  participant.iconPath = new vscode.ThemeIcon('search-sparkle');
  return participant;
}

async function answer(
  request: vscode.ChatRequest,
  context: vscode.ChatContext,
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
  services: ParticipantServices,
): Promise<vscode.ChatResult> {
  if (!vscode.workspace.isTrusted) throw new WorkspaceNotTrusted();
  const question = request.prompt.trim();
  if (question === '') throw new EmptyQuestion();
  const subject = await subjectOf(request, context, services);
  if (subject === null) {
    stream.markdown(
      vscode.l10n.t('There is nothing to ask about yet. Open a file, or attach files or folders.'),
    );
    return {};
  }
  const run = await begin(question, subject, request, stream, token, services);
  const result = await run.outcome;
  const metadata: AnswerMetadata = { runId: run.runId, about: subject.about };
  writeAnswer(result, run, stream);
  stream.button({
    title: vscode.l10n.t('Open run'),
    command: 'rlm.showRun',
    arguments: [run.runId],
  });
  if (result.status !== 'failed') return { metadata };
  offer(stream, result.error?.name ?? '');
  const message = plainText(result.error?.message ?? result.reason ?? '');
  return { metadata, errorDetails: { message } };
}

/** Rejects with Cancelled when the person stops while the text is read. */
async function begin(
  question: string,
  { source, options: overrides, followUp }: ChatSubject,
  request: vscode.ChatRequest,
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
  services: ParticipantServices,
): Promise<LiveRun> {
  const { options, model } = await chosen(overrides, request.model, services);
  const given = new AbortController();
  token.onCancellationRequested(() => given.abort());
  if (token.isCancellationRequested) throw new Cancelled();
  stream.progress(
    plainLine(
      followUp === null
        ? vscode.l10n.t('Asking about {0}', source.label)
        : followUp.isKept || followUp.followed !== undefined
          ? vscode.l10n.t('Going on about {0}', source.label)
          : vscode.l10n.t('Asking about {0} anew', source.label),
    ),
  );
  const { signal } = given;
  const asked = Promise.resolve();
  const text = await source.read({ signal, asked, onProgress: () => {} }).text;
  const onBudget = moneyDecider(question);
  const ready = { question, text, options, model, onBudget, ...followedBy(followUp) };
  const run = await startRun(ready, services);
  token.onCancellationRequested(() => run.stop());
  if (token.isCancellationRequested) run.stop();
  tell(run, stream, services);
  return run;
}

/** With models of other extensions it is the chat's own that answers. */
async function chosen(
  overrides: Partial<RunOptions>,
  chat: vscode.LanguageModelChat,
  services: ParticipantServices,
): Promise<{ readonly options: RunOptions; readonly model: Model }> {
  const { provider } = await readConfigured(services);
  if (provider === 'vscodeLm') {
    const options = readOptions({ ...overrides, rootModel: chat.id, subModel: chat.id });
    return { options, model: await openChatModel(chat, services.distFolder) };
  }
  const options = readOptions(overrides);
  return { options, model: await openConfiguredModel(services, options) };
}

/** Says what the run does, from its first event to its end. */
function tell(
  run: LiveRun,
  stream: vscode.ChatResponseStream,
  services: ParticipantServices,
): void {
  const progress = new RunProgress();
  const say = (event: StoredEvent): void => {
    const line = progress.take(event);
    if (line === null) return;
    const { iteration, title } = line;
    stream.progress(plainLine(vscode.l10n.t('Iteration {0}: {1}', iteration, title)));
  };
  for (const event of run.eventsSince(0)) say(event);
  const listening = services.runs.onDidAppend((appended) => {
    if (appended.run === run) say(appended.event);
  });
  const stop = (): void => listening.dispose();
  run.outcome.then(stop, stop);
}

function offer(stream: vscode.ChatResponseStream, failure: string): void {
  const ways: Remedy[] = remediesFor(failure).map((name) => remedies[name]());
  if (failure === 'WorkspaceNotTrusted') ways.unshift(remedies.manageTrust());
  for (const { title, command, argument } of ways)
    stream.button({ title, command, ...(argument !== undefined && { arguments: [argument] }) });
}
