/** Gathers everything of a package besides Electron: the window's files, and the laboratory with its Node. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build as buildWindow } from 'electron-vite';
import { buildLaboratory } from '../../build/build-laboratory.ts';
import { listPackages } from '../../build/list-packages.vite.ts';
import { root } from '../../setup/bootstrap.mjs';
import { installerScript } from './file-types.ts';
import { writeIcons } from './icons.ts';
import { licenceText } from './licences.ts';
import { addNativeAddon, addPackageIndex } from './native-tensorflow.ts';
import { billOfMaterials } from './sbom.ts';
import { copyPackages, describePackages, type Target } from './shipped-packages.ts';

export interface Staged {
  version: string;
  /** The window: becomes the archive of Electron. */
  app: string;
  /** Lies beside the archive, because plain Node reads it. */
  resources: string;
  /** Icons in all sizes and formats. */
  icons: string;
  /** What Windows' installer does besides copying. */
  installer: string;
}

const write = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

export interface StageOptions {
  /** The address of a package index, for users without pip. */
  packageIndex?: string;
  /** Hears what the package does not have. */
  say(line: string): void;
}

/** Builds the program for `target` into an emptied `folder`. The Node is that of this clone's packages. */
export async function stage(
  target: Target,
  folder: string,
  { packageIndex, say }: StageOptions,
): Promise<Staged> {
  rmSync(folder, { recursive: true, force: true });
  const staged = {
    app: join(folder, 'app'),
    resources: join(folder, 'resources'),
    icons: join(folder, 'icons'),
    installer: join(folder, 'installer.nsh'),
  };
  const program = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const laboratory = join(staged.resources, 'laboratory');

  const folders = new Set<string>();
  await buildWindow({
    root,
    logLevel: 'warn',
    plugins: [listPackages(folders)],
    build: { outDir: join(staged.app, 'out'), emptyOutDir: true },
  });
  await buildLaboratory(laboratory, [listPackages(folders)]);
  dropInterpreter(join(laboratory, 'cli/main.js'));
  for (const copied of copyPackages(target, join(laboratory, 'node_modules'))) folders.add(copied);
  if (packageIndex !== undefined) addPackageIndex(packageIndex, laboratory);
  const problem = await addNativeAddon(target, laboratory);
  if (problem !== null) say(`No addon of native TensorFlow in the package: ${problem}`);

  // The served page is read by Node, which cannot read the archive. Only it serves compressed files.
  const page = join(staged.app, 'out/renderer');
  cpSync(page, join(laboratory, 'page'), { recursive: true });
  for (const name of readdirSync(page, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.gz')) rmSync(join(page, name));
  }
  const { name, version, description, license, main } = program;
  const shared = { name, version, license, type: 'module' };
  const author = 'The neural-SER authors';
  const window = {
    ...shared,
    description,
    author,
    productName: 'neural-SER',
    desktopName: 'neural-ser.desktop',
    main,
  };
  write(join(staged.app, 'package.json'), `${JSON.stringify(window, null, 2)}\n`);
  write(join(laboratory, 'package.json'), `${JSON.stringify(shared, null, 2)}\n`);
  cpSync(join(root, 'resources/icon.png'), join(staged.app, 'resources/icon.png'));

  const nodeVersion = addNode(target, staged.resources);
  addCommand(target, staged.resources);
  if (target.platform === 'linux') {
    cpSync(join(root, 'build/package/apparmor-profile'), join(staged.resources, 'apparmor-profile'));
    stripNative(staged.resources);
  }
  const packages = describePackages(folders);
  write(join(staged.resources, 'LICENCES.txt'), licenceText(packages, nodeVersion));
  const bill = billOfMaterials({ version, nodeVersion, packages });
  write(join(staged.resources, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`);
  await writeIcons(staged.icons);
  write(staged.installer, installerScript(readFileSync(join(root, 'build/package/installer.nsh'), 'utf8')));
  return { version, ...staged };
}

/** Removes the line that names the system's Node as the interpreter: `bin/neural-ser` starts this script with its own. */
function dropInterpreter(script: string): void {
  writeFileSync(script, readFileSync(script, 'utf8').replace(/^#!.*\n/, ''));
}

/** Copies the Node of this clone; gives its version. @throws Error if it is for another platform than `target`. */
function addNode({ platform, arch }: Target, resources: string): string {
  const name = platform === 'win32' ? 'node.exe' : 'node';
  const node = join(root, 'node_modules/node/bin', name);
  const { stdout, status } = spawnSync(node, ['-p', '[process.platform, process.arch, process.version]'], {
    encoding: 'utf8',
  });
  const [ofPlatform, ofArch, version = ''] = stdout?.match(/[\w.]+/g) ?? [];
  if (status !== 0 || ofPlatform !== platform || ofArch !== arch) {
    throw new Error(`A package for ${platform} ${arch} must be made there: ${node} does not run there.`);
  }
  const copy = join(resources, 'node', name);
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(node, copy);
  chmodSync(copy, 0o755);
  return version.slice(1);
}

/** The program that starts the command line, for the user's PATH. */
function addCommand({ platform }: Target, resources: string): void {
  const name = platform === 'win32' ? 'neural-ser.cmd' : 'neural-ser';
  const command = join(resources, 'bin', name);
  mkdirSync(dirname(command), { recursive: true });
  cpSync(join(root, 'build/package', name), command);
  chmodSync(command, 0o755);
}

/** Removes symbols that only debuggers use from native files: 15 MB of Node alone. */
function stripNative(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || (entry.name !== 'node' && !entry.name.endsWith('.node'))) continue;
    const file = join(entry.parentPath, entry.name);
    const { status, stderr, error } = spawnSync('strip', ['--strip-unneeded', file], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`strip failed: ${stderr || error?.message}. Install binutils.`);
  }
}
