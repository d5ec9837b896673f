import { stat } from 'node:fs/promises';
import type { ChosenEngine } from '#core/engines/choose-engine.ts';
import type { Network } from '#core/engines/engine.ts';
import { deviceOfProcess } from '#core/engines/tensorflow/native/runtime-environment.ts';
import type { LoadNetwork } from '#core/features/encoder/network-process.ts';
import type { Extractor } from '#core/features/extractor.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { normaliseByItself } from '#core/features/speaker-normalisation.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import type { JobModel } from '#core/jobs/kinds/recognition-job.ts';
import { scaleProbabilities } from '#core/metrics/calibration.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { countParameters, multiplyAdds } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import { UserError } from '#shared/failure.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { type ClipModel, clipNetwork } from './clip-model.ts';
import { type ClassMap, type ExplainableNetwork, gradCam } from './explanation/grad-cam.ts';

/** A model whose predictions can be explained. */
export interface ExplainableModel extends ClipModel {
  extractor: Extractor;
  /** The extractor normalises each band. */
  normaliseSpeakers: boolean;
  networks: readonly ExplainableNetwork[];
}

/** A model that stays loaded, with its engine. */
export interface LoadedModel {
  model: ExplainableModel;
  chosen: ChosenEngine;
  parameters: number;
}

/** The models that a job process keeps loaded. */
export interface LoadedModels {
  /**
   * The job's model, from the cache or loaded.
   * @throws UserError `weights-unreadable`, `weights-mismatch`, `engine-unavailable`, and errors of the network's name
   *   and of the feature settings.
   */
  load(job: JobModel, engine: JobContext['engine']): Promise<LoadedModel>;
  [Symbol.dispose](): void;
}

interface CachedModel extends LoadedModel {
  key: string;
  networks: Network[];
  extractor: Extractor;
}

/** Two models to compare, and two previous ones. */
const MAX_CACHED = 4;
/** Up to this size, each fold has its own network. Above it, one network loads the weights of each fold in turn. */
const MAX_FOLD_BYTES = 256e6;
/**
 * Up to this size, WebAssembly predicts one clip as fast as TensorFlow (`compact`: 1 to 5 ms on both). TensorFlow takes
 * a third of a second and 300 MB to load, and slows down a run that trains at the same time.
 */
const SMALL_MULTIPLY_ADDS = 100e6;

/** Caches the last used models by their weights files and the files' times, because a run can be trained further. */
export function createLoadedModels(loadNetwork?: LoadNetwork): LoadedModels {
  let cache: CachedModel[] = [];

  return {
    async load(job, engine) {
      const architecture = networkNamed(job.network, job.inputShape, job.emotions.length);
      const chosen = await engine(engineFor(job, architecture), { orAnother: true });
      const key = await modelKey(job);
      const known = cache.find((candidate) => candidate.key === key && candidate.chosen === chosen);
      const used = known ?? (await build(key, job, architecture, { chosen, loadNetwork }));
      const others = cache.filter((candidate) => candidate !== used && candidate.key !== key);
      for (const old of cache) if (old !== used && !others.includes(old)) disposeModel(old);
      for (const old of others.slice(MAX_CACHED - 1)) disposeModel(old);
      cache = [used, ...others.slice(0, MAX_CACHED - 1)];
      return used;
    },
    [Symbol.dispose]() {
      for (const model of cache) disposeModel(model);
      cache = [];
    },
  };
}

function disposeModel({ networks, extractor }: CachedModel): void {
  for (const network of networks) network[Symbol.dispose]();
  extractor[Symbol.dispose]();
}

/** The requested engine; for `auto` the fastest one for single clips. */
function engineFor({ engine }: JobModel, architecture: Architecture): RunSettings['engine'] {
  const isSmall = multiplyAdds(architecture) <= SMALL_MULTIPLY_ADDS;
  return engine === 'auto' && isSmall && deviceOfProcess() !== 'gpu' ? 'wasm' : engine;
}

/** @throws UserError `weights-unreadable`. */
async function modelKey({
  network,
  features,
  normaliseSpeakers,
  emotions,
  weightsPaths,
  temperatures,
  recordings,
}: JobModel): Promise<string> {
  const versions = await Promise.all(
    weightsPaths.map(async (path) => {
      try {
        const { size, mtimeMs, ino } = await stat(path);
        return [path, size, mtimeMs, ino];
      } catch (error) {
        throw new UserError(
          'weights-unreadable',
          `Weights file not found: ${path}. Restore the file or train the run again.`,
          { cause: error },
        );
      }
    }),
  );
  return JSON.stringify([network, features, normaliseSpeakers, emotions, versions, temperatures, recordings]);
}

