// What must run before anything is installed: Node 20 or newer, built-in modules only.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const modules = path.join(root, 'node_modules');
const windows = process.platform === 'win32';
const node24 = path.join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

/**
 * Installs the project's packages when they are missing or not those of package-lock.json, then runs
 * a program of the project with the Node that came with them, as if it were this process: same
 * terminal, signals and exit status. `program`: its path from the project's root.
 */
export function handOver(program, args = process.argv.slice(2)) {
  installPackages();
  const child = spawn(node24, [path.join(root, program), ...args], {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, PATH: searchPath() },
  });
  // A terminal sends Ctrl-C to both: the program decides when to end, this process waits for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`The project's own Node can't be run: ${error.message}.`));
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
}

function installPackages() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    fail(`Node ${process.versions.node} is too old: Node 20 or newer is needed.`);
  }
  const started = performance.now();
  if (!packagesAreCurrent()) {
    process.stdout.write('Installing packages (npm ci) ... ');
    run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  }
  // npm may be set up to run no install scripts; the one that brings Node along has to run.
  if (!existsSync(node24)) {
    run(process.execPath, ['installArchSpecificPackage.js'], path.join(modules, 'node'));
  }
  if (!existsSync(node24)) fail(`The package "node" was installed without ${node24}.`);
}

/** npm's own record of what it installed is held against the lock file, package by package. */
function packagesAreCurrent() {
  const record = path.join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([folder, { version, optional }]) =>
      folder === '' || optional === true || installed[folder]?.version === version,
  );
}

/** Builds dist/ anew. */
export function build() {
  installPackages();
  run(node24, ['esbuild.config.mjs']);
}

/** PATH with the project's own tools first; `without` them while they are being replaced. */
function searchPath(without = false) {
  const own = [path.join(modules, 'node', 'bin'), path.join(modules, '.bin')];
  const others = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((each) => !own.includes(each));
  return [...(without ? [] : own), ...others].join(path.delimiter);
}

function run(command, args, cwd = root) {
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: windows && command === 'npm',
    env: { ...process.env, PATH: searchPath(true) },
  });
  if (result.status === 0) return;
  const said = result.error?.message ?? `${result.stdout}\n${result.stderr}`.trim();
  fail(`"${path.basename(command)} ${args[0]}" failed; it said:\n${said}`);
}

function fail(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}
