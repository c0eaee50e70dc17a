import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { InvalidOption } from '../../../src/core/errors.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import { openEventsFile } from '../../../src/terminal/eventsFile.ts';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'rlm-events-'));
after(() => fs.rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const event: RunEvent = { seq: 1, at: 2, run: '', type: 'notice', text: 'a\u009bb' };
const line = '{"seq":1,"at":2,"run":"","type":"notice","text":"a\\u009bb"}\n';
const modeOf = (file: string) => fs.statSync(file).mode & 0o777;

async function write(file: string, asked: readonly string[] = []): Promise<void> {
  const events = await openEventsFile(file, asked);
  events.append(event);
  await events.close();
}

test('a new file is for its owner alone', async () => {
  await write(at('new.jsonl'));
  assert.equal(fs.readFileSync(at('new.jsonl'), 'utf8'), line);
  assert.equal(modeOf(at('new.jsonl')), 0o600);
});

test('an empty file, and events of an earlier run, make room when the first event comes', async () => {
  const earlier = {
    'empty.jsonl': '',
    'same.jsonl': line.repeat(9),
    'spaced.jsonl': '{ "type": "run.started", "seq": 1, "run": "", "at": 5.5 }\nrest',
    'long.jsonl': `{"seq":1,"at":2,"run":"1.2","type":"run.started","question":"${'?'.repeat(2e6)}"}\n`,
  };
  for (const [name, text] of Object.entries(earlier)) {
    fs.writeFileSync(at(name), text, { mode: 0o644 });
    const events = await openEventsFile(at(name), []);
    assert.equal(fs.readFileSync(at(name), 'utf8'), text);
    events.append(event);
    await events.close();
    assert.equal(fs.readFileSync(at(name), 'utf8'), line, name);
    assert.equal(modeOf(at(name)), 0o600);
  }
});

test('what streams is not written', async () => {
  const events = await openEventsFile(at('deltas.jsonl'), []);
  events.append({ seq: 0, at: 2, run: '', type: 'model.delta', iteration: 1, text: 'x' });
  await events.close();
  assert.equal(fs.readFileSync(at('deltas.jsonl'), 'utf8'), '');
});

test('a file that holds something else keeps it', async () => {
  const others = [
    'a log line\n',
    '{"seq":1}\n',
    '[1]\n',
    'null\n',
    '{"seq":1,"at":2,"run":"","type":"not',
    '\n{"seq":1,"at":2,"run":"","type":"notice"}\n',
    'x'.repeat(2e6),
    '\u0000',
  ];
  for (const [index, text] of others.entries()) {
    const file = at(`other-${index}`);
    fs.writeFileSync(file, text);
    await assert.rejects(write(file), /exists, and holds something else than events\.$/);
    assert.equal(fs.readFileSync(file, 'utf8'), text);
  }
});

test('a link is not followed, whether it leads somewhere or nowhere', async () => {
  fs.writeFileSync(at('target'), '');
  fs.symlinkSync(at('target'), at('link'));
  fs.symlinkSync(at('nowhere'), at('dangling'));
  fs.writeFileSync(at('one name'), '');
  fs.linkSync(at('one name'), at('other name'));
  for (const name of ['link', 'dangling', 'other name']) {
    await assert.rejects(write(at(name)), /it is a link/);
  }
  assert.equal(fs.readFileSync(at('target'), 'utf8'), '');
  assert.equal(fs.existsSync(at('nowhere')), false);
});

test('a pipe, a device and a folder are no plain files', { timeout: 20_000 }, async () => {
  execFileSync('mkfifo', [at('pipe')]);
  fs.mkdirSync(at('sub'));
  await assert.rejects(write(at('pipe')), /it is no plain file/);
  await assert.rejects(write('/dev/null'), /it is no plain file/);
  await assert.rejects(write('/dev/stdout'), /it is a link/);
  await assert.rejects(write(at('sub')), /it is a folder/);
  await assert.rejects(write(at('missing/a.jsonl')), /its folder does not exist/);
  await assert.rejects(write(at('new.jsonl/a')), InvalidOption);
});

test('a file that is asked about is not written to, however it is spelled', async () => {
  fs.writeFileSync(at('asked'), line);
  fs.symlinkSync(folder, at('around'));
  fs.symlinkSync(at('asked'), at('alias'));
  for (const asked of ['asked', './asked', 'sub/../asked', 'around/asked', 'alias']) {
    const spelled = [at('new.jsonl'), `${folder}/${asked}`];
    await assert.rejects(write(at('asked'), spelled), /it is a file that is asked about/);
  }
  assert.equal(fs.readFileSync(at('asked'), 'utf8'), line);
  // One that is not there is told when it is read, and is not there afterwards either.
  await assert.rejects(write(at('gone'), [at('gone')]), /asked about/);
  assert.equal(fs.existsSync(at('gone')), false);
  await write(at('new.jsonl'), [at('asked'), at('missing')]);
});

test('it is found again by every path that leads to it', async () => {
  const events = await openEventsFile(at('found.jsonl'), []);
  assert.equal(await events.isAt(`${folder}/around/found.jsonl`), true);
  assert.equal(await events.isAt(at('asked')), false);
  assert.equal(await events.isAt(at('missing')), false);
  await events.close();
});

test('one that is discarded leaves nothing new behind, and what was there as it was', async () => {
  fs.writeFileSync(at('kept.jsonl'), line);
  fs.writeFileSync(at('kept empty.jsonl'), '');
  const before = openFiles();
  for (const name of ['fresh.jsonl', 'kept.jsonl', 'kept empty.jsonl']) {
    const events = await openEventsFile(at(name), []);
    await events.discard();
  }
  assert.deepEqual(openFiles(), before);
  assert.equal(fs.existsSync(at('fresh.jsonl')), false);
  assert.equal(fs.readFileSync(at('kept.jsonl'), 'utf8'), line);
  assert.equal(fs.readFileSync(at('kept empty.jsonl'), 'utf8'), '');
  const replaced = await openEventsFile(at('fresh.jsonl'), []);
  fs.renameSync(at('fresh.jsonl'), at('moved.jsonl'));
  fs.writeFileSync(at('fresh.jsonl'), "somebody's");
  await replaced.discard();
  assert.equal(fs.readFileSync(at('fresh.jsonl'), 'utf8'), "somebody's");
});

/** Those of the folder that this process has open, where the system tells. */
function openFiles(): string[] {
  const descriptors = '/proc/self/fd';
  if (!fs.existsSync(descriptors)) return [];
  const targets = fs.readdirSync(descriptors).map((each) => {
    try {
      return fs.readlinkSync(path.join(descriptors, each));
    } catch {
      // The one that lists them is closed already.
      return '';
    }
  });
  return targets.filter((each) => each.startsWith(folder));
}
