// Installs what is missing and runs all checks and tests. The last line counts them: `N passed, N failed, N skipped`.
// Arguments select test files by a part of their path. Playwright runs tests/e2e, vitest runs tests/components in a browser
// and all others in Node.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { bootstrap, cache, root } from '../setup/bootstrap.mjs';
import { ensureLaboratory } from '../setup/ensure-built.mjs';
import { findBrowser, findHeadlessBrowser } from '../setup/find-browser.mjs';
import { debianToolsProblem } from '../setup/find-debian-tools.mjs';
import { findPython } from '../setup/find-python.mjs';
import { slurmProblem } from '../setup/find-slurm.mjs';
import { runChecks } from './checks.mjs';
import { runEndToEnd } from './end-to-end.mjs';

const node = await bootstrap({ native: true });
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
  // The tests start a thousand processes. With compiled code they start in half of the time.
  NODE_COMPILE_CACHE: join(cache, 'compiled'),
};
// What a package has. It starts in half of the time of the sources, which are checked and run by the checks.
env.NEURAL_SER_LABORATORY = await ensureLaboratory(node);
let { passed, failed } = await runChecks(node, env);
let skipped = 0;
/** Names of tests, repeated at the end, where they are found in an output of thousands of lines. */
const failures = [];
const secondTries = [];

const chosen = process.argv.slice(2);
const isEndToEnd = (argument) => argument.includes('e2e');
// In a whole run, a failed test has a second try, because some measure time and another program may use the cores. Such a
// test is named at the end, as it may also be one that fails at times.
const retries = chosen.length === 0 ? 1 : 0;
const isComponent = (argument) => argument.includes('components');
// One test needs Slurm, and is skipped with a message without it. It is not installed on a computer that somebody uses.
if (chosen.length === 0 && process.env.NEURAL_SER_SLURM === 'install')
  slurmProblem({ fetch: true, say: (line) => console.log(line) });
// The same for the test of the Debian package.
if (chosen.length === 0 && process.env.NEURAL_SER_PACKAGE === 'install')
  debianToolsProblem({ fetch: true, say: (line) => console.log(line) });
// The same for Python's packages, which load the exported models.
if (chosen.length === 0 && process.env.NEURAL_SER_PYTHON_PACKAGES === 'install') {
  const python = findPython({ fetch: true, say: (line) => console.log(line) });
  if (python !== null) env.NEURAL_SER_PYTHON = python;
}
const unitTests = chosen.filter((argument) => !isEndToEnd(argument) && !isComponent(argument));
const componentTests = chosen.filter(isComponent);
const endToEndTests = chosen.filter(isEndToEnd);
// Before the unit tests, because those of WebGPU use the software GPU that it brings.
const browser = findBrowser({ fetch: true, node, say: (line) => console.log(line) });
// Not installed for a few tests.
const headless = findHeadlessBrowser({ fetch: chosen.length === 0, say: (line) => console.log(line) });
if (browser.path !== null) {
  env.NEURAL_SER_BROWSER = browser.path;
  env.NEURAL_SER_HEADLESS_BROWSER = headless ?? browser.path;
}
if (chosen.length === 0 || unitTests.length > 0) runVitest(unitTests);
if (chosen.length === 0 || componentTests.length > 0) runComponentTests();
if (chosen.length === 0 || endToEndTests.length > 0) {
  const counts = runEndToEnd({ node, env, root, filters: endToEndTests, retries });
  passed += counts.passed;
  failed += counts.failed;
  skipped += counts.skipped;
  failures.push(...counts.failures);
  secondTries.push(...counts.secondTries);
}

for (const name of secondTries) console.log(`PASSED AT THE SECOND TRY ${name}`);
for (const name of failures) console.log(`FAILED ${name}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs the tests of single components in a browser. Without a browser, they are skipped with a message. */
function runComponentTests() {
  if (browser.path !== null) {
    runVitest(['--config', 'vitest.components.config.ts', ...componentTests]);
    return;
  }
  console.log(`SKIPPED component tests: ${browser.reason}. Set NEURAL_SER_BROWSER to the path of a browser.`);
  skipped++;
}

function runVitest(options) {
  const reports = mkdtempSync(join(tmpdir(), 'neural-ser-tests-'));
  const report = join(reports, 'vitest.json');
  const vitest = spawnSync(
    node,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      `--retry=${retries}`,
      ...options,
    ],
    { cwd: root, env, stdio: 'inherit' },
  );
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    passed += counts.numPassedTests;
    skipped += counts.numPendingTests + counts.numTodoTests;
    // A file that does not load, or an error outside of tests, has no failed test.
    const failedFiles = counts.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    for (const { name, assertionResults } of counts.testResults) {
      const file = relative(root, name);
      for (const { status, fullName, failureMessages } of assertionResults) {
        if (status === 'failed') failures.push(`${file}: ${fullName}`);
        else if (status === 'passed' && failureMessages.length > 0) secondTries.push(`${file}: ${fullName}`);
      }
    }
    failures.push(...failedFiles.map(({ name }) => `${relative(root, name)} (the file does not load)`));
    failed += counts.numFailedTests + failedFiles.length;
    if (vitest.status !== 0 && counts.numFailedTests + failedFiles.length === 0) failed += 1;
  } catch (error) {
    console.log(`The test runner wrote no report: ${error.message}`);
    failed += 1;
  }
  rmSync(reports, { recursive: true, force: true });
}
