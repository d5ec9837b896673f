// `npm start`: installs what is missing and opens the laboratory, in a window if Electron's runtime is available, otherwise
// in the browser. `-- --served` always uses the browser. Other options are those of `neural-ser serve`.
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { bootstrap, root } from '../setup/bootstrap.mjs';
import { ensurePage, ensureWindow } from '../setup/ensure-built.mjs';
import { findElectron } from '../setup/find-electron.mjs';
import { start, startCommandLine } from '../setup/hand-over.mjs';

/** If Electron ends with an error within this time, it could not start: a missing library, or a sandbox that is not allowed. */
const STARTED_SECONDS = 10;
/** The page is open by then, so the installation does not slow it down. */
const LATER_MS = 5_000;

const say = (line) => process.stderr.write(`${line}\n`);
const options = process.argv.slice(2);
const line = options.filter((option) => option !== '--served');

/**
 * Installs native TensorFlow, some hundred megabytes, while the page is already in use. Failures are printed, and the
 * page's settings offer the installation again.
 */
function ensureNativeLater(node) {
  const timer = setTimeout(() => {
    const script = join(root, 'setup', 'native-runtime.ts');
    const child = spawn(node, [script, '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', (error) => say(`Native TensorFlow could not be installed: ${error.message}`));
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    process.on('exit', () => child.kill());
    child.unref();
  }, LATER_MS);
  timer.unref();
}

async function openWindow(node, path) {
  await ensureWindow(node);
  ensureNativeLater(node);
  const { code, seconds } = await start(path, [root, ...line], { NEURAL_SER_NODE: node });
  if (code === 0 || seconds > STARTED_SECONDS) return { code };
  return { reason: `Electron ended at once with code ${code}` };
}

async function openPage(node, reason) {
  await ensurePage(node);
  if (reason !== null) say(`No window: ${reason}. The program opens in the browser instead.\n`);
  ensureNativeLater(node);
  const { code } = await startCommandLine(node, ['serve', '--open', ...line]);
  return code;
}

const node = await bootstrap();
// The window does not have these options.
const served = options.some((option) => /^(--served|--port|--json|--help|-h)(=|$)/.test(option));
const { path, reason } = served ? { reason: null } : await findElectron(node);
const window = path === undefined ? { reason } : await openWindow(node, path);
process.exitCode = window.code ?? (await openPage(node, window.reason));
