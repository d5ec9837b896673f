import { type RunProgram, runProgram } from './run-program.ts';

/** How busy a GPU is, with everything that runs on it; null: the driver does not say (a slice of a shared card). */
export interface GpuLoad {
  /** Share of the last moment in which some kernel ran, 0…100. */
  gpuPercent: number | null;
  memoryBytes: number | null;
}

export interface GpuLoadOptions {
  run?: RunProgram;
  environment?: NodeJS.ProcessEnv;
}

const BYTES_A_MEBIBYTE = 2 ** 20;
/** A broken driver can hang whoever asks it. */
const ANSWER_SECONDS = 10;

/**
 * Gives a function that asks nvidia-smi, a process of its own, about the card that TensorFlow takes: the first that is
 * visible to it. It gives null where there is nothing to be had, and does not ask again once there was no answer; asked
 * while an answer is on its way, it gives that one. Never throws.
 */
export function createGpuLoad({
  run = runProgram,
  environment = process.env,
}: GpuLoadOptions = {}): () => Promise<GpuLoad | null> {
  const card = firstVisible(environment.CUDA_VISIBLE_DEVICES);
  let asking: Promise<GpuLoad | null> | null = null;
  let silent = card === null;

  const ask = async (): Promise<GpuLoad | null> => {
    const query = [
      '--query-gpu=utilization.gpu,memory.used',
      '--format=csv,noheader,nounits',
      `--id=${card}`,
    ];
    const answer = await run('nvidia-smi', query, { timeoutSeconds: ANSWER_SECONDS }).catch(() => null);
    const load = answer?.code === 0 ? parseLoad(answer.stdout) : null;
    silent = load === null;
    return load;
  };

  return () => {
    if (silent) return Promise.resolve(null);
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
}

/** The first of `CUDA_VISIBLE_DEVICES`, as nvidia-smi names cards; null where none may be used. */
function firstVisible(visible: string | undefined): string | null {
  if (visible === undefined) return '0';
  const first = visible.split(',')[0].trim();
  return /^(\d+|GPU-[\w-]+)$/.test(first) ? first : null;
}

/** One line: per cent, mebibytes; a value that is not to be had stands in brackets (`[N/A]`). */
function parseLoad(text: string): GpuLoad | null {
  const cells = text
    .split('\n')[0]
    .split(',')
    .map((cell) => cell.trim());
  if (cells.length !== 2) return null;
  const [percent, mebibytes] = cells.map((cell) => (/^\d+(\.\d+)?$/.test(cell) ? Number(cell) : null));
  if (percent === null && mebibytes === null) return null;
  return {
    gpuPercent: percent === null ? null : Math.min(100, percent),
    memoryBytes: mebibytes === null ? null : mebibytes * BYTES_A_MEBIBYTE,
  };
}
