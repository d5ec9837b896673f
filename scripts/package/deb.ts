/** Makes the Debian package from the folder of the unpacked program, with `dpkg-deb` alone. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../../setup/bootstrap.mjs';
import { desktopEntry } from './file-types.ts';
import { LINUX_SIZES } from './icons.ts';

export interface DebOptions {
  /** The folder that electron-builder makes: the program `neural-ser-window` and its files. */
  unpacked: string;
  output: string;
  /** The folder with `SIZExSIZE.png`. */
  icons: string;
  version: string;
  /** Level of compression, 0 to 9. A lower one is faster and gives a larger file. */
  level?: number;
}

const NAME = 'neural-ser';
const MAINTAINER = 'The neural-SER authors <neural-ser@users.noreply.github.com>';
const PLACE = '/opt/neural-SER';
/** Libraries of the bundled Node and of all native files; SQLite's addon and Dawn need the newest of them. */
const DEPENDS = ['libc6 (>= 2.34)', 'libgcc-s1', 'libstdc++6 (>= 12)'];
/** Libraries of the window. A server that only runs the command line can leave them out. */
const RECOMMENDS = [
  ...['libasound2 | libasound2t64', 'libatspi2.0-0 | libatspi2.0-0t64', 'libgbm1'],
  ...[
    'libgtk-3-0 | libgtk-3-0t64',
    'libnotify4',
    'libnss3',
    'libsecret-1-0',
    'libxss1',
    'libxtst6',
    'xdg-utils',
  ],
];

const material = (name: string) => readFileSync(join(root, 'build/package', name), 'utf8');

/** Why no Debian package can be made here; null if it can. */
export function debProblem(): string | null {
  const { status } = spawnSync('dpkg-deb', ['--version']);
  return status === 0 ? null : 'dpkg-deb is not installed';
}

/** Debian sorts `1.0.0~beta.1` before `1.0.0`, as npm does `1.0.0-beta.1`. */
export const debianVersion = (version: string) => version.replace('-', '~');

/** Writes the package; gives its path. @throws Error with the message of `dpkg-deb`. */
export function buildDeb({ unpacked, output, icons, version, level = 6 }: DebOptions): string {
  const tree = join(output, 'deb');
  rmSync(tree, { recursive: true, force: true });
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  };
  const link = (path: string, target: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    symlinkSync(target, join(tree, path));
  };

  cpSync(unpacked, join(tree, PLACE), { recursive: true, verbatimSymlinks: true });
  // The window then leaves updates to the administrator (src/main/load-updater.ts).
  put(`${PLACE}/resources/package-type`, 'deb\n');
  link('usr/bin/neural-ser', `${PLACE}/resources/bin/neural-ser`);
  link('usr/bin/neural-ser-window', `${PLACE}/neural-ser-window`);
  put(`usr/share/applications/${NAME}.desktop`, desktopEntry(material('neural-ser.desktop')));
  put(`usr/share/mime/packages/${NAME}.xml`, material('neural-ser.xml'));
  for (const size of LINUX_SIZES) {
    const png = readFileSync(join(icons, `${size}x${size}.png`));
    put(`usr/share/icons/hicolor/${size}x${size}/apps/${NAME}.png`, png);
  }
  const gzip = (text: string) => gzipSync(text, { level: 9 });
  put(`usr/share/man/man1/${NAME}.1.gz`, gzip(material('neural-ser.1').replace('@VERSION@', version)));
  link('usr/share/man/man1/neural-ser-window.1.gz', `${NAME}.1.gz`);
  put(`usr/share/doc/${NAME}/copyright`, copyright());
  put(`usr/share/doc/${NAME}/changelog.gz`, gzip(changelog(version)));
  put(`usr/share/lintian/overrides/${NAME}`, material('lintian-overrides'));
  setModes(tree);

  const files = filesOf(tree);
  const kilobytes = Math.ceil(files.reduce((sum, file) => sum + lstatSync(join(tree, file)).size, 0) / 1024);
  put('DEBIAN/control', control(version, kilobytes));
  put('DEBIAN/md5sums', files.map((file) => `${md5(join(tree, file))}  ${file}\n`).join(''));
  for (const script of ['postinst', 'postrm']) {
    put(`DEBIAN/${script}`, material(script));
    chmodSync(join(tree, 'DEBIAN', script), 0o755);
  }
  const deb = join(output, `${NAME}_${debianVersion(version)}_amd64.deb`);
  const { status, stderr, error } = spawnSync(
    'dpkg-deb',
    ['--root-owner-group', '-Zxz', `-z${level}`, '--build', tree, deb],
    { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: `${sourceDate()}` } },
  );
  if (status !== 0) throw new Error(`dpkg-deb failed: ${stderr || error?.message}`);
  rmSync(tree, { recursive: true, force: true });
  return deb;
}

/** Modes do not depend on the umask of the build. */
function setModes(tree: string): void {
  chmodSync(tree, 0o755);
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Regular files by their paths in the tree, sorted. */
function filesOf(tree: string): string[] {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)))
    .sort();
}

const md5 = (path: string) => createHash('md5').update(readFileSync(path)).digest('hex');

function control(version: string, kilobytes: number): string {
  const { description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const synopsis = description.replace(/^A /, '');
  return `Package: ${NAME}
Version: ${debianVersion(version)}
Architecture: amd64
Maintainer: ${MAINTAINER}
Installed-Size: ${kilobytes}
Depends: ${DEPENDS.join(', ')}
Recommends: ${RECOMMENDS.join(', ')}
Section: science
Priority: optional
Description: ${synopsis}
 neural-SER trains networks that recognise emotions in speech, on corpora that
 you own, and tests them with a leakage check. It has a window, a page for a
 browser of the same machine (neural-ser serve), and a command line.
`;
}

function copyright(): string {
  const [, , ...text] = readFileSync(join(root, 'LICENSE'), 'utf8').trim().split('\n');
  const indented = text.map((line) => (line === '' ? ' .' : ` ${line}`)).slice(2);
  return material('debian-copyright').replace('@LICENCE@', indented.join('\n'));
}

function changelog(version: string): string {
  const date = new Date(sourceDate() * 1000).toUTCString().replace('GMT', '+0000');
  return `${NAME} (${debianVersion(version)}) stable; urgency=medium

  * Version ${version}. The changes are listed in CHANGELOG.md of the sources.

 -- ${MAINTAINER}  ${date}
`;
}

/** The time of the last commit in seconds, so that the same sources give the same package; 0 without Git. */
function sourceDate(): number {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? Number(stdout) : 0;
}
