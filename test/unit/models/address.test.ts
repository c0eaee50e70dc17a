import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback } from '../../../src/models/address.ts';

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
