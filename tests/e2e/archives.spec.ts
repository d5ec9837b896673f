import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Page } from '@playwright/test';
import { jobFile, partialFolder, plannedJob, resultFolder, resultsFolder } from '#core/cluster/job-files.ts';
import { PLAIN_SETTINGS } from '../plain-settings.ts';
import { archivedRun, recordFiles, writeByHand } from '../unit/archives/sample-archive.ts';
import type { OpenedDoor } from './door.ts';
import { graveFindings } from './grave-findings.ts';
import { expect, test } from './prepared.ts';

/** Exports the run of the page, in the way of the door. Returns the written file. */
async function exportRun({ page, desktop }: OpenedDoor, folder: string): Promise<string> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Export …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the run' });
  if (desktop === null) {
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download' }).click();
    const download = await downloading;
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  }
  const path = join(folder, 'first.neuralser');
  await desktop.answerDialogs({ canceled: false, filePath: path });
  await dialog.getByRole('button', { name: 'Choose a file …' }).click();
  await expect(dialog).toHaveCount(0);
  return path;
}

async function importFiles({ page, desktop }: OpenedDoor, files: string[]): Promise<void> {
  if (desktop === null) {
    await page.getByLabel('Run archives').setInputFiles(files);
    return;
  }
  await desktop.answerDialogs({ canceled: false, filePaths: files });
  await page.getByRole('button', { name: 'Choose archives …' }).click();
}

const openImport = async (page: Page) => {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'Import …' }).click();
  return page.getByRole('dialog', { name: 'Import runs' });
};

test('a run is exported; runs are imported, once, and refused with the reason', async ({
  door,
  prepared,
  dataFolder,
}) => {
  const { page } = door;
  const folder = dirname(dataFolder);
  await page.evaluate((id) => {
    location.hash = `#/runs/${id}`;
  }, prepared.runs.finished);
  const own = await exportRun(door, folder);
  expect(readFileSync(own).subarray(0, 2).toString()).toBe('PK');

  const foreign = writeByHand(join(folder, 'foreign.neuralser'), recordFiles(archivedRun()));
  const damaged = join(folder, 'damaged.neuralser');
  writeFileSync(damaged, readFileSync(own).subarray(0, 4000));
  const dialog = await openImport(page);
  await importFiles(door, [own, foreign, damaged]);
  await expect(dialog).toContainText('1 run added, 1 run already here.');
  await expect(dialog.getByText('1 file not imported')).toBeVisible();
  await expect(dialog).toContainText(
    /damaged\.neuralser is damaged: it is not a zip file, or its end is missing\./,
  );

  await dialog.getByRole('link', { name: 'first try' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('first try');
  await page.getByRole('tab', { name: 'Confusion' }).click();
  await page
    .getByRole('table', { name: /^Confusion matrix/ })
    .getByRole('button', { name: /: [1-9]\d* clips?,/ })
    .first()
    .click();
  await page.getByRole('button', { name: /\.wav/ }).first().click();
  await expect(page.getByText('Not on this computer')).toBeVisible();
  await expect(page.getByRole('alert').getByText(/^\/corpora\/tess\/\d+\.wav$/)).toBeVisible();
});

test('a model is exported for other programs', async ({ door: { page, desktop }, prepared, dataFolder }) => {
  const folder = join(dirname(dataFolder), 'exported');
  mkdirSync(folder);
  await page.evaluate((id) => {
    location.hash = `#/runs/${id}`;
  }, prepared.runs.finished);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Export for other programs …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export for other programs' });
  await expect(dialog.getByRole('combobox', { name: 'Format' })).toHaveValue('ONNX');
  if (desktop === null) {
    await dialog.getByRole('button', { name: 'Computer' }).click();
    for (const name of folder.split(sep).filter((part) => part !== ''))
      await dialog.getByRole('button', { name, exact: true }).last().click();
    await dialog.getByRole('button', { name: 'Save here' }).click();
  } else {
    await desktop.answerDialogs({ canceled: false, filePath: folder, filePaths: [folder] });
    await dialog.getByRole('button', { name: 'Choose a folder …' }).click();
  }
  await expect(dialog.getByRole('alert')).toContainText('model.onnx');
  const files = readdirSync(folder, { recursive: true }).map(String);
  expect(files.some((path) => path.endsWith('model.onnx'))).toBe(true);
  expect(await graveFindings(page)).toEqual([]);

  // The same files again are refused, and nothing is replaced.
  if (desktop === null) await dialog.getByRole('button', { name: 'Save here' }).click();
  else {
    await desktop.answerDialogs({ canceled: false, filePath: folder, filePaths: [folder] });
    await dialog.getByRole('button', { name: 'Choose a folder …' }).click();
  }
  await expect(dialog).toContainText(/already exists/);
});

test('the jobs of a grid on a cluster are shown, and the finished ones imported', async ({
  door,
  dataFolder,
}) => {
  const { page } = door;
  const plan = join(dirname(dataFolder), 'plan');
  const results = resultsFolder(plan);
  mkdirSync(dirname(jobFile(plan, 1)), { recursive: true });
  const ids = ['20261128-1530-bbbb', '20261128-1530-cccc', '20261128-1530-dddd', archivedRun().head.id];
  for (const [index, id] of ids.entries()) {
    const job = plannedJob({
      ...{
        program: '0.1.0',
        number: index + 1,
        id,
        name: `compact · seed ${index}`,
        grid: 'seeds',
        tags: [],
      },
      ...{ settings: PLAIN_SETTINGS, folders: [], start: null },
    });
    writeFileSync(jobFile(plan, index + 1), JSON.stringify(job));
  }
  const now = new Date().toISOString();
  const status = {
    ...{ startedAt: now, updatedAt: now, host: 'node-7', pid: 1, start: '', slurm: '8_1' },
    ...{ epochs: { done: 3, total: 30 }, uar: null, failure: null },
  };
  const write = (folder: string, value: object) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'status.json'), JSON.stringify({ ...status, ...value }));
  };
  write(partialFolder(results, ids[1]), { id: ids[1], state: 'running' });
  const failure = { code: 'corpus-differs', message: 'The corpus TESS differs.' };
  write(partialFolder(results, ids[2]), { id: ids[2], state: 'failed', failure });
  write(resultFolder(results, ids[3]), { id: ids[3], state: 'finished', uar: 0.5 });
  const archive = writeByHand(join(dirname(dataFolder), 'a.neuralser'), recordFiles(archivedRun()));
  cpSync(archive, join(resultFolder(results, ids[3]), `${ids[3]}.neuralser`));

  const dialog = await openImport(page);
  await dialog.getByRole('textbox', { name: /^Folder of archives/ }).fill(plan);
  await dialog.getByRole('button', { name: 'Open' }).click();
  const jobs = dialog.getByRole('table', { name: 'Jobs of seeds' });
  await expect(jobs.getByRole('row', { name: /seed 0/ })).toContainText('pending');
  await expect(jobs.getByRole('row', { name: /seed 1/ })).toContainText(/running.*3 of 30.*node-7/);
  await expect(jobs.getByRole('row', { name: /seed 2/ })).toContainText('The corpus TESS differs.');
  await expect(jobs.getByRole('row', { name: /seed 3/ })).toContainText(/finished.*50\.0 %/);
  expect(await graveFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Import the finished runs' }).click();
  await expect(dialog).toContainText('1 run added.');
  await expect(dialog).toContainText('1 imported');
  expect(readdirSync(join(dataFolder, 'imports'))).toEqual([]);
});
