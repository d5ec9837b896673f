import { access, constants, mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Doctor } from '../../shared/answers.ts';
import { toFailure } from '../../shared/failure.ts';
import type { NativeStatus } from '../../shared/native.ts';
import { platformName, VERSION } from './environment.ts';
import { outcomeResult } from './outcome.ts';
import type { Handlers, Parts } from './parts.ts';

export function doctorRequest(parts: Parts): Handlers<'doctor'> {
  return {
    doctor: async (_input, { signal }) => ({
      // Not by the process that trains: the answer would wait for the end of the training.
      ...(await examine({ host: parts.side, native: parts.native }, signal)),
      folder: await folderReport(parts.folder),
    }),
  };
}

/** What works on this machine, the laboratory's folder aside. */
export async function examine(
  { host, native: runtime }: Pick<Parts, 'host' | 'native'>,
  signal: AbortSignal | undefined,
): Promise<Omit<Doctor, 'folder'>> {
  // First of all, in a process of its own: a runtime that crashes is then kept from the compute process.
  const native = await runtime.status(signal);
  const { engines } = await outcomeResult(host.run({ kind: 'probe' }), signal);
  const best = engines.find(({ works }) => works);
  return {
    version: VERSION,
    node: process.versions.node,
    platform: platformName(),
    engines: engines.map(({ engine, works, device, reason, versions }) => ({
      name: engine,
      works,
      device,
      version: Object.values(versions)[0] ?? null,
      reason,
    })),
    devices: [
      {
        kind: 'cpu',
        name: `${cpus()[0]?.model.trim() ?? 'processor'} × ${cpus().length}`,
        works: true,
        reason: null,
      },
      ...gpuDevices(native),
    ],
    native,
    choice: best
      ? { engine: best.engine, reason: `The first in order of speed that works here, on ${best.device}.` }
      : { engine: null, reason: 'No engine works here; the reasons stand beside each.' },
  };
}

/** TensorFlow computes on the first of several. */
function gpuDevices({ gpus, usesGpu, gpuReason }: NativeStatus): Doctor['devices'] {
  if (gpus.length === 0) return [{ kind: 'gpu', name: 'GPU', works: false, reason: gpuReason }];
  return gpus.map(({ name, memoryMegabytes, driver }, index) => {
    const works = usesGpu && index === 0;
    const memory = memoryMegabytes === null ? '' : `, ${(memoryMegabytes / 1024).toFixed(0)} GiB`;
    const reason = works ? null : (gpuReason ?? 'One GPU is used, the first.');
    return { kind: 'gpu', name: `${name}${memory}${driver ? `, driver ${driver}` : ''}`, works, reason };
  });
}

async function folderReport(path: string): Promise<Doctor['folder']> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return { path, works: true, reason: null };
  } catch (error) {
    return { path, works: false, reason: toFailure(error).message };
  }
}
