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
 * Gives a function that reads the load of TensorFlow's GPU, the first visible one, through nvidia-smi in its own
 * process. The function gives null where the load is not available, and does not try again after a failure. While a
 * call is running, further calls share its answer. Never throws.
 */
export function createGpuLoad({
  run = runProgram,
  environment = process.env,
}: GpuLoadOptions = {}): () => Promise<GpuLoad | null> {
  const card = firstVisible(environment.CUDA_VISIBLE_DEVICES);
  let pending: Promise<GpuLoad | null> | null = null;
  let unavailable = card === null;

  const ask = async (): Promise<GpuLoad | null> => {
    const query = [
      '--query-gpu=utilization.gpu,memory.used,temperature.gpu',
      '--format=csv,noheader,nounits',
      `--id=${card}`,
    ];
    const answer = await run('nvidia-smi', query, { timeoutSeconds: ANSWER_SECONDS }).catch(() => null);
    const load = answer?.code === 0 ? parseLoad(answer.stdout) : null;
    unavailable = load === null;
    return load;
  };

  return () => {
    if (unavailable) return Promise.resolve(null);
    pending ??= ask().finally(() => {
      pending = null;
    });
    return pending;
  };
}

/** The first GPU of `CUDA_VISIBLE_DEVICES`, as nvidia-smi names it; null where no GPU may be used. */
function firstVisible(visible: string | undefined): string | null {
  if (visible === undefined) return '0';
  const first = visible.split(',')[0].trim();
  return /^(\d+|GPU-[\w-]+)$/.test(first) ? first : null;
}

/** One line: per cent, mebibytes, °C. An unavailable value is in brackets (`[N/A]`). */
function parseLoad(text: string): GpuLoad | null {
  const cells = text
    .split('\n')[0]
    .split(',')
    .map((cell) => cell.trim());
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
