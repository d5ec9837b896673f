import { expect, test } from 'vitest';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { RobustnessPanel } from '#renderer/pages/run/report/robustness-panel.tsx';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { ROBUSTNESS_CONDITIONS, type Robustness } from '#shared/robustness.ts';
import type { Run } from '#shared/runs.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const leakage = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };
const scores = (uar: number) => ({
  uar,
  uarInterval: [uar - 0.1, uar + 0.05] as [number, number],
  accuracy: uar,
  accuracyInterval: [uar - 0.1, uar + 0.05] as [number, number],
});
const TESTED: Robustness = {
  ...{ run: 'a', createdAt: '2026-11-22T15:30:00.000Z', ownTest: true, synthetic: false, clips: 240 },
  ...{ problems: 0, seed: 1, engine: 'wasm', device: 'cpu', seconds: 75, emotions: null, leakage },
  corpora: [{ name: 'RAVDESS', folder: '/ravdess', clips: 240 }],
  resampling: { unit: 'speakers', units: 8, draws: 2000 },
  conditions: ROBUSTNESS_CONDITIONS.map((effect, i) => ({
    effect,
    ...scores(0.7 - i / 50),
    difference: effect === null ? null : scores(-i / 50),
  })),
};
const augmentation = { ...AUGMENTATIONS.none, recordings: 12, testedRecordings: 8 };
const run = {
  ...{ id: 'a', name: 'first', test: null, synthetic: false, corpora: [], epochs: [] },
  ...{ split: { test: 240 }, folds: [] },
  settings: { protocol: { name: 'hold-out' }, labels: { name: 'seven' }, augmentation },
} as unknown as Run;

/** Answers with `saved`; a test waits until it is ended or cancelled. */
function laboratory(saved: readonly Robustness[]) {
  let listener: (event: LaboratoryEvent) => void = () => undefined;
  let call: string | undefined;
  const asked: unknown[] = [];
  const port: PageLaboratory = {
    ...sampleLaboratory,
    invoke: (name, input, options) => {
      if (name === 'robustness.list') return Promise.resolve(saved as never);
      asked.push([name, input]);
      call = options?.call;
      return new Promise((_, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new UserError('cancelled', 'Cancelled.')));
      });
    },
    subscribe: (heard) => {
      listener = heard;
      return () => undefined;
    },
  };
  const progress = (done: number) =>
    listener({ name: 'progress', data: { call: call!, phase: 'testing', done, total: 240 } });
  return { port, asked, progress };
}

test('starts a test, shows its progress and cancels it', async () => {
  const { port, asked, progress } = laboratory([]);
  const screen = await renderPart(<RobustnessPanel run={run} />, port);
  await expect.element(screen.getByText(/18 conditions × 240 clips, about 26 s/)).toBeVisible();
  const start = screen.getByRole('button', { name: 'Test robustness' });
  await start.click();
  expect(asked).toEqual([['robustness.test', { run: 'a' }]]);
  progress(60);
  await expect.element(screen.getByText('Testing 60 of 240')).toBeVisible();
  await screen.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(start).toBeVisible();
});

test('shows a saved test in both themes: curves, table and what it was made with', async () => {
  const folders = { ...TESTED, ownTest: false, leakage: { ...leakage, clips: 3 } };
  const screen = await renderPart(<RobustnessPanel run={run} />, laboratory([folders, TESTED]).port);
  await expect.element(screen.getByRole('heading', { name: 'Robustness on the test clips' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Test again' })).toBeVisible();
  await expect.element(screen.getByText(/about 1 min 15 s/)).toBeVisible();
  await expect.element(screen.getByText(/predicted alone.*8 other recordings/)).toBeVisible();
  for (const name of [
    /^UAR by noise: White/,
    /^UAR by reverberation:/,
    /^UAR by telephone, speed and level:/,
  ]) {
    await expect.element(screen.getByRole('img', { name })).toBeVisible();
  }
  const row = screen.getByRole('row', { name: /^Telephone/ });
  await expect
    .poll(() => [...row.element().children].map((cell) => cell.textContent))
    .toEqual(['Telephone', '42.0 [32.0–47.0]', '−28.0 [−38.0 to −23.0]', '42.0 [32.0–47.0]']);
  await expect
    .poll(() => screen.container.querySelectorAll('.errorbar').length, { timeout: 15_000 })
    .toBe(19);
  expect(await graveFindings(screen)).toEqual([]);
  // The other test, on clips that were trained on.
  await screen.getByRole('combobox', { name: 'Tested clips' }).click();
  await screen.getByRole('option', { name: 'RAVDESS' }).click();
  await expect.element(screen.getByText(/3 clips were in the training data/)).toBeVisible();
});
