import type { GpuAdapter } from '#core/engines/adapter-report.ts';
import { toFailure, UserError } from '#shared/failure.ts';

/**
 * Every kernel writes the memory of its workgroup before it reads it, and filling it with zeros first makes the compilation of a kernel
 * ten times longer on the software adapter.
 */
const LIBRARY_FEATURES = 'enable-dawn-features=disable_workgroup_init';

/** Best first. The others offer less than the engine needs. */
const BACKENDS = ['metal', 'd3d12', 'vulkan'];
const NO_DRIVER: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'No GPU with a Vulkan driver was found.',
  win32: 'No GPU with a Direct3D 12 driver was found.',
  darwin: 'No GPU that supports Metal was found.',
};
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/** An adapter of the library, and what it belongs to. As long as `library` is referenced, the process does not end by itself. */
export interface OpenedAdapter {
  library: GPU;
  adapter: GPUAdapter;
  about: GpuAdapter;
}

/** Why no adapter was found. */
export function noDriver(): string {
  return NO_DRIVER[process.platform] ?? 'No GPU was found.';
}

/**
 * Each adapter once, by its best backend. The library chooses by the name alone, so of several GPUs with the same name the first is
 * opened. Throws {@link UserError} `engine-unavailable` if the library does not work here.
 */
export async function openAdapters(): Promise<OpenedAdapter[]> {
  const { create } = await loadLibrary();
  const opened: OpenedAdapter[] = [];
  for (const { backend, name } of await namesOf(create)) {
    if (opened.some(({ about }) => about.name === name)) continue;
    const library = create([`backend=${backend}`, `adapter=${name}`, LIBRARY_FEATURES]);
    const adapter = await library.requestAdapter().catch(() => null);
    if (adapter === null) continue;
    const { info, limits } = adapter;
    opened.push({
      library,
      adapter,
      about: {
        number: opened.length + 1,
        name,
        backend,
        vendor: info.vendor,
        architecture: info.architecture,
        driver: info.description,
        software: info.isFallbackAdapter || SOFTWARE.test(`${name} ${info.architecture} ${info.description}`),
        maxArrayBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
        maxWorkgroupBytes: limits.maxComputeWorkgroupStorageSize,
        subgroupSizes:
          adapter.features.has('subgroups') && info.subgroupMinSize && info.subgroupMaxSize
            ? { min: info.subgroupMinSize, max: info.subgroupMaxSize }
            : null,
      },
    });
  }
  return opened;
}

/** The library names its adapters only in the error for a name that it does not know. */
async function namesOf(create: (options: string[]) => GPU): Promise<{ backend: string; name: string }[]> {
  const message = await create(['adapter=\u0000'])
    .requestAdapter()
    .then(
      () => '',
      (error) => String(error),
    );
  const found = [...message.matchAll(/backend: '([^']*)', name: '(.*)'/g)].map(([, backend, name]) => ({
    backend,
    name,
  }));
  return found
    .filter(({ backend }) => BACKENDS.includes(backend))
    .sort((a, b) => BACKENDS.indexOf(a.backend) - BACKENDS.indexOf(b.backend));
}

async function loadLibrary(): Promise<typeof import('webgpu')> {
  try {
    return await import('webgpu');
  } catch (error) {
    throw new UserError(
      'engine-unavailable',
      `The WebGPU library does not work on ${process.platform}-${process.arch}: ${toFailure(error).message}`,
      { cause: error },
    );
  }
}
