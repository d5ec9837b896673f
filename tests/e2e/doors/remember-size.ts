import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the window open with this size, by writing the saved size. */
export function rememberSize(dataFolder: string, { width, height }: { width: number; height: number }): void {
  const folder = join(dataFolder, 'window');
  mkdirSync(folder, { recursive: true });
  const place = { x: 0, y: 0, width, height, maximized: false };
  writeFileSync(join(folder, 'place.json'), JSON.stringify(place));
}
