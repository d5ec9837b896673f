// Installs what a fresh clone lacks, and finds the Node that runs the laboratory. No dependencies, Node >= 20.
// Fast and silent if nothing is missing. Prints what could not be installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.neural-ser-installed');
const lock = join(root, '.bootstrap-lock');
/** Generated files of this clone, which can be generated again. */
export const cache = join(modules, '.cache', 'neural-ser');

const say = (line) => process.stderr.write(`${line}\n`);

/** The installed packages depend on the lock file and the platform, not on the scripts of package.json. */
function wanted() {
  const { dependencies, devDependencies, allowScripts } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  hash.update(JSON.stringify([dependencies, devDependencies, allowScripts]));
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** Whether a lock is stale: its process was killed, or it is older than any installation takes. */
function isStale(lock) {
  const ageSeconds = (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())) / 1000;
  if (ageSeconds > 900) return true;
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
    // An empty file: its process is just writing it, or could not because the disk is full. Signals to 0 reach ourselves.
    if (!(pid > 0)) return ageSeconds > 10;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // The file may not exist yet, and a process of another user cannot be checked.
    return error.code === 'ESRCH';
  }
}

/** Prevents two commands from working in the same folder at the same time. The second waits until the first is `done`. */
export async function withLock(lock, done, work) {
  for (let reported = false; ; ) {
    try {
      mkdirSync(lock);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (done()) return;
      if (isStale(lock)) rmSync(lock, { recursive: true, force: true });
      if (!reported) say('Another command is installing. Waiting for it …');
      reported = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    try {
      writeFileSync(join(lock, 'pid'), `${process.pid}`);
      break;
    } catch (error) {
      // On a full disk, the lock would stay.
      rmSync(lock, { recursive: true, force: true });
      throw error;
    }
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  const interrupted = () => {
    release();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await work();
  } finally {
    release();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

function install() {
  if (installed()) return;
  say('Installing the packages (once, about 650 MB on disk) …');
  const started = Date.now();
  // `npm ci` rejects a lock file that lacks packages of other platforms. `install --no-save` follows the lock file and
  // does not change it. Only the package `node` may run its script, which downloads the program.
  const steps = [
    [
      'install',
      '--no-save',
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
    ],
    ['rebuild', 'node'],
  ];
  for (const step of steps) {
    const result = spawnSync('npm', [...step, '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (result.status === 0) continue;
    say((result.stderr || result.error?.message || '').trim());
    say(`The packages could not be installed: npm ${step[0]} failed (see its message above).`);
    say('Check that the npm registry is reachable and that the disk is not full.');
    process.exit(1);
  }
  writeFileSync(stamp, wanted());
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function version(program) {
  const result = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim().replace(/^v/, '') : undefined;
}

/** Type stripping, and a better-sqlite3 that does not crash, need Node 22.18 or newer. */
function recentEnough(text) {
  const [major, minor] = (text ?? '0.0').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node of the packages; the system's own if that one does not run and the system's is recent enough. */
function findNode() {
  const own = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const found = version(own);
  if (recentEnough(found)) return own;
  if (recentEnough(process.versions.node)) {
    say(`The packaged Node 24 does not run on this machine; using Node ${process.versions.node} instead.`);
    return process.execPath;
  }
  say(
    `Node 22.18 or newer is needed: the packaged Node 24 does not run here, and this one is ${process.versions.node}.`,
  );
  process.exit(1);
}

/** Installs native TensorFlow, once for all clones of this user. If it fails, the wasm engine is used. */
function ensureNative(node) {
  const script = join(root, 'setup', 'native-runtime.ts');
  const { status, signal } = spawnSync(node, [script], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 130 || signal === 'SIGINT') process.exit(130);
}

/** Installs what is missing and returns the path of Node. `native`: also native TensorFlow, if possible. */
export async function bootstrap({ native = false } = {}) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    say(`Node 20 or newer is needed; this is ${process.versions.node}.`);
    process.exit(1);
  }
  if (!installed()) await withLock(lock, installed, install);
  const node = findNode();
  if (native) ensureNative(node);
  return node;
}
