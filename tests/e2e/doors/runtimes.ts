import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY } from './repository.ts';

/** The window's program. */
export interface ElectronProgram {
  executablePath: string;
  /** It is the program of a package that was made for tests, and not Electron with this clone. */
  packaged: boolean;
}

/**
 * The window's program: that of a package made with `--for-tests`, named by `NEURAL_SER_E2E_PROGRAM`, otherwise Electron. Null
 * if Electron's runtime was not downloaded or there is no display. Requesting the path from Electron's package would
 * download it.
 * @throws Error if the named program does not exist.
 */
export function electronRuntime(): ElectronProgram | null {
  const named = process.env.NEURAL_SER_E2E_PROGRAM;
  if (named && !existsSync(named))
    throw new Error(`NEURAL_SER_E2E_PROGRAM names ${named}, which does not exist.`);
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  if (named) return { executablePath: resolve(named), packaged: true };
  const folder = join(REPOSITORY, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const executablePath = join(dist, readFileSync(pathFile, 'utf8').trim());
  return existsSync(executablePath) ? { executablePath, packaged: false } : null;
}

const register = join(REPOSITORY, '../shared/electron-stand-in/register.mjs');

/** The module that runs the built main and preload in Node instead of Electron, beside the repository; null if it does not exist. */
export const STAND_IN: string | null = existsSync(register) ? pathToFileURL(register).href : null;
