/** A laboratory in its own process, for tests that kill it. Starts a run, saves two epochs, prints the id, waits. */
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { PLAIN_SETTINGS } from '../../plain-settings.ts';

const leakage = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };
const log = openExperimentLog(process.argv[2]);
const id = log.createRun({
  settings: PLAIN_SETTINGS,
  environment: { version: '0', engine: 'wasm', device: 'cpu', platform: 'any', node: '24', packages: {} },
  parameters: 1,
  corpora: [],
  corpusFingerprint: '',
  clips: [],
  folds: [{ name: 'random', train: [], validation: [], test: [], leakage }],
  leakage,
  status: 'running',
});
for (const epoch of [1, 2]) {
  log.addEpoch(id, {
    epoch,
    fold: 0,
    loss: 1,
    accuracy: 0.5,
    validationLoss: null,
    validationAccuracy: null,
    validationUar: null,
    learningRate: 0.001,
    seconds: 1,
  });
}
process.stdout.write(`${id}\n`);
process.stdin.resume();
