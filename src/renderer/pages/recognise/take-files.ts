import type { DesktopBridge } from '../../../shared/bridge.ts';
import { type Failure, toFailure } from '../../../shared/failure.ts';
import { decodeSound } from './decode-sound.ts';
import type { NewSound } from './session-store.ts';
import { isWav, wavSeconds } from './wav-encoding.ts';

const GREATEST_FILES = 200;
/** The headers of almost every file lie in so many. */
const HEADER_BYTES = 65_536;

/**
 * Takes dropped or chosen files, one after another: a WAV file with a path by that path, so that its bytes need not
 * travel; anything else by its sound. Gives what could not be taken.
 */
export async function takeFiles(
  files: readonly File[],
  desktop: Pick<DesktopBridge, 'pathOf'> | null,
  take: (sound: NewSound) => void,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  if (files.length > GREATEST_FILES) {
    const message = `Of ${files.length} files the first ${GREATEST_FILES} are taken. For more use “neural-ser recognise FOLDER”.`;
    failures.push({ code: 'too-many-files', message });
  }
  for (const file of files.slice(0, GREATEST_FILES)) {
    try {
      take(await takeFile(file, desktop));
    } catch (error) {
      failures.push(toFailure(error));
    }
  }
  return failures;
}

async function takeFile(file: File, desktop: Pick<DesktopBridge, 'pathOf'> | null): Promise<NewSound> {
  const path = desktop?.pathOf(file) ?? '';
  const named = { name: file.name, origin: 'file' as const };
  if (path !== '') {
    const begin = new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer());
    if (isWav(begin)) return { ...named, sound: { path }, durationSeconds: wavSeconds(begin, file.size) };
  }
  const { wav, durationSeconds } = await decodeSound(file);
  return { ...named, sound: { wav, name: file.name }, durationSeconds };
}
