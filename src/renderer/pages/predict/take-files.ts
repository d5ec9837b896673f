import type { PageLaboratory } from '#renderer/client/port.ts';
import { isPlainWav, wavSeconds } from '#renderer/parts/microphone/wav-encoding.ts';
import { type Failure, toFailure, UserError } from '#shared/failure.ts';
import { decodeInBrowser, decodeSound, isUnread } from './decode-sound.ts';
import type { NewSound } from './session-store.ts';

const MAX_FILES = 200;
/** More failures are summed up in one message. */
const MAX_SHOWN_FAILURES = 3;
/** The headers of almost every file are within this number of bytes. */
const HEADER_BYTES = 65_536;

/** A file that is opened when it is needed. */
export interface FileSource {
  name: string;
  /** Rejects with a DOMException if the file cannot be read. */
  open(): Promise<File>;
}

export const fileSource = (file: File): FileSource => ({ name: file.name, open: async () => file });

/** What is asked to find out what is in a file of known path. */
const SHORTEST = { startSeconds: 0, endSeconds: 0.001 };

type FileReaders = Pick<PageLaboratory, 'invoke'> & {
  desktop: Pick<NonNullable<PageLaboratory['desktop']>, 'pathOf'> | null;
};

/**
 * Reads dropped or chosen files one after another. A file with a known path is passed as the path, so that its bytes are not
 * transferred. What the laboratory cannot read is decoded by the browser, if it can. Returns the failures as a few messages,
 * for any number of files.
 */
export async function takeFiles(
  files: readonly FileSource[],
  laboratory: FileReaders,
  take: (sound: NewSound) => void,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const file of files.slice(0, MAX_FILES)) {
    try {
      take(await takeFile(file, laboratory));
    } catch (error) {
      failures.push(toFailure(error));
    }
  }
  return [...tooMany(files.length), ...summarized(failures)];
}

function tooMany(count: number): Failure[] {
  if (count <= MAX_FILES) return [];
  const message = `Only the first ${MAX_FILES} of ${count} files were added. For more files use “neural-ser predict FOLDER”.`;
  return [{ code: 'too-many-files', message }];
}

function summarized(failures: readonly Failure[]): Failure[] {
  const more = failures.length - MAX_SHOWN_FAILURES;
  if (more <= 1) return [...failures];
  const message = `${more} more files could not be added.`;
  return [...failures.slice(0, MAX_SHOWN_FAILURES), { code: 'files-not-taken', message }];
}

async function takeFile({ name, open }: FileSource, laboratory: FileReaders): Promise<NewSound> {
  try {
    const file = await open();
    if (file.size === 0) throw new UserError('sound-empty', `“${name}” is empty. Choose another file.`);
    const path = laboratory.desktop?.pathOf(file) ?? '';
    if (path !== '') return { name, origin: 'file', ...(await atPath(path, file, laboratory)) };
    const { durationSeconds, ...sound } = await decodeSound(file, laboratory);
    return { name, origin: 'file', sound: { ...sound, name }, durationSeconds };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const message = `“${name}” cannot be read. Check that it exists and is a file, then drop it again.`;
    throw new UserError('sound-unreadable', message, { cause: error });
  }
}

/** A file of known path; its sound only if the laboratory cannot read it and the browser can. */
async function atPath(
  path: string,
  file: File,
  laboratory: FileReaders,
): Promise<Pick<NewSound, 'sound' | 'durationSeconds'>> {
  const header = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
  if (isPlainWav(header)) return { sound: { path }, durationSeconds: wavSeconds(header, file.size) };
  try {
    const { durationSeconds } = await laboratory.invoke('sounds.read', { path, range: SHORTEST });
    return { sound: { path }, durationSeconds };
  } catch (error) {
    // The prediction may be possible, as of a long sound, or says the reason.
    if (!isUnread(error)) return { sound: { path }, durationSeconds: null };
    const { durationSeconds, ...sound } = await decodeInBrowser(file, error);
    return { sound: { ...sound, name: file.name }, durationSeconds };
  }
}
