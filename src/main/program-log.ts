import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the window and the laboratory report besides their answers: defects, crashes and warnings. Never sent anywhere. */
export interface ProgramLog {
  readonly folder: string;
  /** Appends text with the time. Never throws: a full disk must not end the program. */
  write(text: string): void;
}

export interface ProgramLogOptions {
  /** When the file is longer, it becomes an older one. Default 1 MB. */
  maxBytes?: number;
  now?(): Date;
}

const NAME = 'neural-ser';
/** Older files beside the current one. */
const OLDER = 3;

/** The log in `neural-ser.log`, and up to three older ones: `neural-ser.1.log` is the newest of them. */
export function createProgramLog(
  folder: string,
  { maxBytes = 1e6, now = () => new Date() }: ProgramLogOptions = {},
): ProgramLog {
  const file = (age: number) => join(folder, age === 0 ? `${NAME}.log` : `${NAME}.${age}.log`);
  const rotate = () => {
    const bytes = statSync(file(0), { throwIfNoEntry: false })?.size ?? 0;
    if (bytes < maxBytes) return;
    for (let age = OLDER - 1; age >= 0; age--) {
      if (statSync(file(age), { throwIfNoEntry: false })) renameSync(file(age), file(age + 1));
    }
  };
  return {
    folder,
    write: (text) => {
      try {
        mkdirSync(folder, { recursive: true });
        rotate();
        appendFileSync(file(0), `${now().toISOString()} ${text.trimEnd()}\n`);
      } catch {
        // The same text is on stderr.
      }
    },
  };
}
