// Finds a Chromium for the end-to-end tests: an installed one, Playwright's own, or a downloaded one; and the software GPU that
// it brings, for the tests of WebGPU. No dependencies except Playwright's command, which is only used if no browser is installed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Older versions lack features that the tests need. */
const MIN_MAJOR = 140;
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

/** Playwright's folder of downloaded browsers. */
const playwrightFolder = () =>
  process.env.PLAYWRIGHT_BROWSERS_PATH ||
  {
    linux: join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ms-playwright'),
    darwin: join(homedir(), 'Library/Caches/ms-playwright'),
    win32: join(process.env.LOCALAPPDATA || join(homedir(), 'AppData/Local'), 'ms-playwright'),
  }[process.platform];

/** Playwright's browsers, newest first. */
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

const onPath = (names = NAMES) =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));

/** Browsers that were asked for their version: each end-to-end test looks for one. */
const working = new Set();

/** Whether a browser runs and is recent enough. Some packages only print how to install it. */
function works(path) {
  if (working.has(path)) return true;
  try {
    accessSync(path, constants.X_OK);
  } catch (error) {
    if (error.code !== undefined) return false;
    throw error;
  }
  // On Windows, `--version` would open a window.
  if (process.platform === 'win32') return true;
  const { status, stdout } = spawnSync(path, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const recent = status === 0 && Number(/(\d+)\.\d+\.\d+/.exec(stdout)?.[1] ?? 0) >= MIN_MAJOR;
  if (recent) working.add(path);
  return recent;
}

const firstThatWorks = (paths) => [...new Set(paths)].find(works);

/** Where a browser can be; most paths do not exist. */
const candidates = () => [...onPath(), ...(PLACES[process.platform] ?? []), ...playwrights()];

function fetchWithPlaywright(node) {
  const cli = fileURLToPath(new URL('../node_modules/playwright/cli.js', import.meta.url));
  return existsSync(cli) && spawnSync(node, [cli, 'install', 'chromium'], QUIET).status === 0;
}

function fetchWithApt(name) {
  if (process.platform !== 'linux' || process.getuid() !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { ...QUIET, env }).status === 0;
  return apt('update') && apt('install', '-y', '--no-install-recommends', name);
}
const QUIET = { stdio: ['ignore', 'ignore', 'ignore'], timeout: 600_000 };

/**
 * The path of the browser, or why there is none. `fetch`: tries to download one if none is installed, which may take
 * minutes and is printed with `say`.
 */
export function findBrowser({ fetch = false, node = process.execPath, say = () => undefined } = {}) {
  const asked = process.env.NEURAL_SER_BROWSER;
  if (asked) {
    return works(asked)
      ? { path: asked }
      : { path: null, reason: `NEURAL_SER_BROWSER (${asked}) is not Chromium ${MIN_MAJOR} or newer` };
  }
  const installed = () => firstThatWorks(candidates());
  let path = installed();
  if (path || !fetch) return path ? { path } : { path: null, reason: 'no Chromium or Chrome is installed' };
  const ways = [
    ['Playwright', () => fetchWithPlaywright(node)],
    ['apt', () => fetchWithApt('chromium')],
  ];
  for (const [name, way] of ways) {
    say(`No browser is installed; downloading one with ${name} …`);
    if (!way()) continue;
    path = installed();
    if (path) return { path };
  }
  return { path: null, reason: 'no Chromium or Chrome is installed, and none could be downloaded' };
}

/** Debian's package of a Chromium without windows, microphone and notifications. Tests take two thirds of the time in it. */
const HEADLESS = 'chromium-headless-shell';

/**
 * The path of a Chromium that cannot show windows, for tests that need neither a microphone nor notifications; null without one.
 * `fetch`: tries to install it. If NEURAL_SER_BROWSER names the browser, all tests use that one.
 */
export function findHeadlessBrowser({ fetch = false, say = () => undefined } = {}) {
  const asked = process.env.NEURAL_SER_HEADLESS_BROWSER;
  if (asked) return works(asked) ? asked : null;
  if (process.env.NEURAL_SER_BROWSER) return null;
  const installed = () =>
    firstThatWorks([
      ...onPath([HEADLESS]),
      ...(process.platform === 'linux' ? [join('/usr/bin', HEADLESS)] : []),
    ]) ?? null;
  const found = installed();
  if (found !== null || !fetch) return found;
  say('Installing a Chromium without windows, in which tests are faster …');
  return fetchWithApt(HEADLESS) ? installed() : null;
}

/** Folders of Chromium where the program on the path is a script elsewhere. */
const CHROMIUM_FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser'];
const DRIVER = 'vk_swiftshader_icd.json';

/**
 * The Vulkan driver of SwiftShader, a software GPU that Chromium and Chrome on Linux have beside their program; null without
 * one. Looks beside the browser that NEURAL_SER_BROWSER names first.
 */
export function findSoftwareGpu() {
  if (process.platform !== 'linux') return null;
  const asked = process.env.NEURAL_SER_BROWSER;
  const browsers = [...(asked ? [asked] : []), ...candidates()].filter((path) => existsSync(path));
  const folders = [...browsers.map((path) => dirname(realpathSync(path))), ...CHROMIUM_FOLDERS];
  const complete = folders.find((folder) =>
    [DRIVER, 'libvk_swiftshader.so'].every((name) => existsSync(join(folder, name))),
  );
  return complete === undefined ? null : join(complete, DRIVER);
}
