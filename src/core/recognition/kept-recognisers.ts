import { stat } from 'node:fs/promises';
import { EMOTIONS } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { RunSettings } from '../../shared/runs.ts';
import type { ChosenEngine } from '../engines/choose-engine.ts';
import type { Network } from '../engines/engine.ts';
import { readSafetensors } from '../engines/safetensors.ts';
import { deviceOfProcess } from '../engines/tensorflow/runtime/runtime-environment.ts';
import { createExtractor, type Extractor } from '../features/extract.ts';
import type { Architecture } from '../models/architecture.ts';
import { networkNamed } from '../models/registry.ts';
import { countParameters, multiplyAdds } from '../models/weights.ts';
import type { JobContext } from '../training/job-context.ts';
import type { Recogniser } from './recogniser.ts';
import type { RecognitionPayload } from './recognition-job.ts';

/** A recogniser that stays loaded, and with what it computes. */
export interface LoadedRecogniser {
  recogniser: Recogniser;
  chosen: ChosenEngine;
  parameters: number;
}

/** The recognisers that a compute process holds ready. */
export interface KeptRecognisers {
  /**
   * The payload's recogniser, loaded now or before.
   * @throws UserError `weights-unreadable`, `weights-mismatch`, `engine-unavailable`, and what the network's name and
   *   the recipe give.
   */
  load(payload: RecognitionPayload, engine: JobContext['engine']): Promise<LoadedRecogniser>;
  [Symbol.dispose](): void;
}

interface Kept extends LoadedRecogniser {
  key: string;
  networks: Network[];
  extractor: Extractor;
}

/** Two to compare, and two more that one may go back to. */
const GREATEST_KEPT = 4;
/** A network for each fold while all of them take no more; else one network, whose weights are put in turn. */
const GREATEST_FOLD_BYTES = 256e6;
/**
 * One clip of a smaller network is judged on WebAssembly as quickly as on TensorFlow (`compact`: 1 to 5 ms on either),
 * which takes a third of a second and 300 MB to load, and every core or the GPU from a run that trains beside it.
 */
const SMALL_MULTIPLY_ADDS = 100e6;

/** Keeps the recognisers that were used last, by their weights' files (as they are: a run may be trained on). */
export function createKeptRecognisers(): KeptRecognisers {
  let kept: Kept[] = [];

  return {
    async load(payload, engine) {
      const architecture = networkNamed(payload.network, payload.inputShape);
      const chosen = await engine(engineFor(payload, architecture), { orAnother: true });
      const key = await recogniserKey(payload);
      const known = kept.find((candidate) => candidate.key === key && candidate.chosen === chosen);
      const used = known ?? (await build(key, payload, architecture, chosen));
      const others = kept.filter((candidate) => candidate !== used && candidate.key !== key);
      for (const old of kept) if (old !== used && !others.includes(old)) drop(old);
      for (const old of others.slice(GREATEST_KEPT - 1)) drop(old);
      kept = [used, ...others.slice(0, GREATEST_KEPT - 1)];
      return used;
    },
    [Symbol.dispose]() {
      for (const recogniser of kept) drop(recogniser);
      kept = [];
    },
  };
}

function drop({ networks, extractor }: Kept): void {
  for (const network of networks) network[Symbol.dispose]();
  extractor[Symbol.dispose]();
}

/** The engine that was named; for `auto` the quickest for single clips. */
function engineFor({ engine }: RecognitionPayload, architecture: Architecture): RunSettings['engine'] {
  const isSmall = multiplyAdds(architecture) <= SMALL_MULTIPLY_ADDS;
  return engine === 'auto' && isSmall && deviceOfProcess() !== 'gpu' ? 'wasm' : engine;
}

/** @throws UserError `weights-unreadable`. */
async function recogniserKey({ network, recipe, weightsPaths }: RecognitionPayload): Promise<string> {
  const versions = await Promise.all(
    weightsPaths.map(async (path) => {
      try {
        const { size, mtimeMs, ino } = await stat(path);
        return [path, size, mtimeMs, ino];
      } catch (error) {
        throw new UserError('weights-unreadable', `The weights are gone: ${path}`, { cause: error });
      }
    }),
  );
  return JSON.stringify([network, recipe, versions]);
}

async function build(
  key: string,
  { weightsPaths, recipe }: RecognitionPayload,
  architecture: Architecture,
  chosen: ChosenEngine,
): Promise<Kept> {
  const parameters = countParameters(architecture).total;
  const isRoomForAll = weightsPaths.length * 4 * parameters <= GREATEST_FOLD_BYTES;
  const networks: Network[] = [];
  try {
    const extractor = await createExtractor(recipe);
    for (const path of isRoomForAll ? weightsPaths : weightsPaths.slice(0, 1)) {
      const network = await chosen.engine.build(architecture, { seed: 0 });
      networks.push(network);
      await putWeights(network, path);
    }
    const judges = isRoomForAll ? networks : [inTurn(networks[0], weightsPaths)];
    const recogniser = { recipe, extractor, networks: judges };
    return { key, recogniser, chosen, parameters, networks, extractor };
  } catch (error) {
    for (const network of networks) network[Symbol.dispose]();
    throw error;
  }
}

async function putWeights(network: Network, path: string): Promise<void> {
  await network.writeWeights((await readSafetensors(path)).tensors);
}

/** The mean of what one network says with each file's weights: so ninety folds take the memory of one network. */
function inTurn(network: Network, paths: readonly string[]): Pick<Network, 'predict'> {
  return {
    predict: async (inputs, n) => {
      const mean = new Float32Array(n * EMOTIONS.length);
      for (const path of paths) {
        await putWeights(network, path);
        const probabilities = await network.predict(inputs, n);
        for (let i = 0; i < mean.length; i++) mean[i] += probabilities[i] / paths.length;
      }
      return mean;
    },
  };
}
