import assert from 'node:assert/strict';
import * as errors from '../../src/core/errors.ts';
import {
  NoTextOpen,
  NothingSelected,
  PlaceNotFound,
  RunNotFound,
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
    new errors.WrongAddress('localhost:80'),
    new errors.InvalidOption('rlm.concurrency is 0.'),
    new NoTextOpen(),
    new NothingSelected(),
    new WorkspaceNotTrusted(),
    new RunNotFound(),
    new PlaceNotFound('the text was not in a file'),
  ];
  for (const failure of failures) {
    test(`the template of ${failure.name} says what the error says`, () => {
      assert.equal(sentenceOf(failure), failure.message);
    });
  }

  test('what nobody expected is called a bug', () => {
    assert.match(sentenceOf(new TypeError('x is undefined')), /bug.*x is undefined/);
  });
});
