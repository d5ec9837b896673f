import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { EMOTIONS } from '#shared/emotions.ts';
import { tinyWav } from '../unit/corpora/corpus-folder.ts';

/** Writes six clips of two actors with RAVDESS file names into a folder; returns the folder. */
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

export const MANY = 12_000;
/** The paths of {@link MANY} clips in a folder for each emotion. */
export const manyClips = (): string[] =>
  Array.from({ length: MANY }, (_, index) => `${EMOTIONS[index % EMOTIONS.length]}/clip-${index}.wav`);

/** Writes clips at these paths, in a folder beside the laboratory's. */
export function writeClips(dataFolder: string, paths: readonly string[]): string {
  const folder = join(dirname(dataFolder), 'voices');
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), tinyWav({ sound: path }));
  }
  return folder;
}

/** Adds a folder on the page Corpora, and starts its scan. */
export async function addFolder(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder or table of clips').fill(folder);
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click();
}

/** A RAVDESS file name with this emotion, repetition and actor. */
export const ravdess = (emotion: number, repetition: number, actor: number) => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `Actor_${two(actor)}/03-01-${two(emotion)}-01-01-${two(repetition)}-${two(actor)}.wav`;
};

/** Three clips of each of two actors. */
export const FEW = [1, 2].flatMap((actor) => [3, 4, 5].map((emotion) => ravdess(emotion, 1, actor)));
