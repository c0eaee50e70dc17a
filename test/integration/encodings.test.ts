import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { byteEncodings, knownEncoding } from '../../src/sources/encodings.ts';
import {
  ask,
  closeEditors,
  eventsOf,
  fileWith,
  startOf,
  timeoutQuestion,
  useCountingModel,
  withSettings,
} from './support.ts';

const chinese = '错误 连接被拒绝 timeout\n';
const inGbk = Buffer.from('b4edcef320c1acbdd3b1bbbedcbef82074696d656f75740a', 'hex');

suite('Files in other encodings than UTF-8', () => {
  useCountingModel();
  teardown(closeEditors);

  const notices = async (runId: string): Promise<string> =>
    (await eventsOf(runId))
      .flatMap((event) => (event.type === 'notice' ? [event.text] : []))
      .join('\n');

  test('the host decodes every encoding that is offered', () => {
    const missing = byteEncodings.filter((name) => knownEncoding(name) !== name);
    assert.deepEqual(missing, []);
    assert.equal(new TextDecoder('gb18030').decode(inGbk), chinese);
  });

  test('what the bytes are is found, and said with the setting that names another', async () => {
    const uri = await fileWith('gbk.log', Buffer.concat([inGbk, inGbk, inGbk]));
    const { runId, answer } = await ask({ question: timeoutQuestion, uri });
    assert.match(answer, /\b3\b/);
    assert.equal((await startOf(runId)).context.chars, chinese.length * 3);
    assert.match(await notices(runId), /"gbk\.log" was read as GB18030\..*RLM: Encoding/);
  });

  test('the encoding of an open document decides', async () => {
    const uri = await fileWith('open.log', inGbk);
    const document = await vscode.workspace.openTextDocument(uri, { encoding: 'windows1251' });
    assert.equal(document.encoding, 'windows1251');
    const { runId } = await ask({ question: timeoutQuestion, uri });
    assert.equal((await startOf(runId)).context.chars, document.getText().length);
    assert.equal(await notices(runId), '');
  });

  test('rlm.encoding names it, and one that is none is refused in a sentence', async () => {
    const uri = await fileWith('named.log', inGbk);
    await withSettings({ encoding: 'koi8-r' }, async () => {
      const { runId } = await ask({ question: timeoutQuestion, uri });
      assert.equal((await startOf(runId)).context.chars, inGbk.length);
    });
    await withSettings({ encoding: 'klingon' }, async () => {
      const { status, error } = await ask({ question: timeoutQuestion, uri });
      assert.equal(status, 'failed');
      assert.match(error?.message ?? '', /^rlm\.encoding is "klingon"/);
    });
  });
});
