import { expect, it } from 'vitest';
import { reliabilityLine } from '#shared/reliability.ts';

it('describes the training and the test of a model', () => {
  const record = {
    synthetic: false,
    split: { train: 2000, validation: 300, test: 700 },
    corpora: [
      { name: 'RAVDESS', folder: '', clips: 800 },
      { name: 'TESS', folder: '', clips: 200 },
    ],
    settings: { protocol: { name: 'random' } },
    test: { uar: 0.541, uarInterval: [0.5, 0.58], clips: 700 },
  } as never;
  expect(reliabilityLine(record, 'folds')).toBe(
    'Acted speech, trained on 1,000 clips of RAVDESS, TESS; tested with random: UAR 54.1 % [50.0–58.0] on 700 clips. The test speakers also occur in training.',
  );
  const settings = { protocol: { name: 'k-fold-speakers' }, refit: true };
  expect(reliabilityLine({ ...(record as object), settings } as never, 'final')).toBe(
    'Acted speech, trained on all 1,000 clips of RAVDESS, TESS; result from the protocol k-fold-speakers: UAR 54.1 % [50.0–58.0] on 700 clips.',
  );
});
