import { type RunProgram, runProgram } from '#core/system/run-program.ts';

/**
 * Load of a GPU from all programs on it; null: the driver does not report it (for example for a slice of a shared GPU).
 */
export interface GpuLoad {
  /** Percentage of the last sample period in which a kernel ran, 0…100. */
  gpuPercent: number | null;
  memoryBytes: number | null;
  /** In °C. */
  temperature: number | null;
}

export interface GpuLoadOptions {
  run?: RunProgram;
  environment?: NodeJS.ProcessEnv;
}

const BYTES_A_MEBIBYTE = 2 ** 20;
/** Timeout, because a broken driver can hang its callers. */
const ANSWER_SECONDS = 10;

/**
 * Gives a function that reads the load of a GPU through nvidia-smi in its own process: of the GPU with this name, as the
 * engine `webgpu` chooses one (of several with the same name, the first); without a name of TensorFlow's, the first visible one.
 * The function gives null where the load is not available, also for a GPU that is not NVIDIA's, and does not try again after
 * a failure. While a call is running, further calls share its answer. Never throws.
 */
export function createGpuLoad({
  run = runProgram,
  environment = process.env,
}: GpuLoadOptions = {}): (name: string | null) => Promise<GpuLoad | null> {
  const card = firstVisible(environment.CUDA_VISIBLE_DEVICES);
  const pending = new Map<string | null, Promise<GpuLoad | null>>();
  const unavailable = new Set<string | null>(card === null ? [null] : []);

  const ask = async (name: string | null): Promise<GpuLoad | null> => {
    const query = [
      `--query-gpu=utilization.gpu,memory.used,temperature.gpu${name === null ? '' : ',name'}`,
      '--format=csv,noheader,nounits',
      ...(name === null ? [`--id=${card}`] : []),
    ];
    const answer = await run('nvidia-smi', query, { timeoutSeconds: ANSWER_SECONDS }).catch(() => null);
    const lines = answer?.code === 0 ? answer.stdout.split('\n') : [];
    const load = parseLoad((name === null ? lines[0] : lineOf(lines, name)) ?? '');
    if (load === null) unavailable.add(name);
    return load;
  };

  return (name) => {
    if (unavailable.has(name)) return Promise.resolve(null);
    const asked = pending.get(name) ?? ask(name).finally(() => pending.delete(name));
    pending.set(name, asked);
    return asked;
  };
}

/** The line of the first GPU with a name, without the name; undefined if there is none. */
const lineOf = (lines: readonly string[], name: string) =>
  lines.find((line) => line.trim().toLowerCase().endsWith(`, ${name.toLowerCase()}`))?.replace(/,[^,]*$/, '');

/** The first GPU of `CUDA_VISIBLE_DEVICES`, as nvidia-smi names it; null where no GPU may be used. */
function firstVisible(visible: string | undefined): string | null {
  if (visible === undefined) return '0';
  const first = visible.split(',')[0].trim();
  return /^(\d+|GPU-[\w-]+)$/.test(first) ? first : null;
}

/** One line: per cent, mebibytes, °C. An unavailable value is in brackets (`[N/A]`). */
function parseLoad(text: string): GpuLoad | null {
  const cells = text.split(',').map((cell) => cell.trim());
  if (cells.length !== 3) return null;
  const [percent, mebibytes, temperature] = cells.map((cell) =>
    /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : null,
  );
  if (percent === null && mebibytes === null && temperature === null) return null;
  return {
    gpuPercent: percent === null ? null : Math.min(100, percent),
    memoryBytes: mebibytes === null ? null : mebibytes * BYTES_A_MEBIBYTE,
    temperature,
  };
}
