// Installs native TensorFlow automatically if possible. Fast and silent if it is installed, or if the last attempt failed
// recently. Prints a failure but exits with 0. Ctrl-C exits with 130. `--quiet`: no progress bar.

import { createProgress } from '#cli/terminal/progress.ts';
import { detectGpus } from '#core/engines/tensorflow/native/gpu.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import { nativeOptions } from '#core/laboratory/runtime/native-options.ts';
import { ensureRuntime } from '#core/runtime/tensorflow/ensure-runtime.ts';
import { installationSize } from '#core/runtime/tensorflow/install-runtime.ts';
import { toFailure } from '#shared/failure.ts';

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
    say(`Installing native TensorFlow into ${folder} (once, downloads about ${megabytes} MB) …`);
  }
  began = true;
  bar.update(phase, done, total);
};

try {
  const { installed, failure } = await ensureRuntime(
    { explicit, folders: [folder] },
    {
      folder,
      probe: new URL('../src/workers/runtime-probe.ts', import.meta.url),
      index,
      prebuilt,
      progress,
      signal: cancellation.signal,
    },
  );
  bar.clear();
  if (failure !== null && !failure.known) {
    say(`Native TensorFlow could not be installed: ${failure.message}`);
    say(
      'The wasm engine is used instead. It gives the same results, but is slower. Try again with “runtime install”.',
    );
  }
  if (installed) {
    say('Native TensorFlow is installed.');
    const { gpus } = await detectGpus();
    const size = (installationSize('gpu').download / 1e9).toFixed(1);
    if (gpus[0])
      say(`For the ${gpus[0].name}, “runtime install” downloads the build with CUDA, about ${size} GB.`);
  }
} catch (error) {
  bar.clear();
  if (toFailure(error).code !== 'cancelled') throw error;
  process.exitCode = 130;
}
