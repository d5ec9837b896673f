import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'locks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const from = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);

/** Runs a program that can create files, but write nothing to them, as on a full disk. */
function onFullDisk(program: string): string {
  const whole = `process.on('SIGXFSZ', () => undefined);\n${program}`;
  const line = 'ulimit -f 0; exec "$0" --input-type=module-typescript -e "$1" 2>/dev/null | cat';
  return spawnSync('bash', ['-c', line, process.execPath, whole], { encoding: 'utf8' }).stdout;
}

describe.skipIf(process.platform === 'win32')('on a full disk, no lock stays', () => {
  it('of the installation of native TensorFlow', () => {
    const printed = onFullDisk(`
      const { withInstallLock } = await import(${from('src/core/runtime/tensorflow/install-lock.ts')});
      await withInstallLock(${JSON.stringify(folder)}, async () => console.log('worked')).catch(
        (error) => console.log(error.code));`);
    expect(printed.trim()).toBe('EFBIG');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of the installation of packages', () => {
    const lock = join(folder, 'lock');
    const printed = onFullDisk(`
      const { withLock } = await import(${from('setup/bootstrap.mjs')});
      await withLock(${JSON.stringify(lock)}, () => false, () => console.log('worked')).catch(
        (error) => console.log(error.code));`);
    expect(printed.trim()).toBe('EFBIG');
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('a lock without a process id does not stop a command for ever', async () => {
  const lock = join(folder, 'lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'pid'), '');
  const before = new Date(Date.now() - 60_000);
  utimesSync(lock, before, before);
  const { withLock } = await import('../../../setup/bootstrap.mjs');
  let worked = false;
  await withLock(
    lock,
    () => false,
    () => {
      worked = true;
    },
  );
  expect([worked, readdirSync(folder)]).toEqual([true, []]);
});
