import type { AdapterReport, GpuAdapter } from '#core/engines/adapter-report.ts';
import { toFailure, UserError } from '#shared/failure.ts';

/**
 * Every kernel writes the memory of its workgroup before it reads it, and filling it with zeros first makes the compilation of a kernel
 * ten times longer on the software adapter.
 */
const LIBRARY_FEATURES = 'enable-dawn-features=disable_workgroup_init';

/** A part of the name of the adapter to use; the only way to use a software adapter. */
const CHOSEN_ADAPTER = 'NEURAL_SER_WEBGPU_ADAPTER';

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

/** Describes the adapters of this machine. Never throws; a broken driver can end the process, so call it in a job process. */
export async function listAdapters(): Promise<AdapterReport> {
  try {
    const opened = await openAdapters();
    const reason = opened.length > 0 ? null : noDriver();
    return { adapters: opened.map(({ about }) => about), reason };
  } catch (error) {
    return { adapters: [], reason: toFailure(error).message };
  }
}

/**
 * Opens the adapter that the environment names, or else the fastest hardware adapter in the order of the drivers.
 * @throws UserError `engine-unavailable` with the reason.
 */
export async function chooseAdapter(environment: NodeJS.ProcessEnv = process.env): Promise<OpenedAdapter> {
  const opened = await openAdapters();
  const names = opened.map(({ about }) => about.name).join(', ');
  if (opened.length === 0) throw new UserError('engine-unavailable', noDriver());
  const wanted = environment[CHOSEN_ADAPTER];
  if (wanted) {
    const named = opened.find(({ about }) => about.name.toLowerCase().includes(wanted.toLowerCase()));
    if (named) return named;
    const message = `${CHOSEN_ADAPTER} is “${wanted}”, but the adapters of this computer are: ${names}.`;
    throw new UserError('engine-unavailable', message);
  }
  const hardware = opened.find(({ about }) => !about.software);
  if (hardware) return hardware;
  throw new UserError(
    'engine-unavailable',
    `Only a software adapter was found (${names}), which is slower than the other engines. ` +
      `Set ${CHOSEN_ADAPTER} to its name to use it anyway.`,
  );
}

function noDriver(): string {
  return NO_DRIVER[process.platform] ?? 'No GPU was found.';
}

/** Each adapter once, by its best backend; the drivers' fastest first. */
async function openAdapters(): Promise<OpenedAdapter[]> {
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
        name,
        backend,
        vendor: info.vendor,
        architecture: info.architecture,
        driver: info.description,
        software: info.isFallbackAdapter || SOFTWARE.test(`${name} ${info.architecture} ${info.description}`),
        maxArrayBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
      },
    });
  }
  const fastest = await create([])
    .requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  const isFastest = ({ adapter: { info } }: OpenedAdapter) =>
    info.device === fastest?.info.device && info.description === fastest.info.description;
  return opened.toSorted((a, b) => Number(isFastest(b)) - Number(isFastest(a)));
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
