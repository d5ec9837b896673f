import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';

/** The mark in Electron's binary before its fuses: a version, their number, and one character each. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u00081r0110r1';

/**
 * Writes a folder laid out like Electron for Linux, to make a package where Electron cannot be downloaded. Its program only
 * says what it is. It has the fuses that Electron is delivered with.
 */
export async function writeElectronStub(folder: string): Promise<void> {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const script = '#!/bin/sh\necho "A stub of Electron, without a window." >&2\nexit 1\n';
  for (const [name, content] of Object.entries({
    electron: `${script}# ${FUSES}\n`,
    'chrome-sandbox': script,
    LICENSE: 'Licence of Electron\n',
    'LICENSES.chromium.html': '<p>Licences of Chromium</p>\n',
    'locales/en-US.pak': 'en-US\n',
    'locales/de.pak': 'de\n',
  })) {
    writeFileSync(join(folder, name), content);
    if (content.startsWith('#!')) chmodSync(join(folder, name), 0o755);
  }
  const empty = await mkdtemp(join(tmpdir(), 'neural-ser-default-app-'));
  await createPackage(empty, join(folder, 'resources/default_app.asar'));
}
