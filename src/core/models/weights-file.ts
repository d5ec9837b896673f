import { extname } from 'node:path';
import { UserError } from '../../shared/failure.ts';
import type { WeightsReport } from '../../shared/weights.ts';
import type { NamedTensor } from '../engines/engine.ts';
import { readSafetensors } from '../engines/safetensors.ts';
import type { Architecture } from './architecture.ts';
import { isHdf5, openKerasFile, type StoredArray } from './keras-file.ts';
import { matchKerasLayers } from './keras-matching.ts';
import { sizeOf, type WeightSpec, weightSpecs } from './weights.ts';

export interface WeightsFileOptions {
  /** Sum the first layer's kernel over its channels where the file has several and the network one. */
  foldChannels?: boolean;
}

export interface LoadedWeights {
  /** Those of the network's weights that the file has, in the network's order and shapes. */
  tensors: NamedTensor[];
  report: WeightsReport;
}

/** A file's array for one of the network's weights, or why there is none. */
type Find = (spec: WeightSpec) => StoredArray | string;

/** What Keras's files are called; one of that name is taken for one even where it is not. */
const KERAS_ENDINGS = new Set(['.h5', '.hdf5', '.keras']);

/**
 * Whether a file is one of Keras's, by its content or, where that is damaged, by its name.
 * @throws UserError `weights-unreadable` when it cannot be opened.
 */
