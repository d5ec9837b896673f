import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Configuration } from 'electron-builder';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { shippedNative } from '#core/laboratory/runtime/shipped-native.ts';
import { OFFERED_ENDINGS } from '#shared/sound-endings.ts';
import { builderConfiguration } from '../../../scripts/package/electron-builder.ts';
import { desktopEntry, installerScript, soundTypes } from '../../../scripts/package/file-types.ts';
import { LINUX_SIZES, writeIcons } from '../../../scripts/package/icons.ts';
import { addPackageIndex, tooNewSymbols } from '../../../scripts/package/native-tensorflow.ts';
import { nativeRuntime, whyNoNative } from '../../native-runtime.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const staged = {
  version: '1.2.3',
  app: '/staged/app',
  resources: '/staged/resources',
  icons: '/staged/icons',
  installer: '/staged/installer.nsh',
};
const material = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../../build/package', name), 'utf8');
const configuration = (forTests: boolean): Configuration =>
  builderConfiguration({ staged, output: '/dist', forTests });

describe('the fuses', () => {
  it('let a program run only its own code', () => {
    expect(configuration(false).electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('of a build for tests differ only in what Playwright needs', () => {
    const { electronFuses: forTests, ...others } = configuration(true);
    const { electronFuses: forUsers, ...same } = configuration(false);
    expect(forTests).toEqual({ ...forUsers, enableNodeCliInspectArguments: true });
    const comparable = ({ beforeBuild, afterPack, ...rest }: Configuration) => rest;
    expect(comparable(others)).toEqual(comparable(same));
  });
});

describe('the installers', () => {
  it('of Windows ask where to install, for one user', () => {
    const { win, nsis } = configuration(false);
    expect(win).toMatchObject({ target: [{ target: 'nsis', arch: 'x64' }], icon: '/staged/icons/icon.ico' });
    expect(nsis).toMatchObject({
      ...{ oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    });
  });

  it('of macOS are for Apple silicon, hardened, and may use the microphone', () => {
    const { mac } = configuration(false);
    expect(mac).toMatchObject({
      target: [
        { target: 'dmg', arch: 'arm64' },
        { target: 'zip', arch: 'arm64' },
      ],
      icon: '/staged/icons/icon.icns',
      hardenedRuntime: true,
    });
    expect(mac?.extendInfo).toHaveProperty('NSMicrophoneUsageDescription', expect.stringMatching(/voice/));
    const entitlements = readFileSync(mac?.entitlements ?? '', 'utf8');
    expect(entitlements).toMatch(/<key>com\.apple\.security\.device\.audio-input<\/key>\s*<true\/>/);
  });

  it('offer the program for sounds and make it the default for runs only', () => {
    const { fileAssociations, mac, linux, win, nsis } = configuration(false);
    const endings = ['wav', 'flac', 'mp3', 'ogg', 'opus', 'aiff', 'm4a', 'webm', 'caf', 'wma'];
    expect(fileAssociations).toEqual([expect.objectContaining({ ext: 'neuralser', role: 'Editor' })]);
    expect(mac?.fileAssociations).toEqual([
      { ext: expect.arrayContaining(endings), name: 'Sound', role: 'Viewer', rank: 'Alternate' },
    ]);
    const types = ['audio/x-wav', 'audio/flac', 'audio/mpeg', 'audio/ogg', 'audio/x-opus+ogg'];
    types.push('audio/x-aiff', 'audio/mp4', 'audio/webm');
    expect(linux?.mimeTypes).toEqual(expect.arrayContaining(types));
    const desktop = desktopEntry(material('neural-ser.desktop'));
    const [, line = ''] = /^MimeType=(.*)$/m.exec(desktop) ?? [];
    expect(line.split(';')).toEqual([
      ...['application/x-neural-ser-run', ...soundTypes(), 'x-scheme-handler/neural-ser', ''],
    ]);
    // Videos have a sound too, but are not offered.
    expect([...OFFERED_ENDINGS, ...soundTypes()]).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(mp4|mov|avi|mkv|video\/mp4)$/)]),
    );
    // The template of an association would take `.wav` over.
    expect(win?.fileAssociations).toBeUndefined();
    expect(nsis?.include).toBe('/staged/installer.nsh');
    const script = installerScript(material('installer.nsh'));
    const [installs = '', removes = ''] = script.split('!macro customUnInstall');
    for (const ending of endings) {
      expect(installs).toMatch(new RegExp(`^  !insertmacro offerForEnding ${ending}$`, 'm'));
      expect(removes).toMatch(new RegExp(`^  !insertmacro withdrawForEnding ${ending}$`, 'm'));
    }
    const key = String.raw`"Software\Classes\.${'$'}{ENDING}\OpenWithProgids" "neural-SER.sound"`;
    expect(installs).toContain(`WriteRegStr SHELL_CONTEXT ${key} ""`);
    expect(installs).toContain(`DeleteRegValue SHELL_CONTEXT ${key}`);
    expect(script).not.toMatch(/Classes\\\.[^\\]*" ""|@/);
    // What is written is removed again, with paths that may have spaces.
    expect(installs).toMatch(/'"\$INSTDIR\\\$\{APP_EXECUTABLE_FILENAME\}" "%1"'/);
    expect(removes).toContain(String.raw`DeleteRegKey SHELL_CONTEXT "Software\Classes\neural-SER.sound"`);
  });

  it('register links to runs', () => {
    expect(configuration(false).protocols).toEqual([{ name: 'Run of neural-SER', schemes: ['neural-ser'] }]);
    const script = material('installer.nsh');
    expect(script).toContain(
      String.raw`WriteRegStr SHELL_CONTEXT "Software\Classes\neural-ser" "URL Protocol" ""`,
    );
    expect(script).toContain(String.raw`DeleteRegKey SHELL_CONTEXT "Software\Classes\neural-ser"`);
  });

  it('publish nothing by themselves, and name a source of updates only if a release gives one', () => {
    expect(configuration(false).publish).toBeNull();
    const released = builderConfiguration({
      staged,
      output: '/dist',
      forTests: false,
      repository: 'a-lab/ser',
    });
    expect(released.publish).toEqual({ provider: 'github', owner: 'a-lab', repo: 'ser' });
  });
});

describe('the package index', () => {
  const doors = (laboratory: string) => shippedNative(pathToFileURL(join(laboratory, 'cli/main.js')).href);

  it('is read from the package by its doors', () => {
    const laboratory = temporaryFolder();
    expect(doors(laboratory)).toEqual({ prebuilt: null, index: undefined });
    addPackageIndex('https://packages.example/pypi', laboratory);
    const native = join(laboratory, 'native');
    expect(doors(laboratory)).toEqual({ prebuilt: native, index: 'https://packages.example/pypi' });
    writeFileSync(join(native, 'package-index.json'), '{"address":');
    expect(doors(laboratory).index).toBeUndefined();
    writeFileSync(join(native, 'package-index.json'), '{"address":"file:///etc"}');
    expect(doors(laboratory).index).toBeUndefined();
  });

  it.each(['http://packages.example/pypi', 'ftp://packages.example', 'packages.example'])(
    'must be an https address, not %s',
    (address) => {
      const laboratory = temporaryFolder();
      expect(() => addPackageIndex(address, laboratory)).toThrow();
      expect(doors(laboratory).index).toBeUndefined();
    },
  );
});

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('an addon of the package', () => {
  const inPackages = (path: string) => join(import.meta.dirname, '../../../node_modules', path);

  it('may need what SQLite’s addon needs, and nothing newer', () => {
    expect(tooNewSymbols(inPackages('better-sqlite3/prebuilds/linux-x64.node'))).toEqual([]);
    expect(tooNewSymbols(inPackages('webgpu/dist/linux-x64/dawn.node'))).toEqual(['GLIBCXX_3.4.30']);
    expect(() => tooNewSymbols(inPackages('webgpu/package.json'))).toThrow(/objdump failed/);
  });

  it.skipIf(nativeRuntime === null)(`needs no more when it is compiled here ${whyNoNative ?? ''}`, () => {
    expect(tooNewSymbols(nativeRuntime!.addon)).toEqual([]);
  });
});

describe('the icons', () => {
  let folder: string;
  beforeAll(async () => {
    folder = join(temporaryFolder(), 'icons');
    await writeIcons(folder);
  });
  const sizeOf = async (png: Buffer) => {
    const { width, height, format } = await sharp(png).metadata();
    return { width, height, format };
  };

  it('of Linux have the sizes of their names', async () => {
    for (const size of LINUX_SIZES) {
      const png = readFileSync(join(folder, `${size}x${size}.png`));
      expect(await sizeOf(png)).toEqual({ width: size, height: size, format: 'png' });
    }
  });

  it('of Windows have the sizes that their directory says, up to 256', async () => {
    const ico = readFileSync(join(folder, 'icon.ico'));
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
    const sizes: number[] = [];
    for (let index = 0; index < ico.readUInt16LE(4); index++) {
      const at = 6 + 16 * index;
      const [width, height] = [ico.readUInt8(at) || 256, ico.readUInt8(at + 1) || 256];
      const [length, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)];
      expect(await sizeOf(ico.subarray(offset, offset + length))).toEqual({ width, height, format: 'png' });
      sizes.push(width);
    }
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('of macOS have the sizes of their types, up to 1024', async () => {
    /** Pixels by type, from Apple's list of icon elements. */
    const types = {
      ...{ icp4: 16, icp5: 32, ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256 },
      ...{ ic14: 512, ic09: 512, ic10: 1024 },
    };
    const icns = readFileSync(join(folder, 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.byteLength);
    const found: Record<string, number | undefined> = {};
    for (let at = 8; at < icns.byteLength; at += icns.readUInt32BE(at + 4)) {
      const png = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
      const { width, height } = await sizeOf(png);
      expect(width).toBe(height);
      found[icns.toString('latin1', at, at + 4)] = width;
    }
    expect(found).toEqual(types);
  });
});
