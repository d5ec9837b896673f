import type { DesktopBridge } from '../../../shared/bridge.ts';
import { type Failure, toFailure, UserError } from '../../../shared/failure.ts';
import { decodeSound } from './decode-sound.ts';
import type { NewSound } from './session-store.ts';
import { isWav, wavSeconds } from './wav-encoding.ts';

const GREATEST_FILES = 200;
/** So many are told one by one. */
const TOLD_FAILURES = 3;
/** The headers of almost every file lie in so many. */
const HEADER_BYTES = 65_536;

/** A file that is opened when its turn comes. */
export interface FileSource {
  name: string;
  /** Rejects with a DOMException where it cannot be read. */
  open(): Promise<File>;
}

export const fileSource = (file: File): FileSource => ({ name: file.name, open: async () => file });

/**
 * Takes dropped or chosen files, one after another: a WAV file with a path by that path, so that its bytes need not
 * travel; anything else by its sound. Gives what could not be taken, in a few notes however many those are.
 */
export async function takeFiles(
  files: readonly FileSource[],
  desktop: Pick<DesktopBridge, 'pathOf'> | null,
  take: (sound: NewSound) => void,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const file of files.slice(0, GREATEST_FILES)) {
    try {
      take(await takeFile(file, desktop));
    } catch (error) {
      failures.push(toFailure(error));
    }
  }
  return [...tooMany(files.length), ...fewWords(failures)];
}

function tooMany(count: number): Failure[] {
  if (count <= GREATEST_FILES) return [];
  const message = `Of ${count} files the first ${GREATEST_FILES} are taken. For more use “neural-ser recognise FOLDER”.`;
  return [{ code: 'too-many-files', message }];
}

function fewWords(failures: readonly Failure[]): Failure[] {
  const more = failures.length - TOLD_FAILURES;
  if (more <= 1) return [...failures];
  const message = `And ${more} more of these files could not be taken.`;
  return [...failures.slice(0, TOLD_FAILURES), { code: 'files-not-taken', message }];
}

async function takeFile(
  { name, open }: FileSource,
  desktop: Pick<DesktopBridge, 'pathOf'> | null,
): Promise<NewSound> {
  try {
    const file = await open();
    if (file.size === 0) throw new UserError('sound-empty', `“${name}” is empty: there is no sound in it.`);
    const path = desktop?.pathOf(file) ?? '';
    if (path !== '') {
      const begin = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
      const durationSeconds = wavSeconds(begin, file.size);
      if (isWav(begin)) return { name, origin: 'file', sound: { path }, durationSeconds };
    }
    const { wav, durationSeconds } = await decodeSound(file);
    return { name, origin: 'file', sound: { wav, name }, durationSeconds };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const message = `“${name}” cannot be read. Is it there still, and is it a file? Drop it again.`;
    throw new UserError('sound-unreadable', message, { cause: error });
  }
}