export async function isKerasFile(path: string): Promise<boolean> {
  try {
    return (await isHdf5(path)) || KERAS_ENDINGS.has(extname(path).toLowerCase());
  } catch (error) {
    throw new UserError(
      'weights-unreadable',
      `The weights file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}

/**
 * Reads a network's weights from a file of the laboratory's (safetensors) or of Keras's (`.weights.h5` or legacy
 * `.h5`, told by content). Dense layers that the file lacks or has in another size are left out and reported: they are
 * the head, which hangs on the number of emotions. All others must be there.
 * @throws UserError `weights-unreadable`, `weights-mismatch`.
 */
export async function readWeightsFile(
  path: string,
  architecture: Architecture,
  options: WeightsFileOptions = {},
): Promise<LoadedWeights> {
  return withFitted(path, architecture, options, ({ fitted, report }) => ({
    tensors: fitted.map(({ name, shape, read }) => ({ name, shape: [...shape], data: read() })),
    report,
  }));
}

/** What {@link readWeightsFile} would report or refuse, without the values of a file of Keras's. */
export async function inspectWeightsFile(
  path: string,
  architecture: Architecture,
  options: WeightsFileOptions = {},
): Promise<WeightsReport> {
  return withFitted(path, architecture, options, ({ report }) => report);
}

interface Fit {
  fitted: { name: string; shape: readonly number[]; read(): Float32Array }[];
  report: WeightsReport;
}

async function withFitted<T>(
  path: string,
  architecture: Architecture,
  { foldChannels = false }: WeightsFileOptions,
  use: (fit: Fit) => T,
): Promise<T> {
  const specs = weightSpecs(architecture);
  if (!(await isKerasFile(path))) {
    const { tensors } = await readSafetensors(path);
    const byName = new Map(tensors.map(({ name, shape, data }) => [name, { shape, read: () => data }]));
    const known = new Set(specs.map(({ name }) => name));
    const unused = [...byName.keys()].filter((name) => !known.has(name));
    const find: Find = ({ name }) => byName.get(name) ?? 'not in the file';
    return use(fitShapes(path, architecture, specs, { find, unused, foldChannels }));
  }
  using file = await openKerasFile(path);
  const matched = matchKerasLayers(architecture, file.layers);
  const ofLayer = Map.groupBy(specs, ({ layer }) => layer);
  const used = new Set(matched.values());
  const unused = file.layers
    .filter((layer) => !used.has(layer))
    .map(({ name, place }) => name ?? `${place?.within}/${place?.className}_${place?.index}`);
  const find: Find = ({ name, layer }) => {
    const stored = matched.get(layer);
    if (!stored) return 'not in the file';
    const own = ofLayer.get(layer)!;
    if (stored.weights.length !== own.length)
      return `in a layer of ${stored.weights.length} weights in the file, not of ${own.length}`;
    return stored.weights[own.findIndex((spec) => spec.name === name)];
  };
  return use(fitShapes(path, architecture, specs, { find, unused, foldChannels }));
}

function fitShapes(
  path: string,
  architecture: Architecture,
  specs: readonly WeightSpec[],
  { find, unused, foldChannels }: { find: Find; unused: string[]; foldChannels: boolean },
): Fit {
  const kinds = new Map(architecture.layers.map(({ name, kind }) => [name, kind]));
  const fitted: Fit['fitted'] = [];
  const missing: WeightsReport['missing'] = [];
  let folded: string | null = null;
  for (const spec of specs) {
    const { name, shape, layer } = spec;
    const found = find(spec);
    if (typeof found !== 'string' && String(found.shape) === String(shape)) {
      fitted.push({ name, shape, read: () => exactly(path, spec, found.read()) });
    } else if (typeof found !== 'string' && differsInChannels(spec, found.shape)) {
      if (!foldChannels) throw unfolded(path, spec, found.shape);
      fitted.push({ name, shape, read: () => sumChannels(found) });
      folded = name;
    } else {
      const reason = typeof found === 'string' ? found : `[${found.shape.join(', ')}] in the file`;
      if (kinds.get(layer) !== 'dense') throw mismatch(path, architecture, spec, reason);
      missing.push({ weight: name, reason });
    }
  }
  if (fitted.length === 0)
    throw new UserError('weights-mismatch', `${path} holds nothing of the network “${architecture.name}”.`);
  return { fitted, report: { loaded: fitted.length, missing, unused, folded } };
}

function exactly(path: string, { name, shape }: WeightSpec, data: Float32Array): Float32Array {
  if (data.length === sizeOf(shape)) return data;
  throw new UserError(
    'weights-unreadable',
    `The weights file ${path} cannot be read: “${name}” has ${data.length} values where its shape announces ${sizeOf(shape)}.`,
  );
}

/** A kernel for one channel whose counterpart is for several, such as red, green and blue. */
function differsInChannels({ shape }: WeightSpec, stored: readonly number[]): boolean {
  return (
    shape.length === 4 &&
    stored.length === 4 &&
    shape[2] === 1 &&
    stored[2] > 1 &&
    [0, 1, 3].every((axis) => shape[axis] === stored[axis])
  );
}

/** `[kh, kw, c, f]` → `[kh, kw, 1, f]`: what the layer gives for an image whose channels are all alike. */
function sumChannels({ shape, read }: StoredArray): Float32Array {
  const [height, width, channels, filters] = shape;
  const values = read();
  const sums = new Float32Array(height * width * filters);
  for (let place = 0; place < height * width; place++)
    for (let filter = 0; filter < filters; filter++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++)
        sum += values[(place * channels + channel) * filters + filter];
      sums[place * filters + filter] = sum;
    }
  return sums;
}

function unfolded(path: string, { name }: WeightSpec, shape: readonly number[]): UserError {
  return new UserError(
    'weights-mismatch',
    `${path} was made for images of ${shape[2]} channels (“${name}” is [${shape.join(', ')}]), and features have one. ` +
      'Ask for the channels to be folded into one (--fold-channels).',
  );
}

function mismatch(path: string, architecture: Architecture, spec: WeightSpec, reason: string): UserError {
  return new UserError(
    'weights-mismatch',
    `${path} does not belong to the network “${architecture.name}”: “${spec.name}”, [${spec.shape.join(', ')}] here, is ${reason}. ` +
      'Choose the network that it was saved from.',
  );
}
