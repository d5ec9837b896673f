/** Files that the system opens with the program. */

import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { archivedRun, recordFiles, writeByHand } from '../unit/archives/sample-archive.ts';
import { expect, test } from './prepared.ts';

/** The window starts, and then works on the file. */
const SLOW = { timeout: 60_000 };

test('an opened sound is predicted, and one of a second start too', async ({ openDoor, prepared }) => {
  const [first = '', second = ''] = globSync('**/*.wav', { cwd: prepared.voices }).sort();
  const { page } = await openDoor([join(prepared.voices, first)]);
  const sound = (path: string) =>
    page
      .getByRole('tabpanel', { name: /^This session/ })
      .getByRole('button', { name: path.replace(/^.*\//, ''), exact: true });
  await expect(sound(first)).toHaveCount(1, SLOW);
  // The second program gives its file to the first window and ends.
  await expect(openDoor([join(prepared.voices, second)])).rejects.toThrow(/It ended/);
  await expect(sound(second)).toHaveCount(1, SLOW);
  expect(page.url()).not.toContain('opened');
});

test('an opened archive is imported', async ({ openDoor, dataFolder }) => {
  const archive = writeByHand(join(dirname(dataFolder), 'foreign.neuralser'), recordFiles(archivedRun()));
  const { page } = await openDoor([archive]);
  await expect(page.getByRole('dialog', { name: 'Import runs' })).toContainText('1 run added', SLOW);
});

test('a link shows the page of its run, also in a second start', async ({ openDoor }) => {
  const run = '20261122-1530-k3f9';
  const { page } = await openDoor([`neural-ser://runs/${run}`]);
  await expect(page).toHaveURL(new RegExp(`#/runs/${run}$`), SLOW);
  const other = run.replace('k3f9', 'a2b3');
  await expect(openDoor([`neural-ser://runs/${other}`])).rejects.toThrow(/It ended/);
  await expect(page).toHaveURL(new RegExp(`#/runs/${other}$`));
});
