import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tinyWav } from '../unit/corpora/corpus-folder.ts';

/** Writes six clips of two actors, as RAVDESS calls them, into a folder; gives the folder. */
export function writeCorpus(folder: string): string {
  for (const actor of ['01', '02']) {
    mkdirSync(join(folder, `Actor_${actor}`), { recursive: true });
    for (const emotion of ['03', '04', '05']) {
      const path = join(folder, `Actor_${actor}/03-01-${emotion}-01-01-01-${actor}.wav`);
      writeFileSync(path, tinyWav({ sound: path }));
    }
  }
  return folder;
}
