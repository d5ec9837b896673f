import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Updater } from './updates.ts';

/** The file beside the program with the kind of its package, which electron-updater reads too. */
const PACKAGE_TYPE = 'package-type';

/** Loads electron-updater, which asks only when it is told to and sends nothing that identifies this copy. */
export async function loadUpdater(report: (text: string) => void): Promise<Updater> {
  const updater = (await import('electron-updater')).default.autoUpdater;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  // The library would send a number that it has made for this copy.
  updater.requestHeaders = { 'x-user-staging-id': 'none' };
  updater.logger = {
    info: () => undefined,
    warn: (message: unknown) => report(`${message}\n`),
    error: (message: unknown) => report(`${message}\n`),
  };
  // Its errors also reject the calls. Without a listener they would end the program.
  updater.on('error', () => undefined);
  return updater;
}

/** Whether a new version is installed by an administrator: on Linux, any copy that is not an AppImage. */
export function isInstalledByAdministrator(
  resources: string,
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): boolean {
  if (platform !== 'linux') return false;
  // A program inherits the variable when an AppImage starts it, so a package says what it is.
  return environment.APPIMAGE === undefined || existsSync(join(resources, PACKAGE_TYPE));
}
