import assert from 'node:assert/strict';
import * as errors from '../../src/core/errors.ts';
import { NoModelOffered } from '../../src/vscode/connect/failures.ts';
import {
  LanguageModelBlocked,
  LanguageModelNotAllowed,
  NoLanguageModel,
  NoTextInFolder,
  NoTextOpen,
  NothingSelected,
  PlaceNotFound,
  RunNotFound,
  TextGone,
  WorkspaceNotTrusted,
} from '../../src/vscode/failures.ts';
import { sentenceOf } from '../../src/vscode/sentences.ts';

suite('Sentences', () => {
  const failures: readonly errors.ExpectedError[] = [
    new errors.EmptyQuestion(),
    new errors.EmptyText('a.log'),
    new errors.BinaryText('a.log'),
    new errors.UnreadableFile('a.log', 'it is a folder'),
    new errors.TextTooLarge('a.log', 700, 500),
    new errors.KeyMissing('api.openai.com'),
    new errors.KeyMissing('localhost:8000', 'Unauthorized'),
    new errors.WrongAddress('http://localhost:80'),
    new errors.WrongAddress('http://localhost:80/v1'),
    new errors.WrongAddress('localhost:80', 'has no http:// in front'),
    new errors.UnknownModel('gpt-9', 'api.openai.com'),
    new errors.UnknownModel('gpt-9', 'api.openai.com', [], 'your plan has it not'),
    new errors.UnknownModel('gpt-9', 'VS Code', ['gpt-4o', 'gpt-4o-mini']),
    new errors.InvalidOption('rlm.concurrency is 0.'),
    new NoLanguageModel(),
    new NoModelOffered('localhost:11434'),
    new LanguageModelNotAllowed('copilot', 'GPT-4o'),
    new LanguageModelBlocked('copilot', 'GPT-4o', 'out of requests'),
    new NoTextOpen(),
    new NothingSelected(),
    new NoTextInFolder('src', ''),
    new NoTextInFolder('src', 'Left out: 2 binary (a.png, b.png).'),
    new WorkspaceNotTrusted(),
    new RunNotFound(),
    new TextGone('a.log', 'It was not in a file.'),
    new PlaceNotFound('the text was not in a file'),
  ];
  for (const failure of failures) {
    test(`the template of ${failure.name} says what the error says: ${failure.message}`, () => {
      assert.equal(sentenceOf(failure), failure.message);
    });
  }

  test('what nobody expected is called a bug', () => {
    assert.match(sentenceOf(new TypeError('x is undefined')), /bug.*x is undefined/);
  });
});
