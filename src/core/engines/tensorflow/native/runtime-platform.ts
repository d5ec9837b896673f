import { UserError } from '#shared/failure.ts';

/** The TensorFlow version that the addon's source was built and measured with. */
export const TENSORFLOW_VERSION = '2.21.0';

/** TensorFlow's build: for the CPU only, or for NVIDIA GPUs too. */
export type RuntimeDevice = 'cpu' | 'gpu';

/** The parts of TensorFlow's wheels that a machine needs. */
export interface RuntimePlatform {
  /** As in folder names. */
  name: string;
  /** The wheels' project names; null: there is no such build. */
  packages: Record<RuntimeDevice, string | null>;
  /** The platform for pip, where pip's own Python does not match. */
  pipPlatform: string;
  /** Matches the end of a wheel's file name for this machine. */
  wheelEnding: RegExp;
  /** Under `tensorflow/` in the wheel. The addon is linked with them. */
  libraries: readonly string[];
}

const LINUX_LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

const PLATFORMS: Readonly<Record<string, RuntimePlatform>> = {
  'linux-x64': {
    name: 'linux-x64',
    packages: { cpu: 'tensorflow-cpu', gpu: 'tensorflow' },
    pipPlatform: 'manylinux_2_27_x86_64',
    wheelEnding: /manylinux\w*_x86_64\.whl$/,
    libraries: LINUX_LIBRARIES,
  },
  'linux-arm64': {
    name: 'linux-arm64',
    packages: { cpu: 'tensorflow', gpu: null },
    pipPlatform: 'manylinux_2_27_aarch64',
    wheelEnding: /manylinux\w*_aarch64\.whl$/,
    libraries: LINUX_LIBRARIES,
  },
  'darwin-arm64': {
    name: 'darwin-arm64',
    packages: { cpu: 'tensorflow', gpu: null },
    pipPlatform: 'macosx_12_0_arm64',
    wheelEnding: /macosx_\d+_\d+_arm64\.whl$/,
    libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
  },
};

/** The properties of a machine that select its wheels. */
export interface Machine {
  platform: string;
  arch: string;
  /** For example `2.36`; null with another C library. */
  glibc: string | null;
}

let machine: Machine | undefined;

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  machine ??= { platform: process.platform, arch: process.arch, glibc: glibcVersion() };
  return machine;
}

function glibcVersion(): string | null {
  // By default the report resolves the names of all network interfaces, which can take seconds.
  // (Node's types lack this option.)
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
  report.excludeNetwork = before;
  return header.glibcVersionRuntime ?? null;
}

const MIN_GLIBC = [2, 27];

/** The platform of this machine. Throws {@link UserError} `native-unsupported` where TensorFlow has no wheel for it. */
export function runtimePlatform(machine: Machine = thisMachine()): RuntimePlatform {
  const found = PLATFORMS[`${machine.platform}-${machine.arch}`];
  if (found === undefined) {
    throw unsupported(`There is no native TensorFlow runtime for ${machine.platform} on ${machine.arch}.`);
  }
  if (machine.platform === 'linux') {
    const [major = 0, minor = 0] = (machine.glibc ?? '').split('.').map(Number);
    if (major < MIN_GLIBC[0] || (major === MIN_GLIBC[0] && minor < MIN_GLIBC[1])) {
      const here = machine.glibc === null ? 'another C library' : `glibc ${machine.glibc}`;
      throw unsupported(
        `Native TensorFlow needs glibc ${MIN_GLIBC.join('.')} or newer, but this machine has ${here}.`,
      );
    }
  }
  return found;
}

/** The name of the folder in which a runtime is installed. */
export function runtimeFolderName(platform: RuntimePlatform, device: RuntimeDevice): string {
  return `tensorflow-${TENSORFLOW_VERSION}-${device}-${platform.name}`;
}

function unsupported(what: string): UserError {
  return new UserError('native-unsupported', `${what} Use the wasm engine.`);
}
