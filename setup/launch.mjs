// Runs a program of this repository: `node setup/launch.mjs NAME [options]`. Installs what is missing, builds the page if the
// program needs it, and runs the program with the packaged Node. No dependencies, Node >= 20.
import { delimiter, dirname, join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { ensurePage } from './ensure-built.mjs';
import { start } from './hand-over.mjs';

/**
 * `run`: a script or a program of a package, with its first arguments. `native`: native TensorFlow is installed first if
 * possible. `page`: the page is built first.
 * @type {Record<string, {run: string[], native?: boolean, page?: boolean}>}
 */
const PROGRAMS = {
  bench: { run: ['bench/all.ts'], native: true },
  check: { run: ['scripts/check.mjs'] },
  dev: { run: ['scripts/dev/dev.ts'] },
  'dev:window': { run: ['scripts/dev/dev-window.mjs'] },
  e2e: { run: ['scripts/e2e.mjs'] },
  'measure:dev': { run: ['bench/dev-loop.ts'] },
  'measure:window': { run: ['bench/measure-window.ts'], page: true },
  package: { run: ['scripts/package/package.ts'] },
  pictures: { run: ['scripts/pictures/pictures.ts'], native: true, page: true },
  unit: { run: ['node_modules/vitest/vitest.mjs', 'run'] },
  'verify:keras': { run: ['scripts/verify-keras/verify.ts'], native: true },
};

const [name, ...options] = process.argv.slice(2);
const program = PROGRAMS[name];
if (program === undefined) {
  process.stderr.write(`Unknown program “${name}”. Choose one of: ${Object.keys(PROGRAMS).join(', ')}.\n`);
  process.exit(2);
}
const node = await bootstrap({ native: program.native });
if (program.page) await ensurePage(node);
process.chdir(root);
const [script, ...args] = program.run;
const { code } = await start(node, [join(root, script), ...args, ...options], {
  // So that scripts find the repository's Node and the programs of its packages.
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
});
process.exitCode = code;
