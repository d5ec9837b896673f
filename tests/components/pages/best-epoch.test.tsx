import { MemoryRouter } from 'react-router';
import { expect, test } from 'vitest';
import { LiveRun } from '#renderer/pages/run/live-run.tsx';
import { EpochCurves } from '#renderer/pages/run/report/epoch-curves.tsx';
import type { Epoch, Run } from '#shared/runs.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { renderPart } from '../render-part.tsx';

/** The lowest loss of all is in epoch 2, which is not compared; of the compared epochs it is in epoch 5. */
const LOSSES = [2, 0.1, 1.5, 1.2, 0.9, 1.1];
const epochs = LOSSES.map(
  (validationLoss, index): Epoch => ({
    epoch: index + 1,
    fold: 0,
    loss: 2,
    accuracy: 0.3,
    validationLoss,
    validationAccuracy: 0.1 * (index + 1),
    validationUar: null,
    learningRate: 1e-3,
    seconds: 1,
  }),
);
const leakage = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };
const run: Run = {
  id: '20261122-1530-k3f9',
  name: 'first try',
  grid: null,
  status: 'running',
  failure: null,
  createdAt: '2026-11-22T15:30:00.000Z',
  finishedAt: null,
  synthetic: false,
  corpora: [{ name: 'TESS', folder: '/corpora/tess', clips: 42 }],
  corpusFingerprint: 'f'.repeat(64),
  settings: {
    ...DEFAULT_SETTINGS,
    epochs: 30,
    earlyStopping: { enabled: true, patience: 10, startEpoch: 3, restoreBest: true },
  },
  corrections: { relabelled: 0, excluded: 0 },
  environment: { version: '1', engine: 'wasm', device: 'cpu', platform: 'linux', node: '24', packages: {} },
  parameters: 311_127,
  split: { train: 20, validation: 10, test: 12 },
  leakage,
  folds: [
    {
      fold: 0,
      name: 'one',
      train: 20,
      validation: 10,
      test: 12,
      leakage,
      bestEpoch: null,
      accuracy: null,
      uar: null,
      temperature: null,
    },
  ],
  epochs,
  test: null,
  calibration: null,
  tags: [],
  notes: '',
};

test('the live page and the report name the same best epoch, and shade the epochs before', async () => {
  const live = await renderPart(
    <MemoryRouter>
      <LiveRun run={run} position={{ kind: 'here', before: 0, behind: 0, active: run.id }} />
    </MemoryRouter>,
  );
  const value = live.getByTitle(/^lowest validation loss so far, .*compared from epoch 4$/);
  await expect.element(value).toHaveTextContent('Best epoch5 (50.0 %)');
  await expect.element(live.getByText(/Shaded: epochs 1 to 3, not considered/)).toBeVisible();
  await live.unmount();

  const report = await renderPart(<EpochCurves run={{ ...run, status: 'stopped' }} />);
  await expect
    .element(report.getByRole('img', { name: 'Loss over 6 epochs, best epoch 5', exact: true }))
    .toBeVisible();
  await expect.element(report.getByText(/Shaded: epochs 1 to 3, not considered/)).toBeVisible();
  const shade = () => report.container.querySelector('.layer-below path, .shapelayer path');
  await expect.poll(shade, { timeout: 15_000 }).not.toBeNull();
});
