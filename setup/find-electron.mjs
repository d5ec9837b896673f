// Finds Electron's runtime, downloads it where possible, or returns why there is none. No dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cache, root } from './bootstrap.mjs';

const PACKAGE = join(root, 'node_modules', 'electron');
/** Timeout for a server to confirm that it has the runtime. */
const ANSWER_SECONDS = 4;
const FETCH_SECONDS = 900;
/** After a slow failed attempt, the next starts do not try again. A fast attempt is repeated. */
const AGAIN_HOURS = 24;
const AT_ONCE_MS = 1_000;
const failed = join(cache, 'electron-failure.json');

/**
 * Returns `{path}` of Electron, or `{reason}` as the end of a sentence.
 * @returns {Promise<{path: string, reason?: undefined} | {path?: undefined, reason: string}>}
 */
export async function findElectron(node) {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY)
    return { reason: 'no display is available' };
  if (process.platform === 'linux' && process.getuid() === 0) {
    return { reason: 'Electron does not run as root' };
  }
  if (!existsSync(join(PACKAGE, 'package.json'))) return { reason: 'its package is not installed' };
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const path = installed(version);
  if (path !== null) return { path };

  const before = lastFailure(version);
  if (before !== null)
    return { reason: `${before.reason} (tried ${before.at.slice(0, 16).replace('T', ' ')} UTC)` };
  const began = Date.now();
  const reason = (await unreachable(version)) ?? fetchRuntime(node);
  const fetched = reason === null ? installed(version) : null;
  if (fetched !== null) {
    rmSync(failed, { force: true });
    return { path: fetched };
  }
  const why = reason ?? 'its runtime was downloaded but is missing';
  if (Date.now() - began > AT_ONCE_MS) remember(version, why);
  return { reason: why };
}

/** The path of the runtime, if the package has downloaded its version. */
function installed(version) {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(PACKAGE, 'dist');
  try {
    const there = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    const path = join(dist, readFileSync(join(PACKAGE, 'path.txt'), 'utf8').trim());
    return there === version && existsSync(path) ? path : null;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return null;
  }
}

/** Why the download server is not reachable; null if it is. */
async function unreachable(version) {
  // The package's download may use a proxy that this request does not.
  if (process.env.ELECTRON_GET_USE_PROXY) return null;
  const mirror =
    process.env.npm_config_electron_mirror ||
    process.env.ELECTRON_MIRROR ||
    'https://github.com/electron/electron/releases/download/';
  const url = `${mirror}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`;
  try {
    const { status } = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_SECONDS * 1000),
    });
    return status < 400 ? null : `${new URL(url).host} answers ${status} for its runtime`;
  } catch (error) {
    const why = error.name === 'TimeoutError' ? 'no answer' : (error.cause?.code ?? error.message);
    return `its runtime cannot be downloaded (${why})`;
  }
}

/** Downloads the runtime with the package's script. Returns why it failed, or null. */
function fetchRuntime(node) {
  process.stderr.write('Downloading Electron (once, about 120 MB) …\n');
  const install = createRequire(import.meta.url).resolve(join(PACKAGE, 'install.js'));
  const { status, stderr } = spawnSync(node, [install], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: FETCH_SECONDS * 1000,
  });
  if (status === 0) return null;
  const [line = 'it took too long'] = (stderr ?? '').split('\n').filter((text) => text.trim() !== '');
  return `its runtime could not be downloaded (${line.trim()})`;
}

function lastFailure(version) {
  try {
    const failure = JSON.parse(readFileSync(failed, 'utf8'));
    const recent = Date.now() - Date.parse(failure.at) < AGAIN_HOURS * 3_600_000;
    return failure.version === version && recent ? failure : null;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

function remember(version, reason) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(failed, JSON.stringify({ version, reason, at: new Date().toISOString() }));
}
