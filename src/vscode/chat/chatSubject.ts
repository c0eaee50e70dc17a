import * as vscode from 'vscode';
import type { RunOptions } from '../../core/options.ts';
import type { AskServices, FollowUp } from '../asking/askFlow.ts';
import { type EarlierRunServices, readEarlierRun } from '../asking/earlierRun.ts';
import { followUpOn } from '../asking/followUpFlow.ts';
import { RunNotFound } from '../failures.ts';
import { targetSource } from '../texts/fileSource.ts';
import { pickFolder } from '../texts/folderTarget.ts';
import { fileTargetOrPicked } from '../texts/target.ts';
import type { TextSource } from '../texts/textSource.ts';
import { uriSource } from '../texts/uriSource.ts';
import {
  foldersIn,
  isAttached,
  nameReferred,
  type Referred,
  readReferences,
  referredSource,
} from './references.ts';

export type ParticipantServices = AskServices & EarlierRunServices;

/** What a message of the chat asks about. */
export interface ChatSubject {
  readonly source: TextSource;
  /** Over the settings. */
  readonly options: Partial<RunOptions>;
  readonly followUp: FollowUp | null;
  /** By which a further question about the same attached texts is known; `''`: none are attached. */
  readonly about: string;
}

/** What an answer of ours leaves in the chat. */
export interface AnswerMetadata {
  readonly runId: string;
  readonly about: string;
}

type Request = Pick<vscode.ChatRequest, 'command' | 'references'>;

/**
 * What is attached, or was asked about before in this chat, or shows in the editor; else the person
 * chooses. Null when they give up. Rejects as `uriSource` and `followUpOn`.
 */
export async function subjectOf(
  request: Request,
  { history }: Pick<vscode.ChatContext, 'history'>,
  services: ParticipantServices,
): Promise<ChatSubject | null> {
  const { command, references } = request;
  const earlier = lastAnswer(history);
  const attached = isAttached(references) ? readReferences(references) : null;
  const about = attached === null ? '' : nameReferred(attached);
  if (command === 'followup') {
    const runId = earlier?.runId ?? (await newestRun(services));
    if (runId === undefined) throw new RunNotFound();
    return followUp(runId, earlier?.about ?? '', services);
  }
  if (command === undefined && earlier !== null && (about === '' || about === earlier.about)) {
    const following = await goOn(earlier, attached === null ? references : [], services);
    if (following !== null) return following;
  }
  const referred = attached ?? readReferences(references);
  const source = await newSource(command, referred);
  return source && { source, options: {}, followUp: null, about };
}

async function followUp(
  runId: string,
  about: string,
  services: ParticipantServices,
): Promise<ChatSubject> {
  return { ...(await followUpOn(runId, services)), about };
}

/** Null where the run is gone, or what the editor shows by itself is another text than it was about. */
async function goOn(
  { runId, about }: AnswerMetadata,
  shown: Request['references'],
  services: ParticipantServices,
): Promise<ChatSubject | null> {
  try {
    const { sources } = (await readEarlierRun(runId, services)).context;
    const known = new Set(sources.map(({ origin }) => origin?.uri));
    const referred = readReferences(shown);
    const uris = [...(referred?.uris ?? []), ...(referred?.ranges ?? []).map(({ uri }) => uri)];
    if (uris.some((uri) => !known.has(uri.toString()))) return null;
    return await followUp(runId, about, services);
  } catch (error) {
    if (error instanceof RunNotFound) return null;
    throw error;
  }
}

async function newSource(
  command: string | undefined,
  referred: Referred | null,
): Promise<TextSource | null> {
  if (command === 'folder') {
    const folders = referred === null ? [] : await foldersIn(referred);
    if (folders.length > 0) return uriSource(folders);
    const open = vscode.workspace.workspaceFolders ?? [];
    const folder = open.length === 1 ? open[0]?.uri : await pickFolder();
    return folder === undefined ? null : uriSource([folder]);
  }
  // `/file` means the whole of it, also where lines are selected in it.
  if (command === 'file' && referred !== null && referred.ranges.length > 0)
    return uriSource([...referred.uris, ...referred.ranges.map(({ uri }) => uri)]);
  if (referred !== null) return referredSource(referred);
  const nothing = { question: null, uri: null, uris: [], range: null, options: {} };
  const target = await fileTargetOrPicked({ ...nothing, isBrought: false });
  return target && targetSource(target);
}

function lastAnswer(history: vscode.ChatContext['history']): AnswerMetadata | null {
  for (const turn of history.toReversed()) {
    if (!(turn instanceof vscode.ChatResponseTurn)) continue;
    const { runId, about } = turn.result.metadata ?? {};
    if (typeof runId === 'string') return { runId, about: typeof about === 'string' ? about : '' };
  }
  return null;
}

async function newestRun({ history }: ParticipantServices): Promise<string | undefined> {
  const settled = (await history.list()).filter(({ status }) => !/running|damaged/.test(status));
  return settled.toSorted((one, other) => other.startedAt - one.startedAt)[0]?.runId;
}
