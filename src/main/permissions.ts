import type { Session, SystemPreferences } from 'electron';
import { isPageAddress } from './page-sender.ts';

/** Besides the microphone: copying a table by a button, which needs the user's click. */
const HARMLESS = ['clipboard-sanitized-write'];

/**
 * What the page may use: the microphone, and putting text onto the clipboard. No camera, no screen, no place; nothing
 * for another origin. `askSystem` asks macOS for the microphone, which would give silence otherwise.
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
    if (ours && permission === 'media' && isAudioAlone(mediaTypes)) {
      askSystem().then(answer, () => answer(false));
    } else {
      answer(ours && HARMLESS.includes(permission));
    }
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    if (!isPageAddress(origin)) return false;
    return permission === 'media' ? details.mediaType === 'audio' : HARMLESS.includes(permission);
  });
  session.setDevicePermissionHandler(() => false);
}

const isAudioAlone = (types: string[] | undefined) =>
  types !== undefined && types.length > 0 && types.every((type) => type === 'audio');

/** macOS asks the user once; elsewhere there is nothing to ask. */
export function askForMicrophone(
  platform: NodeJS.Platform,
  preferences: Pick<SystemPreferences, 'askForMediaAccess'>,
): Promise<boolean> {
  return platform === 'darwin' ? preferences.askForMediaAccess('microphone') : Promise.resolve(true);
}
