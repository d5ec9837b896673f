// `npm run check`: format, types, import rules, unused code and wording. Fast enough to run before each commit.
// `npm test` does the same and also runs the tests. Exits with 1 if a check fails.
import { runChecks } from './checks.mjs';

const startedAt = Date.now();
const { passed, failed } = await runChecks(process.execPath, { ...process.env, FORCE_COLOR: '0' });
console.log(`${passed} passed, ${failed} failed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
process.exitCode = failed === 0 ? 0 : 1;
