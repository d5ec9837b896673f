import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY } from './repository.ts';

/**
 * The path of Electron, or null if its runtime was not downloaded or there is no display. Requesting the path from the
 * package would download it.
 */
export function electronRuntime(): string | null {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  const folder = join(REPOSITORY, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const program = join(dist, readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : null;
}

const register = join(REPOSITORY, '../shared/electron-stand-in/register.mjs');

/** The module that runs the built main and preload in Node instead of Electron, beside the repository; null if it does not exist. */
export const STAND_IN: string | null = existsSync(register) ? pathToFileURL(register).href : null;
