/** A laboratory in a process of its own, for tests that kill it: begins a run, writes two epochs, prints its id, waits. */
import { openExperimentLog } from '../../../src/core/runs/experiment-log.ts';
import { LOG_MEL } from '../../../src/shared/recipes.ts';
import { OPTIMIZER_DEFAULTS, runSettingsSchema } from '../../../src/shared/runs.ts';

const leakage = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };
const log = openExperimentLog(process.argv[2]);
const id = log.createRun({
  settings: runSettingsSchema.parse({
    recipe: LOG_MEL,
    protocol: { name: 'random' },
    optimizer: OPTIMIZER_DEFAULTS.adam,
  }),
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
    learningRate: 0.001,
    seconds: 1,
  });
}
process.stdout.write(`${id}\n`);
process.stdin.resume();
