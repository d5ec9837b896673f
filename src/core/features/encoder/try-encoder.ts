import { readFile } from 'node:fs/promises';
import { UserError } from '#shared/failure.ts';
import { createRandom } from '#shared/random.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import { createEncoderExtractor } from './encoder-extractor.ts';
import { checkedEncoderFiles } from './encoder-files.ts';
import { externalFiles } from './external-data.ts';

const TRIAL_SECONDS = 2;

/**
 * Loads an encoder that nobody has used before and computes noise with it. For a process that can be killed.
 * @returns How long a second of sound takes, and how much memory the process has gained.
 * @throws UserError `encoder-unusable` for files that are no such encoder.
 */
export async function tryEncoder(
  features: EncoderFeatures,
  encoders: string,
): Promise<{ secondsPerSecond: number; memoryBytes: number }> {
  const paths = await checkedEncoderFiles(encoders, features);
  const known = new Set(features.files.map(({ name }) => name));
  for (const path of [...paths.values()].filter((one) => one.endsWith('.onnx'))) {
    const foreign = externalFiles(await readFile(path)).filter((name) => !known.has(name));
    if (foreign.length > 0) {
      throw new UserError(
        'encoder-unusable',
        `${path} cannot be used: it reads its weights from other files (${foreign.slice(0, 3).join(', ')}). Export it as one file.`,
      );
    }
  }
  const before = process.memoryUsage.rss();
  const extractor = await createEncoderExtractor(features, encoders);
  try {
    const random = createRandom(0, 'encoder trial');
    const rate = features.sampleRateHz;
    const noise = new Float32Array(TRIAL_SECONDS * rate).map(() => 0.1 * random.normal());
    // The first time takes longer, because memory is reserved.
    await extractor.extract(noise, rate, '');
    const start = performance.now();
    await extractor.extract(noise, rate, '');
    return {
      secondsPerSecond: (performance.now() - start) / 1000 / TRIAL_SECONDS,
      memoryBytes: Math.max(0, process.memoryUsage.rss() - before),
    };
  } finally {
    extractor[Symbol.dispose]();
  }
}
