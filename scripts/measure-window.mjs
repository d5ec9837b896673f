// `npm run measure:window`: the window against its bars, on this machine as it is now. Some minutes.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { ensurePage } from './ensure-built.mjs';

const node = await bootstrap();
await ensurePage(node);
const script = join(root, 'scripts', 'measure-window.ts');
const { status } = spawnSync(node, [script, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
