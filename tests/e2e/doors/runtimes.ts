import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY } from './repository.ts';

/**
 * Electron's program, or null where its runtime has not been fetched or there is no display. Asking the package itself
 * would fetch it.
 */
export function electronRuntime(): string | null {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  const folder = join(REPOSITORY, 'node_modules/electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const program = join(dist, readFileSync(note, 'utf8').trim());
  return existsSync(program) ? program : null;
}

const register = join(REPOSITORY, '../shared/electron-stand-in/register.mjs');

/** What makes Node stand in for Electron (it lies beside the checkout), or null where it is not. */
export const STAND_IN: string | null = existsSync(register) ? pathToFileURL(register).href : null;
