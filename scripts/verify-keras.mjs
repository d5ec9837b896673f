// Compares the thesis's networks with a live Keras; see verify-keras.ts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

const node = await bootstrap({ native: true });
const script = join(root, 'scripts', 'verify-keras.ts');
const result = spawnSync(node, [script, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = result.status ?? 1;
