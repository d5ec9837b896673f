import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';
import { createRandom } from '#shared/random.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import { checkEncoderFeatures } from './check-encoder-features.ts';
import { createEncoderExtractor } from './encoder-extractor.ts';
import { checkedEncoderFiles } from './encoder-files.ts';
import { externalFiles } from './external-data.ts';
import { hiddenLayers } from './hidden-layers.ts';

/** The first trial. */
const SHORT_SECONDS = 2;
/** A trial of a longer sound may take about so long: less than the deadline of the reading, see `encoder-reading.ts`. */
const LONG_TRIAL_SECONDS = 5;

/**
 * Loads an encoder that nobody has used before and computes noise with it, as long as the clips, because memory grows with the
 * length; shorter if a slow encoder would take too long. For a process that can be killed.
 * @returns Its hidden layers, or null if it has no outputs for them; how long a second of sound takes, and how much memory the
 *   process has gained.
 * @throws UserError `encoder-unusable` for files that are no such encoder.
 */
export async function tryEncoder(
  features: EncoderFeatures,
  encoders: string,
): Promise<{ layers: string[] | null; secondsPerSecond: number; memoryBytes: number }> {
  const paths = await checkedEncoderFiles(encoders, features);
  let layers: string[] | null = null;
  const known = new Set(features.files.map(({ name }) => name));
  for (const path of [...paths.values()].filter((one) => one.endsWith('.onnx'))) {
    const content = await readRegularFile(path);
    if (path === paths.get(features.files[0].name) && features.emotions === undefined)
      layers = hiddenLayers(content);
    const foreign = externalFiles(content).filter((name) => !known.has(name));
    if (foreign.length > 0) {
      throw new UserError(
        'encoder-unusable',
        `${path} cannot be used: it reads its weights from other files (${foreign.slice(0, 3).join(', ')}). Export it as one file.`,
      );
    }
  }
  const before = process.memoryUsage.rss();
  const used = layers === null ? features : { ...features, layers };
  checkEncoderFeatures(used);
  const extractor = await createEncoderExtractor(used, encoders);
  try {
    const random = createRandom(0, 'encoder trial');
    const rate = features.sampleRateHz;
    const noise = new Float32Array(Math.round(features.durationSeconds * rate)).map(
      () => 0.1 * random.normal(),
    );
    const timeOf = async (seconds: number) => {
      const sound = noise.subarray(0, Math.round(seconds * rate));
      // The first time takes longer, because memory is reserved.
      await extractor.extract(sound, rate, '');
      const start = performance.now();
      await extractor.extract(sound, rate, '');
      return (performance.now() - start) / 1000;
    };
    const short = Math.min(SHORT_SECONDS, features.durationSeconds);
    const shortTime = await timeOf(short);
    // Attention takes four times as long for twice the length.
    const longest = short * Math.sqrt(LONG_TRIAL_SECONDS / shortTime);
    const long = Math.min(features.durationSeconds, longest);
    const [seconds, time] = long > short ? [long, await timeOf(long)] : [short, shortTime];
    return {
      layers,
      secondsPerSecond: time / seconds,
      memoryBytes: Math.max(0, process.memoryUsage.rss() - before),
    };
  } finally {
    extractor[Symbol.dispose]();
  }
}
