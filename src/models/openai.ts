import type { Model } from '../core/model.ts';
import { completeChat } from './chat.ts';
import type { OpenAiConnection } from './connection.ts';
import { firstForm } from './requestForm.ts';
import { completeResponse } from './responses.ts';
import { createServerModel, type ServerModelParts } from './serverModel.ts';

export interface OpenAiOptions extends ServerModelParts {
  readonly connection: OpenAiConnection;
  readonly api: 'responses' | 'chat';
}

/** The models of a server that speaks OpenAI's Responses or Chat Completions. */
export function createOpenAiModel(options: OpenAiOptions): Model {
  const { connection, api } = options;
  const complete = api === 'responses' ? completeResponse : completeChat;
  return createServerModel({
    ...options,
    complete: (attempt) => complete(connection, attempt),
    firstForm: (model) => firstForm(model, connection.isOpenAi, api),
  });
}
