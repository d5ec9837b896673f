// The checks of the source text: format, types, import rules, unused code, wording. `npm run check` and `npm test` both
// run this list.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cache, root } from '../setup/bootstrap.mjs';

const bin = (...path) => join(root, 'node_modules', ...path);
/** In build mode, tsc reads only file times if nothing has changed. */
const tsc = (project) => [bin('typescript', 'bin', 'tsc'), '-b', project];
const cruise = (...args) => [bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), ...args];

/**
 * Each check is a Node script that must exit with 0. The slowest are first, so that they overlap.
 * @type {readonly {name: string, args: readonly string[]}[]}
 */
export const CHECKS = [
  { name: 'types', args: tsc('tsconfig.json') },
  { name: "the page's types", args: tsc('tsconfig.renderer.json') },
  {
    name: 'import rules',
    args: cruise(
      ...['--config', '.dependency-cruiser.mjs'],
      ...['--cache', join(cache, 'dependency-cruiser'), '--cache-strategy', 'content'],
      'src',
    ),
  },
  {
    name: 'formatting and lint',
    args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--colors=off', '--max-diagnostics=30', '.'],
  },
  { name: 'unused code', args: [bin('knip', 'bin', 'knip.js'), '--no-progress'] },
  { name: 'wording', args: [join(root, 'scripts', 'wording', 'check-wording.ts')] },
];

/**
 * Runs the checks in parallel, one per core, and prints each result. The output of a failed check follows its result.
 * @param {string} node the path of Node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function runChecks(node, env) {
  const waiting = [...CHECKS];
  let failed = 0;
  const runNext = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const { code, output, seconds } = await run(node, check.args, env);
      if (code !== 0) failed++;
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${check.name} (${seconds.toFixed(1)} s)`);
      if (code !== 0) console.log(output);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, runNext));
  return { passed: CHECKS.length - failed, failed };
}

function run(node, args, env) {
  const startedAt = Date.now();
  const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    const end = (code) => resolve({ code, output, seconds: (Date.now() - startedAt) / 1000 });
    child.on('error', (error) => {
      output += error.message;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
