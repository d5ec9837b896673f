// Takes the pictures: `pictures.ts [FOLDER…]`, folders of corpora. `NEURAL_SER_PICTURES`: where to put them.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { nativeOptions } from '../src/core/laboratory/native-options.ts';
import { openLaboratory } from '../src/core/laboratory.ts';
import { writeClip } from '../tests/e2e/a-clip.ts';
import { ENTRIES, makeLaboratory, type WantedRun } from './make-laboratory.ts';
import { openWindow } from './window/open-window.ts';
import { SCENES } from './window/scenes.ts';
import { smallerPng } from './window/smaller-png.ts';

const target =
  process.env.NEURAL_SER_PICTURES ?? fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const corpora = process.argv.slice(2);
const GREATEST_BYTES = 250_000;

/** What the table of runs shows; the first two are compared. */
const RUNS: readonly WantedRun[] = [
  { name: 'compact', settings: { epochs: 14 }, tags: ['baseline'] },
  {
    name: 'augmented',
    settings: { epochs: 14, augmentation: 'standard', seed: 8 },
    tags: ['augmented'],
    notes: 'Masks, noise and shifts.',
  },
  {
    name: 'all speakers',
    settings: { epochs: 8, protocol: { name: 'k-fold-speakers', folds: 4 } },
    tags: ['baseline', 'folds'],
  },
  { name: 'thesis split', settings: { epochs: 6, protocol: 'random' }, tags: ['flattering'] },
  { name: 'stopped', settings: { epochs: 40, seed: 9 }, stopAfterEpochs: 3 },
];

/** Waits until nothing moves any more: a picture of a page on its way is nobody's. */
async function settle(page: Page): Promise<void> {
  // No button is pointed at.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(700);
}

// Of a fixed name, for it is seen.
const folder = join(tmpdir(), 'neural-ser-pictures');
rmSync(folder, { recursive: true, force: true });
try {
  const native = nativeOptions(undefined);
  const laboratoryFolder = join(folder, 'laboratory');
  const voices = { folder: join(folder, 'sample-voices') };
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const [finished, other] = await makeLaboratory({
    ...{ folder: laboratoryFolder, corpora, native, runs: RUNS, say },
    ...(corpora.length === 0 ? { voices } : {}),
  });
  await using laboratory = await openLaboratory({ folder: laboratoryFolder, entries: ENTRIES, native });
  const library = await laboratory.invoke('library.list', {});
  const { id: training } = await laboratory.invoke('runs.start', {
    folders: library.map((entry) => entry.folder),
    settings: { epochs: 200, earlyStopping: false, seed: 12 },
    name: 'long run',
  });
  const microphone = await writeClip(join(folder, 'clip'));
  mkdirSync(target, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await using window = await openWindow(laboratory, { colorScheme, microphone });
    for (const { name, go } of SCENES) {
      await go(window.page, { finished, other, training });
      await settle(window.page);
      const path = join(target, `${name}-${colorScheme}.png`);
      writeFileSync(path, smallerPng(await window.page.screenshot()));
      const { size } = statSync(path);
      say(`${path} ${Math.round(size / 1000)} kB`);
      if (size > GREATEST_BYTES) throw new Error(`${path} is larger than a README's picture should be.`);
    }
  }
  await laboratory.invoke('runs.stop', { run: training });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
