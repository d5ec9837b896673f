// `npm run e2e -- NAME`: runs the end-to-end specs whose path contains NAME. Does not install native TensorFlow.
// Options that start with a dash are passed to Playwright: `--project served`, `-g "a title"`, `--headed`.
import { root } from '../setup/bootstrap.mjs';
import { runEndToEnd } from './end-to-end.mjs';

const { passed, failed, skipped } = runEndToEnd({
  node: process.execPath,
  env: process.env,
  root,
  filters: process.argv.slice(2),
});
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
