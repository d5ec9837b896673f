import { extname } from 'node:path';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { sizeOf, type WeightSpec, weightSpecs } from '#core/models/layers/weights.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import type { WeightsReport } from '#shared/weights.ts';
import { requireFinite } from './finite-weights.ts';
import { isHdf5, openKerasFile, type StoredArray } from './keras-file.ts';
import { matchKerasLayers } from './keras-matching.ts';
import { readSafetensors, readSafetensorsHeader } from './safetensors.ts';

export interface WeightsFileOptions {
  /** Sum the first layer's kernel over its channels when the file has several channels and the network has one. */
  foldChannels?: boolean;
}

export interface LoadedWeights {
  /** The network's weights that the file contains, in the network's order and shapes. */
  tensors: NamedTensor[];
  report: WeightsReport;
  /** Whether it is a file of Keras; otherwise it is one of a laboratory. */
  keras: boolean;
  /** The id of the run that a file of a laboratory comes from; null for other files. */
  run: string | null;
}

/** The file's array for one of the network's weights, or the reason why there is none. */
type Find = (spec: WeightSpec) => StoredArray | string;

/** File name extensions of Keras; a file with one of them is always treated as a Keras file. */
const KERAS_ENDINGS = new Set(['.h5', '.hdf5', '.keras']);

/** Whether a file is a Keras file, by its content or, if that is damaged, by its name. */
async function isKerasFile(path: string): Promise<boolean> {
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
 * Reads a network's weights from a file of the laboratory (safetensors) or of Keras (`.weights.h5` or legacy `.h5`,
 * detected by content). Dense layers that are missing or have another size in the file are skipped and reported: they
 * are the head, whose size depends on the number of emotions. All other layers are required.
 * @throws UserError `weights-unreadable`, `weights-not-finite`, `weights-mismatch`.
 */
export async function readWeightsFile(
  path: string,
  architecture: Architecture,
  { foldChannels = false }: WeightsFileOptions = {},
): Promise<LoadedWeights> {
  const load = ({ fitted, report }: Fit, origin: Pick<LoadedWeights, 'keras' | 'run'>): LoadedWeights => ({
    tensors: fitted.map(({ name, shape, read }) => {
      const data = read();
      requireFinite(path, name, data);
      return { name, shape: [...shape], data };
    }),
    report,
    ...origin,
  });
  const specs = weightSpecs(architecture);
  if (!(await isKerasFile(path))) {
    const { tensors, metadata } = await readSafetensors(path);
    const byName = new Map(tensors.map(({ name, shape, data }) => [name, { shape, read: () => data }]));
    const known = new Set(specs.map(({ name }) => name));
    const unused = [...byName.keys()].filter((name) => !known.has(name));
    const find: Find = ({ name }) => byName.get(name) ?? 'not in the file';
    const fit = fitShapes(path, architecture, specs, { find, unused, foldChannels });
    return load(fit, { keras: false, run: metadata.run ?? null });
  }
  using file = await openKerasFile(path);
  const matched = matchKerasLayers(architecture, file.layers);
  const ofLayer = Map.groupBy(specs, ({ layer }) => layer);
  const used = new Set(matched.values());
  const unused = file.layers
    .filter((layer) => !used.has(layer))
    .map(({ name, position }) => name ?? `${position?.within}/${position?.className}_${position?.index}`);
  const find: Find = ({ name, layer }) => {
    const stored = matched.get(layer);
    if (!stored) return 'not in the file';
    const layerSpecs = ofLayer.get(layer)!;
    if (stored.weights.length !== layerSpecs.length)
      return `in a layer with ${counted(stored.weights.length, 'weight')} in the file, not ${layerSpecs.length}`;
    return stored.weights[layerSpecs.findIndex((spec) => spec.name === name)];
  };
  const fit = fitShapes(path, architecture, specs, { find, unused, foldChannels });
  return load(fit, { keras: true, run: null });
}

/**
 * The run that a weights file of a laboratory comes from; null for other files.
 * @throws UserError `weights-unreadable`.
 */
export async function weightsOrigin(path: string): Promise<string | null> {
  if (await isKerasFile(path)) return null;
  return (await readSafetensorsHeader(path)).metadata.run ?? null;
}

interface Fit {
  fitted: { name: string; shape: readonly number[]; read(): Float32Array }[];
  report: WeightsReport;
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
      fitted.push({ name, shape, read: () => withCheckedLength(path, spec, found.read()) });
    } else if (typeof found !== 'string' && differsInChannels(spec, found.shape)) {
      if (!foldChannels) throw channelMismatch(path, spec, found.shape);
      fitted.push({ name, shape, read: () => sumChannels(found) });
      folded = name;
    } else {
      const reason = typeof found === 'string' ? found : `[${found.shape.join(', ')}] in the file`;
      if (kinds.get(layer) !== 'dense') throw mismatch(path, architecture, spec, reason);
      missing.push({ weight: name, reason });
    }
  }
  if (fitted.length === 0)
    throw new UserError(
      'weights-mismatch',
      `${path} contains no weights of the network “${architecture.name}”. Choose another file.`,
    );
  return { fitted, report: { loaded: fitted.length, missing, unused, folded } };
}

function withCheckedLength(path: string, { name, shape }: WeightSpec, data: Float32Array): Float32Array {
  if (data.length === sizeOf(shape)) return data;
  throw new UserError(
    'weights-unreadable',
    `The weights file ${path} cannot be read: “${name}” has ${data.length} values, but its shape needs ${sizeOf(shape)}.`,
  );
}

/** Whether the kernel has one channel and the stored one has several, such as red, green and blue. */
function differsInChannels({ shape }: WeightSpec, stored: readonly number[]): boolean {
  return (
    shape.length === 4 &&
    stored.length === 4 &&
    shape[2] === 1 &&
    stored[2] > 1 &&
    [0, 1, 3].every((axis) => shape[axis] === stored[axis])
  );
}

/** `[kh, kw, c, f]` → `[kh, kw, 1, f]`: gives the same output as an image with equal channels. */
function sumChannels({ shape, read }: StoredArray): Float32Array {
  const [height, width, channels, filters] = shape;
  const values = read();
  const sums = new Float32Array(height * width * filters);
  for (let position = 0; position < height * width; position++)
    for (let filter = 0; filter < filters; filter++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++)
        sum += values[(position * channels + channel) * filters + filter];
      sums[position * filters + filter] = sum;
    }
  return sums;
}

function channelMismatch(path: string, { name }: WeightSpec, shape: readonly number[]): UserError {
  return new UserError(
    'weights-mismatch',
    `${path} was made for images with ${shape[2]} channels (“${name}” is [${shape.join(', ')}]), but features have one. ` +
      'Convert the first layer to one channel (--fold-channels).',
  );
}

function mismatch(path: string, architecture: Architecture, spec: WeightSpec, reason: string): UserError {
  return new UserError(
    'weights-mismatch',
    `${path} does not match the network “${architecture.name}”: its weight “${spec.name}” [${spec.shape.join(', ')}] is ${reason}. ` +
      'Choose the network that it was saved from.',
  );
}
