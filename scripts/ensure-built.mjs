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
  // In the folder that each build empties, so that the stamp goes with what it is about.
  folder: join(out, 'renderer'),
  program: ['vite', 'bin', 'vite.js'],
};
/** All that Electron runs; its build makes the page too. */
const WINDOW = {
  what: 'window',
  sources: ['electron.vite.config.ts', 'src/core', 'src/compute', 'src/main', 'src/preload'],
  folder: join(out, 'main'),
  program: ['electron-vite', 'bin', 'electron-vite.js'],
};

/** Builds the page that the served door gives, where it is not built or older than its sources. */
export const ensurePage = (node) => ensure(node, PAGE, [PAGE]);

/** Builds what Electron runs. */
export const ensureWindow = (node) => ensure(node, WINDOW, [PAGE, WINDOW]);

function files(path) {
  const whole = join(root, path);
  if (!existsSync(whole)) return [];
  const entries = readdirSync(whole, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** By content: a checkout changes times and a build must not follow them. */
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

/** Runs one build where any of the parts that it makes is missing or old. */
async function ensure(node, { what, program }, parts) {
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
    const { status, stdout, stderr, error } = spawnSync(
      node,
      [join(root, 'node_modules', ...program), 'build', '--logLevel', 'warn'],
      { cwd: root, encoding: 'utf8' },
    );
    if (status !== 0) {
      process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n`);
      process.stderr.write(`The ${what} could not be built; the reason stands above.\n`);
      process.exit(1);
    }
    for (const { path, wanted } of stamps) writeFileSync(path, wanted);
    process.stderr.write(`Built in ${Math.round((Date.now() - began) / 1000)} s.\n`);
  });
}