async function build(
  key: string,
  { weightsPaths, temperatures, features, normaliseSpeakers, encoders, emotions, recordings }: JobModel,
  architecture: Architecture,
  { chosen, loadNetwork }: { chosen: ChosenEngine; loadNetwork: LoadNetwork | undefined },
): Promise<CachedModel> {
  const parameters = countParameters(architecture).total;
  const fitsInMemory = weightsPaths.length * 4 * parameters <= MAX_FOLD_BYTES;
  const networks: Network[] = [];
  try {
    const plain = await createExtractor(features, { encoders, loadNetwork });
    const extractor = normaliseSpeakers ? normalisedByItself(plain) : plain;
    for (const path of fitsInMemory ? weightsPaths : weightsPaths.slice(0, 1)) {
      const network = await chosen.engine.build(architecture, { seed: 0 });
      networks.push(network);
      await loadWeights(network, path);
    }
    const scaled = (file: number, network: Network) =>
      scaledBy(temperatures?.[file] ?? null, network, emotions.length);
    const predictors = fitsInMemory
      ? networks.map((network, file) => scaled(file, network))
      : [predictInTurn(networks[0], weightsPaths, scaled, emotions.length)];
    const model: ExplainableModel = {
      features,
      emotions,
      extractor,
      normaliseSpeakers,
      networks: predictors,
      recordings,
    };
    return { key, model, chosen, parameters, networks, extractor };
  } catch (error) {
    for (const network of networks) network[Symbol.dispose]();
    throw error;
  }
}

/** The speaker of a single recording is known by this recording only. */
function normalisedByItself(extractor: Extractor): Extractor {
  return {
    ...extractor,
    async extract(...sound) {
      const matrix = await extractor.extract(...sound);
      normaliseByItself(matrix, extractor.shape[0]);
      return matrix;
    },
    [Symbol.dispose]: () => extractor[Symbol.dispose](),
  };
}

async function loadWeights(network: Network, path: string): Promise<void> {
  await network.writeWeights((await readSafetensors(path)).tensors);
}

/** The network with its probabilities scaled; as they are without a temperature. A logit is divided by the temperature. */
function scaledBy(
  temperature: number | null,
  network: Pick<Network, 'predict' | 'mapGradient'>,
  classes: number,
): ExplainableNetwork {
  const calibrate = (probabilities: Float32Array) =>
    temperature === null
      ? probabilities
      : Float32Array.from(scaleProbabilities(probabilities, classes, temperature));
  return {
    ...clipNetwork(network, classes, calibrate),
    classMap: async (inputs, n, classIndex) => {
      const map = gradCam(await network.mapGradient(inputs, n, classIndex));
      return { ...map, values: map.values.map((value) => value / (temperature ?? 1)) };
    },
  };
}

/** The mean prediction, and the mean map, of one network with the weights of each file: ninety folds need the memory of one network. */
function predictInTurn(
  network: Network,
  paths: readonly string[],
  scaled: (file: number, network: Network) => ExplainableNetwork,
  classes: number,
): ExplainableNetwork {
  return {
    predictClips: async (inputs, n, perClip) => {
      const mean = new Float32Array((n / perClip) * classes);
      for (const [file, path] of paths.entries()) {
        await loadWeights(network, path);
        const probabilities = await scaled(file, network).predictClips(inputs, n, perClip);
        for (let i = 0; i < mean.length; i++) mean[i] += probabilities[i] / paths.length;
      }
      return mean;
    },
    classMap: async (inputs, n, classIndex) => {
      let mean: ClassMap | null = null;
      for (const [file, path] of paths.entries()) {
        await loadWeights(network, path);
        const map = await scaled(file, network).classMap(inputs, n, classIndex);
        mean ??= { ...map, values: new Float32Array(map.values.length) };
        for (let i = 0; i < map.values.length; i++) mean.values[i] += map.values[i] / paths.length;
      }
      if (mean === null) throw new Error('a model needs at least one network');
      return mean;
    },
  };
}
