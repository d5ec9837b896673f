// Takes the screenshots: `pictures.ts [FOLDER…]` with folders of corpora. `NEURAL_SER_PICTURES`: the output folder.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { openLaboratory } from '#core/laboratory/index.ts';
import { nativeOptions } from '#core/laboratory/runtime/native-options.ts';
import { openWindow } from '../../bench/window/open-window.ts';
import { ENTRIES, makeLaboratory, type WantedRun } from '../../setup/make-laboratory.ts';
import { writeClip } from '../../tests/e2e/a-clip.ts';
import { SCENES } from './scenes.ts';

const target =
  process.env.NEURAL_SER_PICTURES ?? fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const corpora = process.argv.slice(2);
const MAX_BYTES = 250_000;

/** The runs in the table. The first two are compared. */
const RUNS: readonly WantedRun[] = [
  { name: 'not augmented', settings: { epochs: 14, augmentation: 'none' }, tags: ['baseline'] },
  {
    name: 'augmented',
    settings: { epochs: 14, augmentation: 'standard' },
    tags: ['augmented'],
    notes: 'Masks, noise and shifts.',
  },
  { name: 'augmented', settings: { epochs: 14, augmentation: 'standard', seed: 8 }, tags: ['augmented'] },
  {
    name: 'all speakers',
    settings: { epochs: 8, protocol: { name: 'k-fold-speakers', folds: 4 } },
    tags: ['baseline', 'folds'],
  },
  { name: 'thesis split', settings: { epochs: 6, protocol: 'random' }, tags: ['flattering'] },
  { name: 'stopped', settings: { epochs: 40, seed: 10 }, stopAfterEpochs: 3 },
];

/** Waits until the page no longer changes. */
async function settle(page: Page): Promise<void> {
  // Moves the pointer away from buttons.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(700);
}

// With a fixed name, because the screenshots show it.
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
      // 256 colours need a third of the bytes. Without dithering, areas of one colour keep it exactly.
      await sharp(await window.page.screenshot())
        .removeAlpha()
        .png({ palette: true, colours: 256, dither: 0, compressionLevel: 9 })
        .toFile(path);
      const { size } = statSync(path);
      say(`${path} ${Math.round(size / 1000)} kB`);
      if (size > MAX_BYTES) throw new Error(`${path} is too large for the README.`);
    }
  }
  await laboratory.invoke('runs.stop', { run: training });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
