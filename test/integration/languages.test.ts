import assert from 'node:assert/strict';
import { startModelServer } from '../support/modelServer.ts';
import { ask, closeEditors, fileWith, logOf, startOf, withSettings } from './support.ts';

/** Counts in Python; JavaScript would refuse it. */
const pythonReply = [
  'I count with code.',
  '```python',
  "lines_with = [m.line for m in grep('timeout', literal=True)]",
  'FINAL(f"{len(lines_with)} lines [L{lines_with[0]}]")',
  '```',
].join('\n');

suite('The language of the code', () => {
  teardown(closeEditors);

  test('a question is answered in Python, and so it is when it is asked again', async () => {
    await using server = await startModelServer({ '*': pythonReply });
    const uri = await fileWith('platform.log', logOf(30));
    await withSettings({ baseUrl: server.url, language: 'auto' }, async () => {
      const first = await ask({ question: 'How many lines contain "timeout"?', uri });
      assert.deepEqual([first.answer, first.language], ['3 lines [L10]', 'python']);
      assert.equal((await startOf(first.runId)).options.language, 'python');
    });
    await withSettings({ baseUrl: server.url, language: 'javascript' }, async () => {
      const first = await ask({
        question: 'How many lines contain "timeout"?',
        uri,
        options: { language: 'python' },
      });
      assert.equal(first.language, 'python');
      const again = { runId: first.runId, question: 'How many, then?' };
      const second = await ask(again, 'rlm.runAgain');
      assert.deepEqual([second.answer, second.language], ['3 lines [L10]', 'python']);
    });
  });

  test('a language that there is not is refused in a sentence', async () => {
    const uri = await fileWith('platform.log', logOf(10));
    const { error } = await ask({ question: 'How many?', uri, options: { language: 'lua' } });
    assert.match(
      error?.message ?? '',
      /rlm\.language is "lua"; it must be one of auto, python, jav/,
    );
  });
});
