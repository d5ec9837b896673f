/** How electron-builder puts the staged program and Electron together. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AfterPackContext, Configuration } from 'electron-builder';
import { root } from '../../setup/bootstrap.mjs';
import { LINK_SCHEME } from '../../src/shared/run-links.ts';
import { RUN_ARCHIVE, SOUND_ASSOCIATION, soundTypes } from './file-types.ts';
import { electronPackage } from './licences.ts';
import type { Staged } from './stage.ts';

export interface BuilderOptions {
  staged: Staged;
  /** The folder for the installers. */
  output: string;
  /** A folder with Electron; it is downloaded when absent. */
  electronDist?: string;
  /** Where newer versions are released, as OWNER/NAME of GitHub. Without it, the program looks nowhere. */
  repository?: string;
  /** A build that Playwright can drive. It must not be given to users. */
  forTests: boolean;
}

/** The configuration. Debian's package is not in it: `deb.ts` makes that with Debian's own tools. */
export function builderConfiguration(options: BuilderOptions): Configuration {
  const { staged, output, electronDist, repository, forTests } = options;
  const [owner, repo] = repository?.split('/') ?? [];
  return {
    appId: 'io.github.neural-ser',
    productName: 'neural-SER',
    copyright: 'The neural-SER authors, MIT licence',
    directories: { app: staged.app, output, buildResources: join(root, 'build/package') },
    electronVersion: electronPackage().version,
    ...(electronDist === undefined ? {} : { electronDist }),
    // The staged window is bundled: it has no packages to install, to compile or to look for.
    beforeBuild: async () => false,
    asar: true,
    extraResources: [{ from: staged.resources, to: '.' }],
    electronLanguages: ['en-US'],
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: forTests,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    },
    afterPack: async ({ appOutDir, electronPlatformName }: AfterPackContext) => {
      // What Electron shows without an app. With a folder of Electron, electron-builder leaves it there.
      if (electronPlatformName !== 'darwin')
        rmSync(join(appOutDir, 'resources/default_app.asar'), { force: true });
    },
    // On Windows, the installer's own script registers links.
    protocols: [{ name: 'Run of neural-SER', schemes: [LINK_SCHEME] }],
    fileAssociations: [{ ...RUN_ARCHIVE, role: 'Editor' }],
    linux: {
      target: [{ target: 'AppImage', arch: 'x64' }],
      executableName: 'neural-ser-window',
      icon: staged.icons,
      category: 'Science',
      synopsis: 'Laboratory for speech emotion recognition',
      mimeTypes: soundTypes(),
    },
    win: { target: [{ target: 'nsis', arch: 'x64' }], icon: join(staged.icons, 'icon.ico') },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      // Offers the program for sounds without making it the default, which `fileAssociations` would.
      include: staged.installer,
    },
    mac: {
      // The updater reads the archive, people the disk image.
      target: [
        { target: 'dmg', arch: 'arm64' },
        { target: 'zip', arch: 'arm64' },
      ],
      icon: join(staged.icons, 'icon.icns'),
      category: 'public.app-category.education',
      fileAssociations: [SOUND_ASSOCIATION],
      hardenedRuntime: true,
      entitlements: join(root, 'build/package/entitlements.mac.plist'),
      entitlementsInherit: join(root, 'build/package/entitlements.mac.plist'),
      extendInfo: {
        NSMicrophoneUsageDescription:
          'neural-SER records your voice to predict its emotion. Recordings stay on this computer.',
      },
    },
    // Written beside the program for electron-updater. Nothing is published from here.
    publish: owner && repo ? { provider: 'github', owner, repo } : null,
  };
}
