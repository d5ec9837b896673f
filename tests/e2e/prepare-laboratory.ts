// Makes a laboratory with sample voices and runs: `node prepare-laboratory.ts FOLDER`. It runs in a separate process,
// because the laboratory starts processes with the flags of its own process, and a test runner has other flags.
import { join } from 'node:path';
import { makeLaboratory } from '../../setup/make-laboratory.ts';

const folder = process.argv[2];
const settings = { network: 'compact', epochs: 3, batchSize: 16, earlyStopping: false, seed: 11 };
const [finished, folds, stopped] = await makeLaboratory({
  folder: join(folder, 'laboratory'),
  corpora: [],
  voices: { folder: join(folder, 'voices'), speakers: 5, clipsPerEmotion: 3 },
  native: { explicit: 'off' },
  runs: [
    { name: 'first try', settings, tags: ['pilot'], notes: 'Three epochs, to see it work.' },
    {
      name: 'two folds',
      settings: { ...settings, epochs: 2, protocol: { name: 'k-fold-speakers', folds: 2 } },
    },
    { name: 'stopped one', settings: { ...settings, epochs: 50 }, stopAfterEpochs: 2 },
  ],
});
process.stdout.write(JSON.stringify({ finished, folds, stopped }));
