import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLaboratory } from '#core/laboratory/index.ts';
import { openFormats } from '../../../bench/mutated-files/formats.ts';
import { sendFiles } from '../../../bench/mutated-files/send-files.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** `node bench/mutated-files.ts` sends thousands. */
const FILES = 70;

it('answers or refuses damaged files of every format that it reads, and nothing else happens', async () => {
  const folder = temporaryFolder();
  await using laboratory = await openLaboratory({ folder: join(folder, 'laboratory'), entries: ENTRIES });
  const formats = await openFormats(laboratory, join(folder, 'files'));
  const sent = await sendFiles(formats, { seed: 1, count: FILES });
  expect(sent.filter(({ defect }) => defect)).toEqual([]);
  // The files must have both outcomes, or the test proves nothing.
  expect(sent.filter(({ code }) => code === null).length).toBeGreaterThan(FILES / 5);
  expect(sent.filter(({ code }) => code !== null).length).toBeGreaterThan(FILES / 5);
  // Nothing has remained in the way of a whole file.
  expect(await laboratory.invoke('runs.list', {})).toHaveLength(1);
  const { clips, problems } = await laboratory.invoke('corpora.scan', {
    folders: [join(folder, 'files', 'voices')],
  });
  expect(clips).toBeGreaterThan(0);
  expect(problems).toEqual([]);
});
