// Sees to native TensorFlow where it can be had, without being asked: quick and silent when it is there, or when the
// last attempt failed not long ago. Says plainly what could not be had, and never fails for it. Ctrl-C gives 130.
// `--quiet`: without a bar, for a terminal that shows something else.

import { createProgress } from '../src/cli/terminal/progress.ts';
import { ensureRuntime } from '../src/core/engines/tensorflow/runtime/ensure-runtime.ts';
import { detectGpus } from '../src/core/engines/tensorflow/runtime/gpu.ts';
import { installationSize } from '../src/core/engines/tensorflow/runtime/install-runtime.ts';
import { nativeFolder } from '../src/core/laboratory/data-folder.ts';
import { nativeOptions } from '../src/core/laboratory/native-options.ts';
import { toFailure } from '../src/shared/failure.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);
const cancellation = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => cancellation.abort());

const { explicit, index, prebuilt } = nativeOptions(undefined);
const folder = nativeFolder();
const bar = createProgress(process.stderr, process.argv.includes('--quiet'));
let began = false;
const progress = (phase: string, done: number, total: number | null) => {
  if (!began) {
    const megabytes = Math.round(installationSize('cpu').download / 1e6);
    say(`Installing native TensorFlow into ${folder} (once, about ${megabytes} MB to fetch) …`);
  }
  began = true;
  bar.update(phase, done, total);
};

try {
  const { installed, failure } = await ensureRuntime(
    { explicit, folders: [folder] },
    {
      folder,
      probe: new URL('../src/compute/runtime-probe.ts', import.meta.url),
      index,
      prebuilt,
      progress,
      signal: cancellation.signal,
    },
  );
  bar.clear();
  if (failure !== null && !failure.known) {
    say(`Native TensorFlow could not be had: ${failure.message}`);
    say('The wasm engine is used instead: the same results, more slowly. “runtime install” tries again.');
  }
  if (installed) {
    say('Native TensorFlow is installed.');
    const { gpus } = await detectGpus();
    const size = (installationSize('gpu').download / 1e9).toFixed(1);
    if (gpus[0])
      say(`For the ${gpus[0].name}, “runtime install” fetches the build with CUDA, about ${size} GB.`);
  }
} catch (error) {
  bar.clear();
  if (toFailure(error).code !== 'cancelled') throw error;
  process.exitCode = 130;
}
