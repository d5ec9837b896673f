/**
 * What a user sees when native TensorFlow cannot be downloaded: the real command line, a real server on this machine,
 * and a small wheel with TensorFlow's name. Only the compiler is a fake, so that no machine needs one.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { installationSize } from '#core/runtime/tensorflow/install-runtime.ts';
import { freeBytes } from '#core/system/disk-space.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { TENSORFLOW_FILES, TENSORFLOW_WHEEL, writeWheel } from '../../unit/runtime/downloads/wheel-files.ts';
import { type CommandLine, commandLineIn, parsed, type Settings } from '../command-line.ts';
import { sendRest, serveWheel, type WheelAnswer } from './wheel-server.ts';

const bootstrap = fileURLToPath(new URL('../../../setup/native-runtime.ts', import.meta.url));

/** Random, so that compression does not make it smaller. */
const LIBRARY = randomBytes(400_000);
const wheel = writeWheel(temporaryFolder(), TENSORFLOW_WHEEL, {
  ...TENSORFLOW_FILES,
  'tensorflow/libtensorflow_cc.so.2': LIBRARY,
});

const compiler = join(temporaryFolder(), 'c++');
writeFileSync(
  compiler,
  '#!/bin/sh\n[ "$1" = --version ] && exit\necho "error: this one builds nothing" >&2\nexit 1\n',
);
chmodSync(compiler, 0o755);

interface Installation {
  cli: CommandLine;
  /** Where the runtime would be installed. */
  native: string;
  settings: Settings;
}

function installationWith(index: string): Installation {
  const folder = temporaryFolder();
  const native = join(folder, 'native');
  const settings = {
    NEURAL_SER_NATIVE: native,
    NEURAL_SER_PACKAGE_INDEX: index,
    // Without pip the index is used.
    NEURAL_SER_PYTHON: join(folder, 'no-python'),
    CXX: compiler,
  };
  return { cli: commandLineIn(folder, join(folder, 'laboratory'), settings), native, settings };
}

/** Installs, expects the failure, and that no part of it is used; gives the names of the downloaded files. */
async function failToInstall(
  { cli, native }: Installation,
  code: string,
  message: RegExp,
): Promise<string[]> {
  // The wheel of the test has not the official checksum.
  const ended = await cli.run('runtime', 'install', '--allow-unknown', '--json');
  expect([ended.code, JSON.parse(ended.stdout)]).toEqual([
    1,
    { error: { code, message: expect.stringMatching(message) } },
  ]);
  expect(readdirSync(native).filter((name) => !/^(downloads|last-failure\.json)$/.test(name))).toEqual([]);

  const checked = await cli.run('doctor', '--json');
  const doctor = parsed('doctor', checked);
  expect(checked.code).toBe(0);
  expect(doctor.choice.engine).toBe('wasm');
  expect(doctor.engines.find(({ name }) => name === 'tensorflow')).toMatchObject({
    works: false,
    reason: expect.stringMatching(message),
  });
  expect(doctor.native).toMatchObject({ works: false, runtime: null, lastFailure: { code } });
  return readdirSync(join(native, 'downloads'));
}

const halves: WheelAnswer = (bytes, _from, response) => {
  // Well-formed but too short, whatever range was requested.
  response.end(bytes.subarray(0, bytes.length / 2));
};
const spoiled: WheelAnswer = (bytes, from, response, request) => {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1] ^= 1;
  sendRest(copy, from, response, request);
};

const room = await freeBytes(tmpdir());
const reason =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'the wheel is for Linux on x64'
    : room < installationSize('cpu').disk
      ? 'there is not enough space for temporary files'
      : null;
const title = reason === null ? '' : ` (skipped: ${reason})`;

describe.skipIf(reason !== null).concurrent(`a download${title}`, () => {
  it('that always breaks off is reported, and the partial file is kept for another attempt', async () => {
    await using server = await serveWheel(wheel, halves);
    const downloads = await failToInstall(
      installationWith(server.index),
      'download-failed',
      /the connection broke off/,
    );
    expect(downloads).toEqual([`${TENSORFLOW_WHEEL}.part`]);
    expect(server.ranges.length).toBeGreaterThan(1);
  });

  it('of another file than the official one is deleted', async () => {
    await using server = await serveWheel(wheel);
    const { cli, native } = installationWith(server.index);
    const ended = await cli.run('runtime', 'install', '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({
      error: { code: 'corrupted', message: expect.stringContaining('is not the official file') },
    });
    expect(readdirSync(join(native, 'downloads'))).toEqual([]);
  });

  it('with a wrong checksum is deleted', async () => {
    await using server = await serveWheel(wheel, spoiled);
    expect(await failToInstall(installationWith(server.index), 'corrupted', /wrong checksum/)).toEqual([]);
  });

  it('that is reset half-way continues from there, and is not downloaded twice', async () => {
    let requests = 0;
    const reset: WheelAnswer = (bytes, from, response, request) => {
      requests++;
      if (requests > 1) return sendRest(bytes, from, response, request);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () =>
        setTimeout(() => request.socket.resetAndDestroy(), 100),
      );
    };
    await using server = await serveWheel(wheel, reset);
    const installation = installationWith(server.index);
    // The whole wheel came and was unpacked; the compiler ran next.
    const downloads = await failToInstall(installation, 'addon-build-failed', /this one builds nothing/);
    expect(downloads).toEqual([TENSORFLOW_WHEEL]);
    expect(readFileSync(join(installation.native, 'downloads', TENSORFLOW_WHEEL))).toEqual(
      readFileSync(wheel),
    );
    expect(server.ranges).toEqual([null, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);

    await failToInstall(installation, 'addon-build-failed', /this one builds nothing/);
    expect(server.ranges).toHaveLength(2);
  });

  it('from a server that is not running is reported, and the setup continues without it', async () => {
    const server = await serveWheel(wheel);
    await server[Symbol.asyncDispose]();
    const installation = installationWith(server.index);
    expect(
      await failToInstall(installation, 'download-failed', /could not be reached: .*ECONNREFUSED/),
    ).toEqual([]);

    const fresh = installationWith(server.index);
    const env = { ...process.env, NEURAL_SER_TENSORFLOW: '', ...fresh.settings };
    const setUp = () => spawnSync(process.execPath, [bootstrap], { encoding: 'utf8', env });
    const first = setUp();
    expect(first.status).toBe(0);
    expect(first.stderr).toMatch(/could not be installed: .*ECONNREFUSED.*\nThe wasm engine is used instead/);
    // It is reported once.
    expect(setUp()).toMatchObject({ status: 0, stderr: '' });
  });
});
