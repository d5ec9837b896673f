import { access, constants, mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { AdapterReport } from '#core/engines/adapter-report.ts';
import type { EngineReport } from '#core/engines/engine-report.ts';
import type { JobHost } from '#core/jobs/job-host.ts';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import { platformName } from '#core/laboratory/environment.ts';
import type { Handlers, Services } from '#core/laboratory/services.ts';
import { VERSION } from '#core/system/program-version.ts';
import type { Doctor } from '#shared/answers.ts';
import type { EngineName } from '#shared/engines.ts';
import { toFailure } from '#shared/failure.ts';
import type { NativeStatus } from '#shared/native.ts';

type Adapter = AdapterReport['adapters'][number];

export function doctorRequest(services: Services): Handlers<'doctor'> {
  return {
    doctor: async (_input, { signal }) => ({
      // Not in the training process, because the report would wait until the training ends.
      ...(await examine({ host: services.hosts.planning, native: services.native }, signal)),
      folder: await folderReport(services.folder),
    }),
  };
}

/** The report on this machine, without the laboratory's folder. */
export async function examine(
  { host, native: runtime }: { host: JobHost; native: Services['native'] },
  signal: AbortSignal | undefined,
): Promise<Omit<Doctor, 'folder'>> {
  // First, in its own process: a runtime that crashes is then not used in job processes.
  const native = await runtime.status(signal);
  const gpus = await examineAdapters(host, signal);
  // An engine whose driver crashes is not opened again.
  const without: EngineName[] = gpus.crashed ? ['webgpu'] : [];
  const { engines, encoders } = await outcomeResult(host.run({ kind: 'probe', without }), signal);
  const best = engines.find(({ engine, works }) => works && engine !== 'webgpu');
  return {
    version: VERSION,
    node: process.versions.node,
    platform: platformName(),
    engines: [
      ...engines.map(({ engine, works, device, reason, versions }) => ({
        name: engine,
        works,
        device,
        version: Object.values(versions)[0] ?? null,
        reason,
      })),
      ...without.map((name) => ({ name, works: false, device: null, version: null, reason: gpus.reason })),
    ],
    devices: [
      {
        kind: 'cpu',
        name: `${cpus()[0]?.model.trim() ?? 'processor'} × ${cpus().length}`,
        works: true,
        reason: null,
        adapter: null,
      },
      ...gpuDevices(native),
      ...adapterDevices(gpus, engines),
    ],
    encoders,
    native,
    choice: best
      ? { engine: best.engine, reason: `The fastest engine that works here, on ${best.device}.` }
      : { engine: null, reason: 'No engine works here. See the reason of each engine.' },
  };
}

/** TensorFlow uses only the first of several GPUs. */
function gpuDevices({ gpus, usesGpu, gpuReason }: NativeStatus): Doctor['devices'] {
  if (gpus.length === 0)
    return [{ kind: 'gpu', name: 'GPU', works: false, reason: gpuReason, adapter: null }];
  return gpus.map(({ name, memoryMegabytes, driver }, index) => {
    const works = usesGpu && index === 0;
    const memory = memoryMegabytes === null ? '' : `, ${(memoryMegabytes / 1024).toFixed(0)} GiB`;
    const reason = works ? null : (gpuReason ?? 'Only the first GPU is used.');
    return {
      kind: 'gpu',
      name: `${name}${memory}${driver ? `, driver ${driver}` : ''}`,
      works,
      reason,
      adapter: null,
    };
  });
}

/** The GPUs that WebGPU can use; a driver that ends the process is the reason why there are none. */
async function examineAdapters(
  host: JobHost,
  signal: AbortSignal | undefined,
): Promise<AdapterReport & { crashed: boolean }> {
  try {
    return { ...(await outcomeResult(host.run({ kind: 'adapters' }), signal)), crashed: false };
  } catch (error) {
    const { code } = toFailure(error);
    if (code !== 'compute-crashed' && code !== 'gpu-stuck') throw error;
    const how = code === 'gpu-stuck' ? 'did not answer' : 'crashed';
    const reason = `The GPU driver ${how} while it was examined. Update the driver.`;
    return { adapters: [], reason, crashed: true };
  }
}

/** The adapters of WebGPU with their numbers. Only one is used: the one that the engine opened. */
function adapterDevices({ adapters }: AdapterReport, engines: readonly EngineReport[]): Doctor['devices'] {
  const used = engines.find(({ engine }) => engine === 'webgpu');
  return adapters.map((adapter) => {
    const works = used?.device === adapter.name;
    return {
      kind: 'gpu',
      name: `${adapter.number}: ${adapter.name} by WebGPU (${adapter.backend}), ${adapterDetails(adapter).join(', ')}`,
      works,
      reason: works ? null : whyNotUsed(adapter, used?.reason ?? null),
      adapter: adapter.number,
    };
  });
}

function adapterDetails(adapter: Adapter): string[] {
  const { driver, software, maxArrayBytes, maxWorkgroupBytes, subgroupSizes, stepMilliseconds, tiles } =
    adapter;
  return [
    software ? 'software' : 'GPU',
    driver,
    `arrays of up to ${(maxArrayBytes / 2 ** 30).toFixed(1)} GiB`,
    `${maxWorkgroupBytes / 1024} KiB for a workgroup`,
    subgroupsText(subgroupSizes),
    stepMilliseconds === null ? '' : `a training step of compact takes ${stepMilliseconds.toFixed(1)} ms`,
    tiles === null ? '' : `tiles of ${tiles}`,
  ].filter((detail) => detail !== '');
}

function subgroupsText(sizes: Adapter['subgroupSizes']): string {
  if (sizes === null) return 'no subgroups';
  return `subgroups of ${sizes.min}${sizes.max > sizes.min ? ` to ${sizes.max}` : ''}`;
}

function whyNotUsed({ number, software, failure }: Adapter, engineReason: string | null): string {
  if (software)
    return `It is a software adapter, slower than the CPU engines. To use it: --engine webgpu --device ${number}.`;
  return (
    failure ?? engineReason ?? `Another adapter is used. To use this one: --engine webgpu --device ${number}.`
  );
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
