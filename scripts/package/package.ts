/**
 * `npm run package`: the installers for this system, in `dist`. On Linux a Debian package and an AppImage, on Windows an
 * installer, on macOS a disk image.
 *   --dir              only the folder of the program, and on Linux the Debian package: needs no helper from the network
 *   --electron FOLDER  the folder of Electron instead of a download
 *   --output FOLDER    the folder for the installers (dist)
 *   --releases O/N     the repository on GitHub with the releases, for "Check for Updates"; without it, nothing is looked for
 *   --package-index A  the address of a package index's JSON interface, from which "Install" in Settings downloads native
 *                      TensorFlow where there is no pip; without it, users without pip choose a downloaded file
 *   --level N          the compression of the Debian package, 0 to 9 (6); a lower level is faster
 *   --for-tests        a build that Playwright can drive, in `dist-for-tests`; it must not be given to users
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, Platform } from 'electron-builder';
import { root } from '../../setup/bootstrap.mjs';
import { buildDeb, debProblem } from './deb.ts';
import { builderConfiguration } from './electron-builder.ts';
import type { Target } from './shipped-packages.ts';
import { stage } from './stage.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'boolean', default: false },
    electron: { type: 'string' },
    output: { type: 'string' },
    releases: { type: 'string' },
    'package-index': { type: 'string' },
    level: { type: 'string', default: '6' },
    'for-tests': { type: 'boolean', default: false },
  },
});
const forTests = values['for-tests'];
const output = resolve(values.output ?? join(root, forTests ? 'dist-for-tests' : 'dist'));
const target = { platform: process.platform, arch: process.arch } as Target;

const say = (line: string) => process.stderr.write(`${line}\n`);

say(`Building for ${target.platform} ${target.arch} …`);
const staged = await stage(target, join(output, 'staged'), { packageIndex: values['package-index'], say });
const config = builderConfiguration({
  staged,
  output,
  electronDist: values.electron === undefined ? undefined : resolve(values.electron),
  ...(values.releases === undefined ? {} : { repository: values.releases }),
  forTests,
});
const files = await build({
  projectDir: root,
  config,
  targets: Platform.current().createTarget(values.dir ? 'dir' : null),
  publish: 'never',
});
// A build for tests is never installed.
if (target.platform === 'linux' && !forTests) {
  const problem = debProblem();
  if (problem === null) {
    const unpacked = join(output, 'linux-unpacked');
    const { icons, version } = staged;
    files.push(buildDeb({ unpacked, output, icons, version, level: Number(values.level) }));
  } else say(`No Debian package: ${problem}.`);
}
for (const file of files) say(file);
