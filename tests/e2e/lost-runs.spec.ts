import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { archivedRun, recordFiles, writeByHand } from '../unit/archives/sample-archive.ts';
import { test as base, expect } from './door.ts';
import { graveFindings } from './grave-findings.ts';

const RUN = archivedRun().head;

/** A laboratory without a log, with the folders of two runs: one has its record, the other has lost it. */
const test = base.extend({
  dataFolder: async ({ dataFolder }, use) => {
    const runs = join(dataFolder, 'runs');
    mkdirSync(join(runs, '20260101-1200-bcdf'), { recursive: true });
    mkdirSync(join(runs, RUN.id));
    writeByHand(join(runs, RUN.id, 'record.neuralser'), recordFiles(archivedRun()));
    await use(dataFolder);
  },
});

test('says that the log has lost runs, and restores them', async ({ door: { page } }) => {
  const note = page.getByRole('status').filter({ hasText: 'Runs are missing' });
  await expect(note).toContainText('The log has no runs: it was emptied, removed or replaced.');
  await expect(note).toContainText('1 run can be restored with all results.');
  await expect(note).toContainText('Of 1 run only weights and checkpoints are left');
  expect(await graveFindings(page)).toEqual([]);
  await note.getByRole('button', { name: 'Restore 1 run' }).click();
  await expect(note).not.toContainText('can be restored');
  await expect(note).toContainText('Of 1 run only weights and checkpoints are left');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByRole('link', { name: RUN.name })).toBeVisible();
  await note.getByRole('button', { name: 'Dismiss' }).click();
  await expect(note).toHaveCount(0);
});
