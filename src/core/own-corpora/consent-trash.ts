/**
 * Withdrawn consent: what was recorded of a speaker waits for seven days in the trash, then it is deleted. One folder for each
 * withdrawal, `CODE_20261129T201500123Z/`, with the clips, the other takes, and the consent.
 */
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#core/system/file-errors.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { type Consent, corpusSheetSchema } from '#shared/own-corpora.ts';
import { type CorpusPaths, trashFolder } from './corpus-paths.ts';
import { namesIn } from './own-takes.ts';

const TRASH_MILLISECONDS = 7 * 24 * 3600 * 1000;
const NAME = /^(?<code>.+)_(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)T(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)(?<ms>\d{3})Z$/;

const consentSchema = corpusSheetSchema.shape.speakers.element.shape.consent;

/** Moves everything of a speaker into the trash. `consent`: the withdrawn one, for {@link restoreSpeaker}. */
export async function trashSpeaker(
  paths: CorpusPaths,
  code: string,
  consent: Consent | null,
  now: Date,
): Promise<void> {
  const parts = partsOf(paths, code);
  if (!parts.some(({ from }) => existsSync(from))) return;
  let time = now.getTime();
  const folderAt = () => join(paths.trash, `${code}_${new Date(time).toISOString().replace(/[-:.]/g, '')}`);
  // Two withdrawals in a millisecond.
  while (existsSync(folderAt())) time++;
  const folder = folderAt();
  makeFolder(folder);
  await writeWholeFile(join(folder, 'consent.json'), `${JSON.stringify(consent)}\n`);
  for (const { from, name } of parts) if (existsSync(from)) await rename(from, join(folder, name));
}

/** The newest withdrawal of a speaker that is still in the trash; null if there is none. */
export async function newestTrash(
  paths: CorpusPaths,
  code: string,
): Promise<{ folder: string; clips: number; consent: Consent | null } | null> {
  const names = await namesIn(paths.trash, 'folders');
  const newest = names.findLast((name) => NAME.exec(name)?.groups?.code === code);
  if (newest === undefined) return null;
  const folder = join(paths.trash, newest);
  const clips = (await namesIn(join(folder, 'clips'), 'files')).length;
  return { folder, clips, consent: await readConsent(folder) };
}

/** Moves a withdrawal back. Nothing of the speaker may be in the corpus. */
export async function restoreSpeaker(paths: CorpusPaths, code: string, folder: string): Promise<void> {
  for (const { from, name } of partsOf(paths, code)) {
    const trashed = join(folder, name);
    if (!existsSync(trashed)) continue;
    makeFolder(join(from, '..'));
    await rename(trashed, from);
  }
  await rm(folder, { recursive: true, force: true });
}

/** Deletes what is in the trash of all own corpora for more than seven days. */
export async function emptyTrash(root: string, now: Date): Promise<void> {
  const trash = trashFolder(root);
  for (const corpus of await namesIn(trash, 'folders')) {
    const folder = join(trash, corpus);
    for (const name of await namesIn(folder, 'folders'))
      if (now.getTime() - timeOf(name) > TRASH_MILLISECONDS)
        await rm(join(folder, name), { recursive: true, force: true });
    if ((await namesIn(folder, 'folders')).length === 0) await rm(folder, { recursive: true, force: true });
  }
}

/** When a folder of the trash was made; NaN for a folder of another name. */
function timeOf(name: string): number {
  const at = NAME.exec(name)?.groups;
  if (at === undefined) return Number.NaN;
  return Date.parse(`${at.y}-${at.mo}-${at.d}T${at.h}:${at.mi}:${at.s}.${at.ms}Z`);
}

const partsOf = (paths: CorpusPaths, code: string) => [
  { from: paths.clips(code), name: 'clips' },
  { from: paths.otherTakes(code), name: 'takes' },
  { from: paths.consent(code), name: 'consent.txt' },
];

/** A consent has at most 10,000 characters, with up to six bytes each in JSON. */
const MAX_CONSENT_BYTES = 1e5;

async function readConsent(folder: string): Promise<Consent | null> {
  try {
    const damaged = () => new SyntaxError();
    const bytes = await readRegularFile(join(folder, 'consent.json'), MAX_CONSENT_BYTES, damaged);
    return consentSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
