// `npm run dev`: the page with hot reload and a laboratory that restarts when its code changes, at one address.
// Options: --data FOLDER (laboratory/ in the clone), --port PORT (5173 or the next free one).
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { rendererConfig } from '../../build/renderer.vite.ts';
import { startLaboratoryChild } from './laboratory-child.ts';
import { laboratoryProxy } from './laboratory-proxy.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The code of the laboratory's processes. */
const LABORATORY_SOURCES = ['src/core', 'src/shared', 'src/server', 'src/workers'];
const USUAL_PORT = 5173;

const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string' } } });
const folder = resolve(root, values.data ?? 'laboratory');
const say = (line: string) => process.stdout.write(`${line}\n`);

const config = rendererConfig();
const vite = await createServer({
  ...config,
  configFile: false,
  clearScreen: false,
  plugins: [...(config.plugins ?? []), laboratoryProxy(() => laboratory.port())],
  server: {
    ...config.server,
    host: '127.0.0.1',
    port: Number(values.port ?? USUAL_PORT),
    strictPort: values.port !== undefined && values.port !== '0',
  },
});
await vite.listen();
const { port } = vite.httpServer!.address() as AddressInfo;
const origin = `http://127.0.0.1:${port}`;
const token = randomBytes(32).toString('base64url');
const laboratory = startLaboratoryChild({ folder, development: { origin, token } }, say);
say(`\nOpen neural-SER (development) in a browser:\n\n    ${origin}/?token=${token}\n`);
say(`The laboratory is in ${folder}. The page reloads automatically. Ctrl-C ends the server.\n`);

const sources = LABORATORY_SOURCES.map((path) => join(root, path));
vite.watcher.add(sources);
vite.watcher.on('all', (_event, path) => {
  if (!sources.some((source) => path.startsWith(source + sep)) || !/\.(ts|json)$/.test(path)) return;
  laboratory.restart(relative(root, path).split(sep).join('/'));
});

let ending = false;
const end = async () => {
  // A terminal and the launcher may both deliver the same Ctrl-C.
  if (ending) return;
  ending = true;
  await Promise.all([laboratory.close(), vite.close()]);
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
