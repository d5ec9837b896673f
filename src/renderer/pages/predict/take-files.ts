import { isWav, wavSeconds } from '#renderer/parts/microphone/wav-encoding.ts';
import type { DesktopBridge } from '#shared/bridge.ts';
import { type Failure, toFailure, UserError } from '#shared/failure.ts';
import { decodeSound } from './decode-sound.ts';
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

/**
 * Reads dropped or chosen files one after another. A WAV file with a known path is passed as the path, so that its bytes
 * are not transferred; other files are decoded. Returns the failures as a few messages, for any number of files.
 */
export async function takeFiles(
  files: readonly FileSource[],
  desktop: Pick<DesktopBridge, 'pathOf'> | null,
  take: (sound: NewSound) => void,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const file of files.slice(0, MAX_FILES)) {
    try {
      take(await takeFile(file, desktop));
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

async function takeFile(
  { name, open }: FileSource,
  desktop: Pick<DesktopBridge, 'pathOf'> | null,
): Promise<NewSound> {
  try {
    const file = await open();
    if (file.size === 0) throw new UserError('sound-empty', `“${name}” is empty. Choose another file.`);
    const path = desktop?.pathOf(file) ?? '';
    if (path !== '') {
      const header = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
      const durationSeconds = wavSeconds(header, file.size);
      if (isWav(header)) return { name, origin: 'file', sound: { path }, durationSeconds };
    }
    const { wav, durationSeconds } = await decodeSound(file);
    return { name, origin: 'file', sound: { wav, name }, durationSeconds };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const message = `“${name}” cannot be read. Check that it exists and is a file, then drop it again.`;
    throw new UserError('sound-unreadable', message, { cause: error });
  }
}
