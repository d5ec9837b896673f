/** The size of the page and its memory; `npm run measure:window` measures times. */

import { join } from 'node:path';
import { openLaboratory } from '#core/laboratory/index.ts';
import { memoryGrowth } from '../../bench/window/memory-growth.ts';
import { goTo, openWindow } from '../../bench/window/open-window.ts';
import { pageWeight } from '../../bench/window/page-weight.ts';
import { stage, trainingAnswers } from '../../bench/window/simulated-run.ts';
import { ENTRIES } from '../program-scripts.ts';
import { REPOSITORY } from './doors/repository.ts';
import { expect, test } from './prepared.ts';

test('all scripts of the page with plotly have the expected size', () => {
  const { bytes } = pageWeight(join(REPOSITORY, 'out', 'renderer'));
  expect(bytes).toBeGreaterThan(400_000);
  expect(bytes).toBeLessThan(1_200_000);
});

test('curves of one hour do not leak memory', async ({ dataFolder, prepared }) => {
  await using laboratory = await openLaboratory({ folder: dataFolder, entries: ENTRIES });
  const record = await laboratory.invoke('runs.show', { run: prepared.runs.finished });
  const staged = stage(laboratory, trainingAnswers(record));
  await using window = await openWindow(staged);
  await goTo(window.page, '/runs/simulated');
  const { beforeBytes, afterBytes } = await memoryGrowth(window.page, staged);
  expect(afterBytes - beforeBytes).toBeLessThan(50_000_000);
});
