// The end-to-end tests of `npm test`: finds a browser, runs Playwright and counts its results.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, findHeadlessBrowser } from '../setup/find-browser.mjs';

/** Laboratories that are tested at a time. Most of a test is waiting for the page, but each laboratory also computes. */
const WORKERS = Math.min(2, availableParallelism());

/**
 * Returns `{passed, failed, skipped, failures, secondTries}`, the last two with the names of tests that failed, or passed at
 * the second try. Without a browser, all tests are skipped with a message.
 * @param {{node: string, env: NodeJS.ProcessEnv, root: string, filters: string[], retries: number}} options
 */
export function runEndToEnd({ node, env, root, filters, retries }) {
  const { path, reason } = findBrowser({ fetch: true, node, say: (line) => console.log(line) });
  if (path === null) {
    console.log(`SKIPPED end-to-end tests: ${reason}. Set NEURAL_SER_BROWSER to the path of a browser.`);
    return { passed: 0, failed: 0, skipped: 1, failures: [], secondTries: [] };
  }
  const headless = filters.includes('--headed') ? null : findHeadlessBrowser();
  const reports = mkdtempSync(join(tmpdir(), 'neural-ser-end-to-end-'));
  const report = join(reports, 'playwright.json');
  try {
    const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
    const { status } = spawnSync(
      node,
      [cli, 'test', '--reporter=list,json', `--retries=${retries}`, `--workers=${WORKERS}`, ...filters],
      {
        cwd: root,
        env: {
          ...env,
          NEURAL_SER_BROWSER: path,
          NEURAL_SER_HEADLESS_BROWSER: headless ?? path,
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        },
        stdio: 'inherit',
      },
    );
    return counts(report, status);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

function counts(report, status) {
  try {
    const { stats, errors, suites } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = stats.unexpected + errors.length;
    // An error can also occur outside of tests.
    return {
      passed: stats.expected + stats.flaky,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: stats.skipped,
      failures: suites.flatMap((suite) => testsIn(suite, 'unexpected')),
      secondTries: suites.flatMap((suite) => testsIn(suite, 'flaky')),
    };
  } catch (error) {
    console.log(`The end-to-end tests wrote no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0, failures: [], secondTries: [] };
  }
}

/** The names of the tests with this status. A suite of Playwright's report has tests (“specs”) and further suites. */
function testsIn({ specs = [], suites = [] }, wanted) {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === wanted)
      .map(({ projectName }) => `tests/e2e/${file} [${projectName}]: ${title}`),
  );
  return [...own, ...suites.flatMap((suite) => testsIn(suite, wanted))];
}
