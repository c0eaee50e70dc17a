import { matchAny, type PathMatch } from './globs.ts';

/** Made when they are first asked: until then nobody should wait for some forty globs to be read. */
function onFirstUse(globs: readonly string[]): PathMatch {
  let matches: PathMatch | null = null;
  return (path) => {
    matches ??= matchAny(globs);
    return matches(path);
  };
}

/** Names of files in which keys and passwords are kept: what nobody means who asks about a folder. */
const isSecretName = onFirstUse([
  ...['.env*', '.npmrc', '.pypirc', '.netrc', '_netrc', '.git-credentials', '.pgpass', '.htpasswd'],
  // Private keys.
  ...['*.pem', '*.key', '*.ppk', 'id_rsa', 'id_dsa', 'id_ecdsa*', 'id_ed25519*'],
  // Keystores.
  ...['*.jks', '*.keystore', '*.p12', '*.pfx', '*.bks', '*.kdbx', '*.keychain', '*.keychain-db'],
  // Of clouds, and of what runs there.
  ...['.s3cfg', '.boto', '.vault-token', '.terraformrc', '.dockercfg', '.dockerconfigjson'],
  ...['credentials.json', 'credentials.tfrc.json', 'application_default_credentials.json'],
  ...['client_secret*.json', 'service-account*.json', 'service_account*.json'],
]);

/** The same by the folders that they stand in. */
const isSecretPlace = onFirstUse([
  ...['**/.aws/credentials', '**/.aws/config', '**/.aws/{sso,cli}/cache', '**/.azure'],
  ...['**/.config/gcloud', '**/.kube/config', '**/.docker/config.json', '**/.oci/config'],
  // The variables of running programs, keys among them.
  '**/proc/**/environ',
]);

/** Names that only look like one of those. */
const isHarmless = onFirstUse(['.env*.example', '.env*.sample', '.env*.template', '*.pub']);

/**
 * Whether a file is one in which secrets are kept, by its path from wherever it is known. `SERVER.PEM`
 * is one on every system: files come from others too.
 */
export function holdsSecrets(path: string): boolean {
  const known = path.toLowerCase();
  const name = known.slice(known.lastIndexOf('/') + 1);
  return (isSecretName(name) && !isHarmless(name)) || isSecretPlace(known);
}

/** The end of a glob that names nothing in particular. */
const catchAll = /(?:^|\/)(?:\*+|\*\.\*)$/;

/**
 * True for paths that one of the globs names on purpose: not those that are only in a folder that it
 * names, nor those that it names with all others (`*`, `**`, `*.*`).
 */
export function namedOnPurpose(globs: readonly string[]): PathMatch {
  const names = matchAny(globs.filter((glob) => !catchAll.test(glob.trim())));
  return (path) => names(path) && !names(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
}
