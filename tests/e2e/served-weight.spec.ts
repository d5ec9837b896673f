/** What the page costs, in sizes: the times are measured by `npm run measure:window`. */

import { join } from 'node:path';
import { memoryGrowth } from '../../scripts/window/memory-growth.ts';
import { goTo, openWindow } from '../../scripts/window/open-window.ts';
import { pageWeight } from '../../scripts/window/page-weight.ts';
import { stage, trainingAnswers } from '../../scripts/window/simulated-run.ts';
import { openLaboratory } from '../../src/core/laboratory.ts';
import { REPOSITORY } from './doors/repository.ts';
import { expect, test } from './prepared.ts';

const entry = (name: string) => new URL(`../../src/compute/${name}`, import.meta.url);
const ENTRIES = {
  compute: entry('compute-process.ts'),
  features: entry('feature-worker.ts'),
  probe: entry('runtime-probe.ts'),
};

test('all scripts of the page, plotly included', () => {
  const { bytes } = pageWeight(join(REPOSITORY, 'out', 'renderer'));
  expect(bytes).toBeGreaterThan(400_000);
  expect(bytes).toBeLessThan(1_200_000);
});

test('an hour’s curves leave nothing behind', async ({ dataFolder, prepared }) => {
  await using laboratory = await openLaboratory({ folder: dataFolder, entries: ENTRIES });
  const record = await laboratory.invoke('runs.show', { run: prepared.runs.finished });
  const staged = stage(laboratory, trainingAnswers(record));
  await using window = await openWindow(staged);
  await goTo(window.page, '/runs/simulated');
  const { beforeBytes, afterBytes } = await memoryGrowth(window.page, staged);
  expect(afterBytes - beforeBytes).toBeLessThan(50_000_000);
});
