/** A label set with as many emotions as there may be, from the table of clips to an archive in another laboratory. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { openLaboratory } from '#core/laboratory/index.ts';
import { MAX_EMOTIONS } from '#shared/label-sets.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { ENTRIES } from '../program-scripts.ts';

const SPEAKERS = 4;
const folder = mkdtempSync(join(tmpdir(), 'neural-ser-thirty-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (name: string) =>
  openLaboratory({ folder: join(folder, name), entries: ENTRIES, native: { explicit: 'off' } });
const numbered = (label: number) => `mood ${String(label + 1).padStart(2, '0')}`;
const LABELS = Array.from({ length: MAX_EMOTIONS }, (_, label) => numbered(label));

/** Synthetic voices under names of no corpus, with a table that gives each speaker a clip of each label. */
async function corpus(): Promise<string> {
  const made = join(folder, 'made');
  await writeSampleVoices({
    folder: made,
    layout: 'ravdess',
    speakers: SPEAKERS,
    clipsPerEmotion: 5,
    seed: 3,
  });
  const voices = join(folder, 'voices');
  mkdirSync(voices);
  const rows = readdirSync(made, { withFileTypes: true }).flatMap((actor) => {
    if (!actor.isDirectory()) return [];
    return readdirSync(join(made, actor.name))
      .filter((name) => name.endsWith('.wav'))
      .slice(0, MAX_EMOTIONS)
      .map((name, label) => {
        const file = `${actor.name.toLowerCase()} ${label}.wav`;
        copyFileSync(join(made, actor.name, name), join(voices, file));
        return `${file},${numbered(label)},${actor.name}`;
      });
  });
  writeFileSync(join(voices, 'labels.csv'), `path,emotion,speaker\n${rows.join('\n')}\n`);
  return voices;
}

it('trains, tests, predicts, reports and archives 30 emotions', async () => {
  const voices = await corpus();
  await using laboratory = await open('first');
  const { invoke } = laboratory;
  const settings: RunSettingsInput = {
    ...{ labels: 'as-labelled', engine: 'wasm', network: 'compact', features: 'log-mel' },
    ...{ protocol: 'speaker-independent', augmentation: 'none', epochs: 1, batchSize: 32 },
  };
  const { id } = await invoke('runs.start', { folders: [voices], settings });
  const show = (from = laboratory) => from.invoke('runs.show', { run: id });
  await vi.waitUntil(async () => ['finished', 'failed'].includes((await show()).status), {
    timeout: 100_000,
  });
  const run = await show();
  expect(run.failure).toBeNull();
  expect(run.settings.labels.emotions.map(({ name }) => name)).toEqual(LABELS);
  expect(run.corpora[0].clips).toBe(SPEAKERS * MAX_EMOTIONS);
  expect(Object.keys(run.test!.perEmotion)).toEqual(LABELS);
  expect(run.test!.confusion.map((row) => row.length)).toEqual(LABELS.map(() => MAX_EMOTIONS));
  expect(run.test!.confusion.flat().reduce((sum, clips) => sum + clips)).toBe(run.split.test);

  const files = [join(voices, 'actor_01 0.wav')];
  const [prediction] = await invoke('predict.files', { run: id, files });
  const { probabilities } = prediction as { probabilities: Record<string, number> };
  expect(Object.keys(probabilities)).toEqual(LABELS);
  expect(Object.values(probabilities).reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);

  const items = { items: [[id]] };
  const { html } = await invoke('reports.make', items);
  for (const label of LABELS) expect(html).toContain(label);
  const report = await invoke('reports.files', items);
  const plots = report.files.filter(({ path }) => path.endsWith('.svg'));
  expect(plots.some(({ content }) => LABELS.every((label) => content.includes(label)))).toBe(true);
  const { csv, clips } = await invoke('reports.predictions', { run: id });
  expect(csv.split('\n')[0]).toContain(LABELS.map((label) => `p_${label}`).join());
  expect(clips).toBe(run.split.test);

  const target = join(folder, 'thirty.neuralser');
  await invoke('runs.export', { run: id, target });
  await using other = await open('second');
  await other.invoke('runs.import', { sources: [{ path: target }] });
  expect(await show(other)).toEqual(run);
  const [again] = await other.invoke('predict.files', { run: id, files });
  expect(again).toMatchObject({ probabilities });
}, 120_000);
