/** The last steps of an installation: the addon is made beside the unpacked libraries, and both are tested. */
import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import {
  asInstalled,
  manifestPath,
  type RuntimeManifest,
} from '#core/engines/tensorflow/native/installed-runtime.ts';
import {
  type RuntimeDevice,
  type RuntimePlatform,
  TENSORFLOW_VERSION,
} from '#core/engines/tensorflow/native/runtime-platform.ts';
import type { RunProgram } from '#core/system/run-program.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { type AddonPlan, buildAddon, planAddon } from './build-addon.ts';
import { tryRuntime } from './try-runtime.ts';

/** C headers of the wheel, which only the compiler reads. */
const HEADERS = 'site/tensorflow/include';

export interface RuntimeFinish {
  /** Folder with the unpacked wheels in `site`. */
  staging: string;
  plan: AddonPlan;
  platform: RuntimePlatform;
  device: RuntimeDevice;
  probe: URL;
  /** Where the libraries come from, shown to the user. */
  source: string;
  progress?(phase: string, done: number, total: number | null): void;
  signal?: AbortSignal;
  run?: RunProgram;
  tryOut?: typeof tryRuntime;
}

/**
 * Makes the addon, writes the manifest and tests the runtime in its own process. An addon of the package that does not
 * work here, for example because the C++ library is older than that of the computer that made it, is replaced by one that
 * is compiled here. Throws {@link UserError} `native-broken`, where nothing can be compiled with both reasons,
 * `addon-build-failed`, `disk-full`, `cancelled`.
 */
export async function finishRuntime(wanted: RuntimeFinish): Promise<void> {
  let gpu: boolean;
  try {
    gpu = await makeAndTry(wanted, wanted.plan);
  } catch (error) {
    const isShipped = wanted.plan.from === 'prebuilt';
    if (!isShipped || toFailure(error).code !== 'native-broken') throw error;
    gpu = await makeAndTry(wanted, await compilePlan(wanted, error));
  }
  if (wanted.device === 'gpu' && !gpu) {
    throw new UserError(
      'native-broken',
      'TensorFlow was loaded with CUDA but found no usable GPU. Check that the NVIDIA driver is version 525 or later. The downloaded files are kept for the next attempt.',
    );
  }
  await rm(join(wanted.staging, HEADERS), { recursive: true, force: true });
}

/** How the addon can be compiled, after that of the package has failed with `shipped`. */
async function compilePlan({ platform, run, signal }: RuntimeFinish, shipped: unknown): Promise<AddonPlan> {
  try {
    return await planAddon({ run, signal, platform: platform.name });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UserError(
      'native-broken',
      `The addon of this package does not work here, and no other can be compiled. ${toFailure(shipped).message.replace(/[.\s]*$/, '.')} ${toFailure(error).message}`,
      { cause: shipped },
    );
  }
}

/** Whether the runtime uses a GPU. */
async function makeAndTry(wanted: RuntimeFinish, plan: AddonPlan): Promise<boolean> {
  const { staging, platform, device, probe, run, signal, progress, tryOut = tryRuntime } = wanted;
  progress?.('building the addon', 0, null);
  const site = join(staging, 'site');
  const target = join(staging, 'addon');
  await buildAddon({ plan, site, libraries: platform.libraries, target, run, signal });
  const manifest = await createManifest(wanted, plan);
  await writeFile(manifestPath(staging), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  progress?.('testing it', 0, null);
  const runtime = asInstalled(staging, manifest);
  const { gpu } = await tryOut({ runtime, entry: probe, device: device === 'gpu' ? 'auto' : 'cpu', signal });
  return gpu;
}

async function createManifest(
  { staging, device, platform, source }: RuntimeFinish,
  plan: AddonPlan,
): Promise<RuntimeManifest> {
  const files: RuntimeManifest['files'] = [];
  for (const entry of await readdir(staging, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(staging, file).split(sep).join('/');
    // The manifest is written again after a second attempt.
    if (file === manifestPath(staging) || path.startsWith(`${HEADERS}/`)) continue;
    // The unpacker does not set the executable bit.
    if (basename(entry.parentPath) === 'bin') await chmod(file, 0o755);
    files.push({ path, bytes: (await stat(file)).size });
  }
  const addon = files.find(({ path }) => path.startsWith('addon/'))!.path;
  const folders = new Set(files.flatMap(({ path }) => /^(site\/nvidia\/\w+\/lib)\//.exec(path)?.[1] ?? []));
  return {
    format: 1,
    tensorflow: TENSORFLOW_VERSION,
    addonVersion: plan.version,
    device,
    platform: platform.name,
    addon,
    libraryFolders: folders.size === 0 ? [] : ['site/tensorflow', ...folders],
    files,
    installedAt: new Date().toISOString(),
    source: `${source}, ${plan.from === 'prebuilt' ? 'addon of the package' : 'addon compiled here'}`,
  };
}
