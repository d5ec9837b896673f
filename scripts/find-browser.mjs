// A Chromium for the end-to-end tests: an installed one, Playwright's own, or one fetched. No dependencies but
// Playwright's own command, which is asked only when nothing is installed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Older ones lack what the tests and the stand-in for Electron drive. */
const LEAST_MAJOR = 140;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = {
  linux: ['/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/usr/lib/chromium'].flatMap((folder) =>
    NAMES.map((name) => join(folder, name)),
  ),
  darwin: ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => [
    join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
    join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
  ]),
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Chromium/Application/chrome.exe'),
    ]),
};

/** Where Playwright keeps the browsers that it fetched. */
const playwrightFolder = () =>
  process.env.PLAYWRIGHT_BROWSERS_PATH ||
  {
    linux: join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ms-playwright'),
    darwin: join(homedir(), 'Library/Caches/ms-playwright'),
    win32: join(process.env.LOCALAPPDATA || join(homedir(), 'AppData/Local'), 'ms-playwright'),
  }[process.platform];

/** Playwright's own, the newest first. */
function playwrights() {
  const folder = playwrightFolder();
  if (!folder || !existsSync(folder)) return [];
  const builds = readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]));
  const programs = {
    linux: ['chrome-linux/chrome', 'chrome-linux64/chrome'],
    darwin: ['chrome-mac/Chromium.app/Contents/MacOS/Chromium'],
    win32: ['chrome-win/chrome.exe', 'chrome-win64/chrome.exe'],
  }[process.platform];
  return builds.flatMap((build) => (programs ?? []).map((program) => join(folder, build, program)));
}

const onPath = () =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));

/** Whether it runs here and is young enough: a package may be nothing but a note on where to get one. */
function works(path) {
  try {
    accessSync(path, constants.X_OK);
  } catch (error) {
    if (error.code !== undefined) return false;
    throw error;
  }
  // On Windows the question would open a window.
  if (process.platform === 'win32') return true;
  const { status, stdout } = spawnSync(path, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return status === 0 && Number(/(\d+)\.\d+\.\d+/.exec(stdout)?.[1] ?? 0) >= LEAST_MAJOR;
}

const firstThatWorks = (paths) => [...new Set(paths)].find(works);

function fetchWithPlaywright(node) {
  const cli = fileURLToPath(new URL('../node_modules/playwright/cli.js', import.meta.url));
  return existsSync(cli) && spawnSync(node, [cli, 'install', 'chromium'], QUIET).status === 0;
}

function fetchWithApt() {
  if (process.platform !== 'linux' || process.getuid() !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { ...QUIET, env }).status === 0;
  return apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium');
}
const QUIET = { stdio: ['ignore', 'ignore', 'ignore'], timeout: 600_000 };

/**
 * The browser's program, or why there is none. `fetch`: tries to get one where none is installed, which may take
 * minutes; `say` is told of that.
 */
export function findBrowser({ fetch = false, node = process.execPath, say = () => undefined } = {}) {
  const asked = process.env.NEURAL_SER_BROWSER;
  if (asked) {
    return works(asked)
      ? { path: asked }
      : { path: null, reason: `NEURAL_SER_BROWSER (${asked}) is no Chromium of ${LEAST_MAJOR} or newer` };
  }
  const installed = () =>
    firstThatWorks([...onPath(), ...(PLACES[process.platform] ?? []), ...playwrights()]);
  let path = installed();
  if (path || !fetch) return path ? { path } : { path: null, reason: 'no Chromium or Chrome is installed' };
  const ways = [
    ['Playwright', () => fetchWithPlaywright(node)],
    ['apt', fetchWithApt],
  ];
  for (const [name, way] of ways) {
    say(`No browser is installed; fetching one by ${name} …`);
    if (!way()) continue;
    path = installed();
    if (path) return { path };
  }
  return { path: null, reason: 'no Chromium or Chrome is installed, and none could be fetched' };
}
