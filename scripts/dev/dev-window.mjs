// `npm run dev:window`: the window with hot reload. Electron restarts when code outside of the page changes.
// Options: --data FOLDER (laboratory/ in the clone).
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../setup/bootstrap.mjs';
import { findElectron } from '../../setup/find-electron.mjs';
import { start } from '../../setup/hand-over.mjs';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
// This variable of electron-vite selects another Electron than the package's.
const { reason } = process.env.ELECTRON_EXEC_PATH ? {} : await findElectron(process.execPath);
if (reason === undefined) {
  const folder = resolve(root, values.data ?? 'laboratory');
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code } = await start(process.execPath, [program, 'dev', '--watch', '--', '--data', folder], {
    NEURAL_SER_NODE: process.execPath,
  });
  process.exitCode = code;
} else {
  process.stderr.write(`No window: ${reason}. Use “npm run dev” to open the page in a browser.\n`);
  process.exitCode = 1;
}
