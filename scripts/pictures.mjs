// `npm run pictures`: the README's pictures of the real pages, into docs/pictures. Without arguments of sample voices, so
// that anybody can take the same; else of the corpora in the folders given. Some minutes: the runs are trained.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { ensurePage } from './ensure-built.mjs';

const node = await bootstrap({ native: true });
await ensurePage(node);
const script = join(root, 'scripts', 'pictures.ts');
const { status } = spawnSync(node, [script, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
