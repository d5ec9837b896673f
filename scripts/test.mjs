// All checks and tests, set-up included. Its last line counts them: `N passed, N failed, N skipped`.
// Arguments choose test files by a part of their path: those of tests/e2e are Playwright's, all others vitest's.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { runEndToEnd } from './end-to-end.mjs';

const node = await bootstrap({ native: true });
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
};
const program = (name) => join(root, 'node_modules', ...name);

/** A check is one command that must end with 0; it counts as one test. */
const checks = [
  [
    'formatting and lint',
    node,
    [program(['@biomejs', 'biome', 'bin', 'biome']), 'ci', '--colors=off', '--max-diagnostics=30', '.'],
  ],
  ['types', node, [program(['typescript', 'bin', 'tsc'])]],
  ["the page's types", node, [program(['typescript', 'bin', 'tsc']), '-p', 'tsconfig.renderer.json']],
  [
    'import rules',
    node,
    [
      program(['dependency-cruiser', 'bin', 'dependency-cruiser.mjs']),
      '--config',
      '.dependency-cruiser.mjs',
      'src',
    ],
  ],
];

let passed = 0;
let failed = 0;
let skipped = 0;
for (const [name, command, args] of checks) {
  const result = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  const good = result.status === 0;
  if (good) passed++;
  else failed++;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name}`);
  if (!good) console.log(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`);
}

const chosen = process.argv.slice(2);
const isEndToEnd = (argument) => argument.includes('e2e');
const unitTests = chosen.filter((argument) => !isEndToEnd(argument));
const endToEndTests = chosen.filter(isEndToEnd);
if (chosen.length === 0 || unitTests.length > 0) runVitest();
if (chosen.length === 0 || endToEndTests.length > 0) {
  const counts = runEndToEnd({ node, env, root, filters: endToEndTests });
  passed += counts.passed;
  failed += counts.failed;
  skipped += counts.skipped;
}

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function runVitest() {
  const reports = mkdtempSync(join(tmpdir(), 'neural-ser-tests-'));
  const report = join(reports, 'vitest.json');
  const vitest = spawnSync(
    node,
    [
      program(['vitest', 'vitest.mjs']),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...unitTests,
    ],
    { cwd: root, env, stdio: 'inherit' },
  );
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    passed += counts.numPassedTests;
    skipped += counts.numPendingTests + counts.numTodoTests;
    // A file that did not load, or an error outside a test, has failed without a failed test of its own.
    const lost = counts.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    failed += counts.numFailedTests + lost.length;
    if (vitest.status !== 0 && counts.numFailedTests + lost.length === 0) failed += 1;
  } catch (error) {
    console.log(`The test runner left no report: ${error.message}`);
    failed += 1;
  }
  rmSync(reports, { recursive: true, force: true });
}
