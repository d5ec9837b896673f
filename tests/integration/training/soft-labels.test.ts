import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readPublishedName } from '#core/corpora/scan/detect-layout.ts';
import { openLaboratory } from '#core/laboratory/index.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from '../laboratory-with-voices.ts';

let home: LaboratoryWithVoices;
let table: string;
const other = mkdtempSync(join(tmpdir(), 'votes-'));

beforeAll(async () => {
  home = await laboratoryWithVoices();
  table = join(home.folder, 'annotated.csv');
  const rows = readdirSync(home.voices, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.wav'))
    .map((file) => {
      const { label } = readPublishedName([], file.replace(/^.*[/\\]|\.wav$/g, ''))!;
      return [join(home.voices, file), label, label, label === 'sad' ? 'neutral' : 'sad'].join();
    });
  writeFileSync(table, `path,rater1,rater2,rater3\n${rows.join('\n')}\n`);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
  rmSync(other, { recursive: true });
});

/** One epoch that changes no weight, so that its losses are those of the first weights. */
const SETTINGS: RunSettingsInput = {
  ...{
    engine: 'wasm',
    epochs: 1,
    batchSize: 64,
    labelSmoothing: 0,
    classWeights: 'none',
    augmentation: 'none',
  },
  ...{
    features: 'log-mel',
    optimizer: { name: 'sgd', learningRate: 1e-12 },
    protocol: 'speaker-independent',
  },
};

async function train(settings: RunSettingsInput) {
  const { id } = await home.laboratory.invoke('runs.start', { folders: [table], settings });
  await vi.waitUntil(async () => (await home.status(id)) === 'finished', { timeout: 60_000 });
  return home.laboratory.invoke('runs.show', { run: id });
}

it('trains towards the votes, and validates and tests with the labels', async () => {
  const hard = await train(SETTINGS);
  const soft = await train({ ...SETTINGS, targets: 'votes' });
  expect(soft.settings.targets).toBe('votes');
  const [first, second] = [hard, soft].map(({ epochs }) => epochs[0]);
  expect(second.validationLoss).toBeCloseTo(first.validationLoss!, 6);
  expect(Math.abs(second.loss - first.loss)).toBeGreaterThan(1e-5);
  expect(soft.folds[0].uar).toBe(hard.folds[0].uar);

  const archive = join(home.folder, 'soft.neuralser');
  await home.laboratory.invoke('runs.export', { run: soft.id, target: archive });
  await using laboratory = await openLaboratory({
    folder: other,
    entries: ENTRIES,
    native: { explicit: 'off' },
  });
  await laboratory.invoke('runs.import', { sources: [{ path: archive }] });
  const imported = await laboratory.invoke('runs.show', { run: soft.id });
  expect(imported.settings.targets).toBe('votes');
});

it('refuses votes that no clip has, also in a plan', async () => {
  const request = { folders: [home.voices], settings: { ...SETTINGS, targets: 'votes' as const } };
  const refused = { name: 'UserError', code: 'no-votes' };
  await expect(home.laboratory.invoke('runs.plan', { ...request, tryOut: false })).rejects.toMatchObject(
    refused,
  );
  await expect(home.laboratory.invoke('runs.start', request)).rejects.toMatchObject(refused);
});
