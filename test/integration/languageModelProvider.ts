import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What a test says of a model; the rest is filled in. */
export interface FixtureModel {
  readonly id: string;
  readonly family?: string;
  readonly name?: string;
  readonly maxInputTokens?: number;
}

export interface FixtureRequest {
  readonly vendor: string;
  readonly model: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
  readonly token: vscode.CancellationToken;
}

/** What test/fixtures/lmProvider exports: two vendors, `fixture` and `other`, with one script. */
export interface Provider {
  readonly script: {
    models: { fixture: readonly FixtureModel[]; other: readonly FixtureModel[] };
    answer: (request: FixtureRequest, say: (text: string) => void) => Promise<void>;
    countTokens: (text: string) => Promise<number>;
  };
  readonly requests: readonly FixtureRequest[];
  /** No models, empty answers, no requests so far. */
  reset(): void;
}

/** The extension that offers language models, started. */
export async function languageModelProvider(): Promise<Provider> {
  const found = vscode.extensions.getExtension<Provider>('rlm-test.lm-provider');
  assert.ok(found, 'the extension that offers language models is not installed');
  return found.activate();
}
