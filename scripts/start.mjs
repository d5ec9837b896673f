// `npm start`: sets up what is missing and opens the laboratory: in a window where Electron's runtime is to be had,
// else as a page in the browser. `-- --served` asks for the page; other options are those of `neural-ser serve`.
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { ensurePage, ensureWindow } from './ensure-built.mjs';
import { findElectron } from './find-electron.mjs';
import { start, startCommandLine } from './hand-over.mjs';

/** Electron that ends this soon with an error has not started: a missing library, a sandbox that is not allowed. */
const STARTED_SECONDS = 10;
/** The page is up by then, and what follows takes nothing from it. */
const LATER_MS = 5_000;

const say = (line) => process.stderr.write(`${line}\n`);
const wishes = process.argv.slice(2);
const line = wishes.filter((word) => word !== '--served');

/**
 * Sees to native TensorFlow, some hundred megabytes, while the user looks around. What it cannot do it says, and the
 * page's settings offer it again.
 */
function ensureNativeLater(node) {
  const timer = setTimeout(() => {
    const script = join(root, 'scripts', 'native-runtime.ts');
    const child = spawn(node, [script, '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', (error) => say(`Native TensorFlow could not be looked for: ${error.message}`));
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    process.on('exit', () => child.kill());
    child.unref();
  }, LATER_MS);
  timer.unref();
}

async function openWindow(node, path) {
  await ensureWindow(node);
  ensureNativeLater(node);
  const { code, seconds } = await start(path, [root, ...line], {});
  if (code === 0 || seconds > STARTED_SECONDS) return { code };
  return { reason: `Electron ended at once with code ${code}` };
}

async function openPage(node, reason) {
  await ensurePage(node);
  if (reason !== null) say(`No window: ${reason}. The laboratory is served as a page instead.\n`);
  ensureNativeLater(node);
  const { code } = await startCommandLine(node, ['serve', '--open', ...line]);
  return code;
}

const node = await bootstrap();
// Of these the window knows nothing.
const served = wishes.some((word) => /^(--served|--port|--json|--help|-h)(=|$)/.test(word));
const { path, reason } = served ? { reason: null } : await findElectron(node);
const window = path === undefined ? { reason } : await openWindow(node, path);
process.exitCode = window.code ?? (await openPage(node, window.reason));
