import { errorCode } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { UserError } from '#shared/failure.ts';
import type { CorpusSheet, ListedOwnCorpus, OwnCorpus } from '#shared/own-corpora.ts';
import { newestTrash, trashSpeaker } from './consent-trash.ts';
import { clipsTable, consentText, readmeText, type SpeakerTakes, speakersTable } from './corpus-files.ts';
import type { CorpusPaths } from './corpus-paths.ts';
import { readSheet, sheetText } from './corpus-sheet.ts';
import { chooseTakes, takesOf } from './own-takes.ts';

/** The takes of all speakers. */
export const recordedTakes = (paths: CorpusPaths, { speakers }: CorpusSheet): Promise<SpeakerTakes[]> =>
  Promise.all(speakers.map(async ({ code }) => ({ code, takes: await takesOf(paths, code) })));

/** Writes the sheet, then what is derived from it. */
export async function saveSheet(paths: CorpusPaths, sheet: CorpusSheet): Promise<void> {
  await writeWholeFile(paths.sheet, sheetText(sheet));
  await saveTables(paths, sheet);
}

/** Writes the texts that are derived from sheet and takes, if they have changed. */
export async function saveTables(paths: CorpusPaths, sheet: CorpusSheet): Promise<void> {
  const recorded = await recordedTakes(paths, sheet);
  const texts: [string, string][] = [
    [paths.table, clipsTable(paths, sheet, recorded)],
    [paths.speakers, speakersTable(sheet, recorded)],
    [paths.readme, readmeText(sheet)],
    ...sheet.speakers.flatMap(({ code }): [string, string][] => {
      const text = consentText(sheet, code);
      return text === null ? [] : [[paths.consent(code), text]];
    }),
  ];
  for (const [path, text] of texts) {
    if ((await textOf(path)) !== text) await writeWholeFile(path, text);
  }
}

/** 5,000 clips of each of 300 speakers need more, and are then always written again. */
const MAX_TEXT_BYTES = 64 * 2 ** 20;

/** The text of a file; null if there is none, or one that is far too large. */
async function textOf(path: string): Promise<string | null> {
  try {
    return (await readRegularFile(path, MAX_TEXT_BYTES, () => new RangeError())).toString('utf8');
  } catch (error) {
    if (error instanceof RangeError || errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Completes what a killed process or a full disk left: one used take for each prompt, none without consent. */
export async function repair(paths: CorpusPaths, sheet: CorpusSheet, now: Date): Promise<void> {
  for (const { code, consent } of sheet.speakers) {
    if (consent === null) await trashSpeaker(paths, code, null, now);
    else await chooseTakes(paths, code, null);
  }
  await saveTables(paths, sheet);
}

/** What a page shows of a corpus. */
export async function shown(paths: CorpusPaths, sheet: CorpusSheet): Promise<OwnCorpus> {
  const speakers = await Promise.all(
    sheet.speakers.map(async (speaker) => ({
      ...speaker,
      clips: (await takesOf(paths, speaker.code)).filter(({ used }) => used).length,
      trashed: (await newestTrash(paths, speaker.code))?.clips ?? 0,
    })),
  );
  return { ...sheet, speakers, folder: paths.folder };
}

/** The corpus in a list, also if its sheet cannot be read. */
export async function listed(paths: CorpusPaths, name: string): Promise<ListedOwnCorpus> {
  try {
    const { speakers } = await shown(paths, await readSheet(paths));
    const clips = speakers.reduce((sum, speaker) => sum + speaker.clips, 0);
    return { name, folder: paths.folder, speakers: speakers.length, clips, problem: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name, folder: paths.folder, speakers: 0, clips: 0, problem: error.message };
  }
}
