import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readEnvFile, readSurroundings } from '../../../src/terminal/settings.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'rlm-env-'));
after(() => rmSync(folder, { recursive: true }));

test("a file's base URL is used only with the file's own key", () => {
  const file = { OPENAI_API_KEY: 'file', OPENAI_BASE_URL: 'http://evil/v1', RLM_ROOT_MODEL: 'm' };
  assert.deepEqual(readSurroundings({ OPENAI_API_KEY: 'mine' }, file), {
    apiKey: 'mine',
    baseUrl: null,
    baseUrlFrom: null,
    rootModel: null,
    subModel: null,
  });
  assert.equal(readSurroundings({}, { OPENAI_BASE_URL: 'http://evil/v1' }).baseUrl, null);
});

test('the address says whose it is: the environment, or the file', () => {
  const file = { OPENAI_API_KEY: 'file', OPENAI_BASE_URL: 'http://file/v1' };
  const said = (environment: Record<string, string>) => {
    const { baseUrl, baseUrlFrom } = readSurroundings(environment, file);
    return [baseUrl, baseUrlFrom];
  };
  assert.deepEqual(said({}), ['http://file/v1', 'OPENAI_BASE_URL in .env']);
  assert.deepEqual(said({ OPENAI_BASE_URL: 'http://me/v1' }), ['http://me/v1', 'OPENAI_BASE_URL']);
});

test("a file's models count only where its own key pays for them", () => {
  const models = { RLM_ROOT_MODEL: 'dear', RLM_SUB_MODEL: 'dearer' };
  const chosen = (environment: Record<string, string>, file: Record<string, string>) => {
    const { rootModel, subModel } = readSurroundings(environment, file);
    return [rootModel, subModel];
  };
  assert.deepEqual(chosen({ OPENAI_API_KEY: 'mine' }, models), [null, null]);
  assert.deepEqual(chosen({}, models), [null, null]);
  const withKey = { ...models, OPENAI_API_KEY: 'its own' };
  assert.deepEqual(chosen({ OPENAI_API_KEY: 'mine' }, withKey), [null, null]);
  assert.deepEqual(chosen({}, withKey), ['dear', 'dearer']);
  assert.deepEqual(chosen({ RLM_ROOT_MODEL: 'mine' }, models), ['mine', null]);
});

test('a plain file is read, through a link too', () => {
  const file = path.join(folder, 'plain.env');
  writeFileSync(file, 'OPENAI_API_KEY="k"\n# no\nRLM_ROOT_MODEL=m\n');
  symlinkSync(file, path.join(folder, 'link.env'));
  for (const name of ['plain.env', 'link.env']) {
    const { variables, notice } = readEnvFile(path.join(folder, name));
    assert.deepEqual({ ...variables }, { OPENAI_API_KEY: 'k', RLM_ROOT_MODEL: 'm' });
    assert.equal(notice, null);
  }
});

test('where there is none, and where a folder is called so, nothing is read', () => {
  mkdirSync(path.join(folder, 'venv'));
  const nothing = { variables: {}, notice: null };
  assert.deepEqual(readEnvFile(path.join(folder, 'missing')), nothing);
  assert.deepEqual(readEnvFile(path.join(folder, 'venv')), nothing);
});

test('a pipe is not waited for, and what is far too big is not read', { timeout: 20_000 }, () => {
  const pipe = path.join(folder, 'pipe.env');
  execFileSync('mkfifo', [pipe]);
  assert.match(
    readEnvFile(pipe).notice ?? '',
    /^".*pipe\.env" is not read: it is no plain file\.$/,
  );
  const big = path.join(folder, 'big.env');
  writeFileSync(big, 'A=1\n'.repeat(300_000));
  assert.match(readEnvFile(big).notice ?? '', /it is over 1 MB/);
});

test("Anthropic's key and address are its own: neither goes to OpenAI's, nor the other way", () => {
  const both = {
    OPENAI_API_KEY: 'of OpenAI',
    OPENAI_BASE_URL: 'http://open/v1',
    ANTHROPIC_API_KEY: 'of Anthropic',
    ANTHROPIC_BASE_URL: 'http://anthropic',
  };
  const { apiKey, baseUrl, baseUrlFrom } = readSurroundings(both, {}, 'anthropic');
  assert.deepEqual(
    [apiKey, baseUrl, baseUrlFrom],
    ['of Anthropic', 'http://anthropic', 'ANTHROPIC_BASE_URL'],
  );
  assert.equal(readSurroundings(both, {}).apiKey, 'of OpenAI');
  const { OPENAI_API_KEY } = both;
  assert.equal(readSurroundings({ OPENAI_API_KEY }, {}, 'anthropic').apiKey, null);
  const file = { ANTHROPIC_BASE_URL: 'http://evil' };
  assert.equal(readSurroundings({ ANTHROPIC_API_KEY: 'mine' }, file, 'anthropic').baseUrl, null);
});
