import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectGpus } from '#core/engines/tensorflow/native/gpu.ts';
import type { ProgramEnd } from '#core/system/run-program.ts';
import { temporaryFolder } from '../../../../temporary-folder.ts';

const answers = (end: Partial<ProgramEnd> | null) => async () =>
  end && { code: 0, signal: null, stdout: '', stderr: '', ...end };
const nowhere = join(tmpdir(), 'no-such-driver');

describe('detectGpus', () => {
  it('reads each GPU from nvidia-smi', async () => {
    const stdout = 'NVIDIA GeForce RTX 4090, 24564, 550.54.14\nTesla T4, 15360, 550.54.14\n';
    expect(await detectGpus({ run: answers({ stdout }) })).toEqual({
      gpus: [
        { name: 'NVIDIA GeForce RTX 4090', memoryMegabytes: 24564, driver: '550.54.14' },
        { name: 'Tesla T4', memoryMegabytes: 15360, driver: '550.54.14' },
      ],
      reason: null,
    });
  });

  it('accepts a GPU of unknown memory (a slice of a shared one, WSL)', async () => {
    const stdout = 'NVIDIA H200, Rev 2, [N/A], 570.86.15\nGRID A100, [Insufficient Permissions], [N/A]\n';
    expect((await detectGpus({ run: answers({ stdout }) })).gpus).toEqual([
      { name: 'NVIDIA H200, Rev 2', memoryMegabytes: null, driver: '570.86.15' },
      { name: 'GRID A100', memoryMegabytes: null, driver: null },
    ]);
  });

  it('reports the reason of a driver that does not work', async () => {
    const stdout =
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n";
    const broken = await detectGpus({ run: answers({ code: 9, stdout }) });
    expect(broken).toMatchObject({ gpus: [], reason: expect.stringContaining("couldn't communicate") });
    const mismatch = answers({
      code: 18,
      stdout: 'Failed to initialize NVML: Driver/library version mismatch\n',
    });
    expect((await detectGpus({ run: mismatch })).reason).toContain('version mismatch');
    expect((await detectGpus({ run: answers({ stdout: 'No devices were found\n' }) })).reason).toContain(
      'No devices were found',
    );
    expect((await detectGpus({ run: answers({}) })).reason).toContain('found no GPU');
  });

  it('stops waiting for a driver that hangs', async () => {
    const hung = await detectGpus({ run: answers({ code: null, signal: 'SIGKILL' }) });
    expect(hung).toMatchObject({ gpus: [], reason: expect.stringContaining('hang') });
  });

  it("reads the kernel module's files without nvidia-smi", async () => {
    const driverFolder = temporaryFolder();
    const card = join(driverFolder, 'gpus', '0000:01:00.0');
    mkdirSync(card, { recursive: true });
    writeFileSync(
      join(driverFolder, 'version'),
      'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build\nGCC version: 12\n',
    );
    writeFileSync(join(card, 'information'), 'Model: \t\t NVIDIA L4\nIRQ:   \t\t 42\n');
    expect(await detectGpus({ run: answers(null), driverFolder })).toEqual({
      gpus: [{ name: 'NVIDIA L4', memoryMegabytes: null, driver: '570.86.15' }],
      reason: null,
    });
  });

  it('reports that there is no driver', async () => {
    const report = await detectGpus({ run: answers(null), driverFolder: nowhere });
    expect(report).toEqual({ gpus: [], reason: expect.stringContaining('no NVIDIA driver') });
  });
});
