import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { leftOutNotices } from '../../../src/sources/leftOut.ts';
import { readFilesContext } from '../../../src/sources/readFile.ts';
import { readFolderContext, readSelectedContext } from '../../../src/sources/readFolder.ts';
import { holdsSecrets } from '../../../src/sources/secrets.ts';
import { makeFolder } from './support.ts';

const secret = [
  ...['.env', '.env.local', '.envrc', 'a/.env.production', '.npmrc', '.pypirc', '.netrc'],
  ...['server.pem', 'tls/server.key', 'id_rsa', '.ssh/id_dsa', 'id_ecdsa', 'id_ecdsa_sk'],
  ...['id_ed25519', 'id_ed25519_work', 'release.jks', 'my.keystore', 'cert.p12', 'cert.pfx'],
  ...['.aws/credentials', 'x/.aws/config', '.azure/msal_token_cache.json', '.kube/config'],
  ...['.config/gcloud/credentials.db', 'service-account-prod.json', '.docker/config.json'],
  ...['proc/self/environ', 'proc/12/task/12/environ'],
  ...['SERVER.PEM', 'Tls/Server.Key', '.ENV', 'ID_RSA', '.AWS/Credentials', 'Cert.PFX'],
];
const harmless = [
  ...['.env.example', '.env.sample', '.env.template', '.env.local.example', 'env.ts', 'a.env'],
  ...['id_rsa.pub', 'id_ed25519.pub', 'id_ecdsa.pub', 'key', 'keys.md', 'pem.txt', 'id_rsa.md'],
  ...['.ENV.Example', 'ID_RSA.PUB'],
  ...['config', 'docker/config.json', 'credentials', 'npmrc', '.env/lib/site.py'],
];

test('files that hold secrets are known by their names and places, and what only looks so is not', () => {
  for (const each of secret) assert.ok(holdsSecrets(each), each);
  for (const each of harmless) assert.ok(!holdsSecrets(each), each);
});

test('secrets of a folder stay out and are told, whatever globs name everything', async (t) => {
  const files = ['.env', 'a.txt', 'src/.env.local', 'src/b.ts', 'tls/server.key', '.env.example'];
  const folder = await makeFolder(t, Object.fromEntries(files.map((name) => [name, 'x'])));
  const pathsOf = async (include: string[]) =>
    (await readFolderContext(folder, { include })).items.map((item) => item.path);
  const open = ['.env.example', 'a.txt', 'src/b.ts'];
  for (const include of [[], ['*'], ['**'], ['**/*'], ['*.*', '*'], ['./*', 'src/**', 'tls']]) {
    const paths = await pathsOf(include);
    assert.ok(
      paths.every((each) => open.includes(each)),
      `${include}: ${paths}`,
    );
  }
  const context = await readFolderContext(folder);
  const [told, remedy] = leftOutNotices(context, 'name them with --include or --file');
  assert.match(
    told ?? '',
    /^Left out: 3 that may hold secrets \(\.env, src\/\.env\.local, tls\/server\.key\)/,
  );
  assert.equal(
    remedy,
    'To have files that may hold secrets read, name them with --include or --file.',
  );
});

test('where secrets are never read, no glob names one, and there is no advice how', async (t) => {
  const files = ['.env', 'a.txt', 'tls/server.key', '.aws/credentials'];
  const folder = await makeFolder(t, Object.fromEntries(files.map((name) => [name, 'x'])));
  for (const include of [['.env'], ['*.key', '.env*', 'a.txt'], ['.aws/credentials'], ['**']]) {
    const context = await readFolderContext(folder, { include, neverSecrets: true });
    assert.ok(
      context.items.every(({ path: name }) => name === 'a.txt'),
      String(include),
    );
    const [told = '', ...more] = leftOutNotices(context, null);
    assert.match(
      told,
      /^Left out: \d files? that may hold secrets|^Left out: \d that may hold secrets/,
    );
    assert.deepEqual(more, []);
  }
});

test('secrets that a glob or a path names are read', async (t) => {
  const files = ['.env', 'a.txt', 'src/.env.local', 'tls/server.key', '.aws/credentials'];
  const folder = await makeFolder(t, Object.fromEntries(files.map((name) => [name, 'x'])));
  const pathsOf = async (...include: string[]) =>
    (await readFolderContext(folder, { include })).items.map((item) => item.path);
  assert.deepEqual(await pathsOf('.env'), ['.env']);
  assert.deepEqual(await pathsOf('.env*', '*'), ['.env', 'a.txt', 'src/.env.local']);
  assert.deepEqual(await pathsOf('**/*.key'), ['tls/server.key']);
  assert.deepEqual(await pathsOf('.aws/credentials'), ['.aws/credentials']);
  const selected = await readSelectedContext(folder, ['.env', 'tls'], 'two');
  assert.deepEqual(
    selected.items.map((item) => item.path),
    ['.env'],
  );
  const named = await readFilesContext([path.join(folder, '.env')]);
  assert.equal(named.items.length, 1);
});

test('secrets are known from inside their folders too, however deep one asks', async (t) => {
  const folder = await makeFolder(t, {
    '.config/gcloud/credentials.db': 'x',
    '.config/gcloud/legacy_credentials/me/adc.json': 'x',
    '.aws/sso/cache/deep/token.json': 'x',
    '.azure/a/b/c/d.json': 'x',
    'cloud/gcloud/credentials.db': 'x',
  });
  const cases: Readonly<Record<string, readonly string[]>> = {
    '.config': ['gcloud/credentials.db', 'gcloud/legacy_credentials/me/adc.json'],
    '.config/gcloud': ['credentials.db', 'legacy_credentials/me/adc.json'],
    '.config/gcloud/legacy_credentials/me': ['adc.json'],
    '.aws/sso': ['cache/deep/token.json'],
    '.aws/sso/cache': ['deep/token.json'],
    '.aws/sso/cache/deep': ['token.json'],
    '.azure/a/b/c': ['d.json'],
  };
  for (const [inside, secrets] of Object.entries(cases)) {
    const context = await readFolderContext(path.join(folder, inside));
    assert.deepEqual(context.items, [], inside);
    assert.deepEqual(
      context.skipped.map(({ path, kind }) => [path, kind]),
      secrets.map((each) => [each, 'secret']),
      inside,
    );
  }
  const other = await readFolderContext(path.join(folder, 'cloud/gcloud'));
  assert.equal(other.items.length, 1);
});

test('what knows secrets is made when it is first asked, not when it is loaded', async () => {
  const code = `
    export const made = [];
    export const matchAny = (globs) => { made.push(globs); return () => false; };
  `;
  const counting = `data:text/javascript,${encodeURIComponent(code)}`;
  const module = '../../../src/sources/secrets.ts?counted';
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === './globs.ts' && context.parentURL?.endsWith('?counted')
        ? { url: counting, shortCircuit: true }
        : next(specifier, context),
  });
  try {
    const fresh: { readonly holdsSecrets: typeof holdsSecrets } = await import(module);
    const { made }: { readonly made: readonly unknown[] } = await import(counting);
    assert.equal(made.length, 0);
    for (const name of ['a.txt', 'b.txt']) assert.equal(fresh.holdsSecrets(name), false);
    assert.equal(made.length, 2);
  } finally {
    hooks.deregister();
  }
});
