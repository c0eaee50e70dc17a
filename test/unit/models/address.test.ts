import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, readAddress } from '../../../src/models/address.ts';

const own = [
  ...['http://localhost:1', 'http://LOCALHOST./', 'http://a.localhost', 'http://127.0.0.1:11434'],
  ...['http://127.1', 'http://2130706433', 'http://[::1]:1', 'http://[::ffff:127.0.0.1]'],
];
const others = [
  ...['http://10.0.0.7', 'http://192.168.1.2', 'http://[::2]', 'http://[::ffff:8.8.8.8]'],
  ...['http://localhost.example.com', 'http://127.0.0.1.example.com', 'http://0.0.0.0.example.com'],
  ...['http://mylocalhost', 'http://[fe80::1]', 'http://127.example.com'],
];

test('the addresses of this machine are known, however they are written', () => {
  for (const each of own) assert.ok(isLoopback(new URL(each)), each);
  for (const each of others) assert.ok(!isLoopback(new URL(each)), each);
});

/** What is set as base URL, and as what it is named. */
const secretive: readonly (readonly [string, string, string])[] = [
  [
    'https://h.example/v1/chat/completions?key=hunter2secret',
    'https://h.example/v1/chat/completions',
    'https://h.example/v1 with the query behind it.',
  ],
  [
    'h.example/v1?key=hunter2secret',
    'h.example/v1',
    'https://h.example/v1 with the query behind it.',
  ],
  ['h.example/@cf/v1#hunter2', 'h.example/@cf/v1', 'https://h.example/@cf/v1.'],
  ['https://h.example/v1/responses#hunter2', 'https://h.example/v1/responses', ''],
  ['http://u:hunter2@h.example/v1/responses', 'http://h.example/v1/responses', ''],
  ['http:/u:hunter2@h.example/v1/responses', 'http:/h.example/v1/responses', ''],
  ['http:\\\\u:hunter2@h.example\\v1\\responses', 'http:\\\\h.example\\v1\\responses', ''],
  ['http://u:hunter2@h.example/v1/@a/responses', 'http://h.example/v1/@a/responses', ''],
  ['"https://u:hunter2@h.example/v1?key=hunter2"', '"https://h.example/v1', ''],
  ['https://u:hun ter2@h.example/v1?key=hun ter2', 'https://h.example/v1', ''],
  ['u:hunter2@h.example/v1', 'h.example/v1', ''],
  ['ftp://u:hunter2@h.example/v1?key=hunter2', 'h.example/v1', ''],
  ['https://u:hun/ter2@h.example:port/v1', 'https://h.example:port/v1', ''],
  ['https://u:hun#ter2@h.example/v1', 'https://u', ''],
  ['u:hun?ter2@h.example/v1', 'u', ''],
];

for (const [text, named, instead] of secretive)
  test(`a wrong address is named without what may be secret in it: ${text}`, () => {
    assert.throws(
      () => readAddress(text, null),
      ({ name, message }: Error) => {
        assert.equal(name, 'WrongAddress');
        assert.ok(message.startsWith(`${named} `), message);
        assert.ok(message.endsWith(instead), message);
        assert.doesNotMatch(message, /hun/);
        assert.doesNotMatch(message, /ter2/);
        return true;
      },
    );
  });
