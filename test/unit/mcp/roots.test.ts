import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { InvalidOption, UnreadableFile } from '../../../src/core/errors.ts';
import { openRoots, type Roots } from '../../../src/mcp/roots.ts';
import { makeFolder } from '../sources/support.ts';

const onlyLinks = { skip: process.platform === 'win32' };

/** `root` is open; what lies beside it is not. */
async function makeHouse(t: TestContext): Promise<{ house: string; roots: Roots }> {
  const house = await makeFolder(t, {
    'root/a.log': 'a',
    'root/..b': 'b',
    'root/sub/c.log': 'c',
    'root/.env': 'KEY=x',
    'root/.env.example': 'KEY=',
    'root/tls/server.key': 'k',
    'root/.aws/credentials': 'k',
    'outside/d.log': 'd',
    'rooted/e.log': 'e',
  });
  if (process.platform !== 'win32') {
    await symlink('../outside/d.log', path.join(house, 'root/out.log'));
    await symlink('../outside', path.join(house, 'root/outer'));
    await symlink('sub/c.log', path.join(house, 'root/current.log'));
    await symlink('.env', path.join(house, 'root/notes.txt'));
    await symlink('a.log', path.join(house, 'root/id_rsa'));
    await symlink('nowhere', path.join(house, 'root/dangling'));
    await symlink('round', path.join(house, 'root/round'));
    await symlink('root', path.join(house, 'linked'));
  }
  return { house, roots: await openRoots([path.join(house, 'root')]) };
}

const refusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'was found',
    (error: unknown) => {
      assert.ok(error instanceof InvalidOption || error instanceof UnreadableFile, String(error));
      return error.message;
    },
  );

test('a path below a root is found, however it is written', onlyLinks, async (t) => {
  const { house, roots } = await makeHouse(t);
  const found = async (given: string) => {
    const { path: file, kind } = await roots.find(given);
    return `${kind} ${file}`;
  };
  for (const [given, where] of [
    ['a.log', 'file a.log'],
    ['./sub/../a.log', 'file a.log'],
    [path.join(house, 'root/a.log'), 'file a.log'],
    ['..b', 'file ..b'],
    ['sub', 'folder sub'],
    ['.', 'folder '],
    [path.join(house, 'root'), 'folder '],
    ['current.log', 'file sub/c.log'],
    ['.env.example', 'file .env.example'],
  ] as const)
    assert.equal(await found(given), where, given);
});

test(
  'nothing outside of the roots is found, by no way to write it and by no link',
  onlyLinks,
  async (t) => {
    const { house, roots } = await makeHouse(t);
    for (const given of [
      '../outside/d.log',
      'sub/../../outside/d.log',
      path.join(house, 'outside/d.log'),
      path.join(house, 'rooted/e.log'),
      path.join(house, 'not/there'),
      '/etc/passwd',
      '..',
      '/',
      'out.log',
      'outer/d.log',
      'outer',
      'a.log\0',
    ])
      assert.match(
        await refusalOf(roots.find(given)),
        /is outside of what this server may read/,
        given,
      );
  },
);

test('what is outside and what is not there are told apart only below a root', async (t) => {
  const { house, roots } = await makeHouse(t);
  assert.match(await refusalOf(roots.find('nothing.log')), /doesn't exist under/);
  assert.match(await refusalOf(roots.find('a.log/b')), /doesn't exist under/);
  const sentences = await Promise.all(
    ['outside/d.log', 'outside/x.log'].map((file) =>
      refusalOf(roots.find(path.join(house, file))).then((said) => said.replace(/^".*?"/, '')),
    ),
  );
  assert.equal(sentences[0], sentences[1]);
});

test(
  'a file that may hold secrets is refused under its name and under that of a link',
  onlyLinks,
  async (t) => {
    const { roots } = await makeHouse(t);
    for (const given of ['.env', 'tls/server.key', '.aws/credentials', 'notes.txt', 'id_rsa'])
      assert.match(await refusalOf(roots.find(given)), /may hold secrets/, given);
  },
);

test('links that lead nowhere or in a circle are sentences', onlyLinks, async (t) => {
  const { roots } = await makeHouse(t);
  assert.match(await refusalOf(roots.find('dangling')), /doesn't exist/);
  assert.match(await refusalOf(roots.find('round')), /links lead in a circle/);
});

test('a pipe is not opened', onlyLinks, async (t) => {
  const { house, roots } = await makeHouse(t);
  execFileSync('mkfifo', [path.join(house, 'root/pipe')]);
  assert.match(await refusalOf(roots.find('pipe')), /neither a plain file nor a folder/);
});

test('a root that is a link is open under both its names', onlyLinks, async (t) => {
  const { house } = await makeHouse(t);
  const roots = await openRoots([path.join(house, 'linked')]);
  for (const name of ['linked', 'root'])
    assert.equal((await roots.find(path.join(house, name, 'a.log'))).path, 'a.log');
  assert.equal(roots.place(`${path.join(house, 'linked')}/*.log`)[0]?.glob, '/*.log');
});

test('with several roots, names tell their files apart and lead back to them', async (t) => {
  const house = await makeFolder(t, { 'x/logs/a': '1', 'y/logs/a': '2', 'y/logs/b': '3' });
  const roots = await openRoots(['x/logs', 'y/logs'].map((each) => path.join(house, each)));
  assert.deepEqual(
    roots.all.map(({ name }) => name),
    ['logs', 'logs (2)'],
  );
  const found = await roots.find('b');
  assert.equal(roots.nameOf(found.root, found.path), 'logs (2)/b');
  assert.equal((await roots.find('logs (2)/a')).root, roots.all[1]);
  assert.equal((await roots.find('a')).root, roots.all[0]);
});

test('a root in another root is that one, and what is no folder is a sentence', async (t) => {
  const house = await makeFolder(t, { 'x/y/a': '' });
  const at = (name: string) => path.join(house, name);
  const roots = await openRoots([at('x/y'), at('x'), at('x')]);
  assert.deepEqual(
    roots.all.map(({ given }) => given),
    [at('x')],
  );
  assert.match(await refusalOf(openRoots([at('x/y/a')])), /is a file: it takes a folder/);
  assert.match(await refusalOf(openRoots([at('z')])), /can't be read: it doesn't exist/);
});

test('a glob counts from the roots and leads out of none', async (t) => {
  const house = await makeFolder(t, { 'x/a': '' });
  await mkdir(path.join(house, 'y'));
  const [x, y] = ['x', 'y'].map((each) => path.join(house, each));
  const roots = await openRoots([x ?? '', y ?? '']);
  const placed = (glob: string) =>
    roots.place(glob).map(({ root, glob: from }) => `${root.name} ${from}`);
  assert.deepEqual(placed('*.log'), ['x *.log', 'y *.log']);
  assert.deepEqual(placed(`${x}/**/*.log`), ['x /**/*.log']);
  assert.deepEqual(placed('y/*.log'), ['y /*.log']);
  for (const glob of ['../**', 'a/../../b', '/etc/*', `${house}/*`])
    assert.throws(() => roots.place(glob), /is outside of what this server may read/, glob);
});
