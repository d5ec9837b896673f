// Builds the page, or the window with all its processes, when its sources have changed. No dependencies, Node >= 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, withLock } from './bootstrap.mjs';

const out = join(root, 'out');

const PAGE = {
  what: 'page',
  sources: ['package-lock.json', 'build', 'src/shared', 'src/renderer'],
  // Each build empties this folder, so the stamp is removed with the build.
  folder: join(out, 'renderer'),
  command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
};
/** What Electron runs: main process and preload. Its build includes the page. The laboratory runs from its sources. */
const WINDOW = {
  what: 'window',
  sources: ['electron.vite.config.ts', 'src/core', 'src/main', 'src/preload'],
  folder: join(out, 'main'),
  command: ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
};
/** What a package runs: the laboratory, the command line and their processes. The tests start it a thousand times. */
const LABORATORY = {
  what: 'laboratory',
  sources: [
    'package-lock.json',
    'build',
    'src/shared',
    'src/core',
    'src/cli',
    'src/main',
    'src/server',
    'src/workers',
  ],
  folder: join(out, 'laboratory'),
  command: ['build/build-laboratory.ts'],
};

/** Builds the page of the served door if it is missing or older than its sources. */
export const ensurePage = (node) => ensure(node, PAGE, [PAGE]);

/** Builds what Electron runs, if needed. */
export const ensureWindow = (node) => ensure(node, WINDOW, [PAGE, WINDOW]);

function files(path) {
  const whole = join(root, path);
  if (!existsSync(whole)) return [];
  const entries = readdirSync(whole, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** A hash of the contents, because a checkout changes file times. */
function digest(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    const paths = /\.\w+$/.test(source) ? [join(root, source)] : files(source).sort();
    for (const path of paths) {
      if (existsSync(path)) hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** Builds the laboratory and the command line as in a package, if needed. Gives their folder. */
export async function ensureLaboratory(node) {
  await ensure(node, LABORATORY, [LABORATORY]);
  return LABORATORY.folder;
}

/** Runs a build if any of its parts is missing or old. */
async function ensure(node, { what, command }, parts) {
  const stamps = parts.map(({ sources, folder }) => ({
    path: join(folder, '.neural-ser-built'),
    wanted: digest(sources),
  }));
  const built = () =>
    stamps.every(({ path, wanted }) => existsSync(path) && readFileSync(path, 'utf8') === wanted);
  if (built()) return;
  mkdirSync(out, { recursive: true });
  await withLock(join(out, '.build-lock'), built, () => {
    process.stderr.write(`Building the ${what} …\n`);
    const began = Date.now();
    const { status, stdout, stderr, error } = spawnSync(node, command, { cwd: root, encoding: 'utf8' });
    if (status !== 0) {
      process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n`);
      process.stderr.write(`The ${what} could not be built; see the message above.\n`);
      process.exit(1);
    }
    for (const { path, wanted } of stamps) writeFileSync(path, wanted);
    process.stderr.write(`Built in ${Math.round((Date.now() - began) / 1000)} s.\n`);
  });
}
