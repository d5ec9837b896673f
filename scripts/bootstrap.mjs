// Installs what a fresh clone lacks, and finds the Node that runs the laboratory. No dependencies, Node >= 20.
// Quick and silent when nothing is missing; says plainly what could not be had.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.neural-ser-installed');
const lock = join(root, '.bootstrap-lock');
/** What was made for this clone and may be made again. */
export const cache = join(modules, '.cache', 'neural-ser');

const say = (line) => process.stderr.write(`${line}\n`);

/** The packages are those of the lock file, on this platform. */
function wanted() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)));
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** Whether whoever held a lock is gone: its process was killed, or it has taken longer than anything takes. */
function isLeft(lock) {
  const ageSeconds = (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())) / 1000;
  if (ageSeconds > 900) return true;
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    // Its file may not be there yet, and another user's process may not be asked.
    return error.code === 'ESRCH';
  }
}

/** Two commands started at once must not work in one folder at once: the second waits until the first is `done`. */
export async function withLock(lock, done, work) {
  for (let said = false; ; ) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), `${process.pid}`);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (done()) return;
    if (isLeft(lock)) rmSync(lock, { recursive: true, force: true });
    if (!said) say('Another command is setting up; waiting for it …');
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
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
  // `npm ci` refuses a lock file made where a registry lacks packages of other platforms; `install --no-save` heeds
  // the lock and changes nothing. No package may run a script but `node`, which fetches its program that way.
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
    say(`The packages could not be installed: npm ${step[0]} failed (its words are above).`);
    say('Is the npm registry reachable from here, and is there room on the disk?');
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

/** The Node of the packages; the system's own where that could not be had but is recent enough. */
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

/** Sees to native TensorFlow, once for all clones of this user. Never fails for want of it: the wasm engine serves. */
function ensureNative(node) {
  const script = join(root, 'scripts', 'native-runtime.ts');
  const { status, signal } = spawnSync(node, [script], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 130 || signal === 'SIGINT') process.exit(130);
}

/** Gives the path of the Node to use, everything installed. `native`: native TensorFlow too, where it can be had. */
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
