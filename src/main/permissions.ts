import type { Session, SystemPreferences } from 'electron';
import { isPageAddress } from './page-sender.ts';

/** Permissions other than the microphone: copying a table with a button. Chromium requires a click for it. */
const ALLOWED = ['clipboard-sanitized-write'];

/**
 * Allows the page to use the microphone and to write text to the clipboard. Camera, screen and location are denied, and
 * everything for other origins. `askSystem` asks macOS for the microphone, which records silence without permission.
 */
export function limitPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
  askSystem: () => Promise<boolean>,
): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const ours = isPageAddress(details.requestingUrl) && details.isMainFrame;
    const { mediaTypes } = details as { mediaTypes?: string[] };
    if (ours && permission === 'media' && isOnlyAudio(mediaTypes)) {
      askSystem().then(answer, () => answer(false));
    } else {
      answer(ours && ALLOWED.includes(permission));
    }
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    if (!isPageAddress(origin)) return false;
    return permission === 'media' ? details.mediaType === 'audio' : ALLOWED.includes(permission);
  });
  session.setDevicePermissionHandler(() => false);
}

const isOnlyAudio = (types: string[] | undefined) =>
  types !== undefined && types.length > 0 && types.every((type) => type === 'audio');

/** macOS asks the user once. Other systems do not ask. */
export function askForMicrophone(
  platform: NodeJS.Platform,
  preferences: Pick<SystemPreferences, 'askForMediaAccess'>,
): Promise<boolean> {
  return platform === 'darwin' ? preferences.askForMediaAccess('microphone') : Promise.resolve(true);
}
