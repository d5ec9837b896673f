/**
 * Opens the weight files that Keras writes, whichever way they are laid out:
 *
 * - `.weights.h5` (Keras 3, and Keras 2.12 on): `…/layers/conv2d_5/vars/0`, the group's number being the layer's place
 *   among those of its class in `model.layers`; newer versions tell the layer's own name in the attribute `name`.
 * - legacy `.h5` (Keras 1, 2 and 3): the attributes `layer_names` and, on each layer's group, `weight_names`, in the
 *   root or, where the whole model was saved, in `model_weights`.
 *
 * A file from anywhere may be opened: HDF5 runs as WebAssembly on a copy in memory, so that links out of the file lead
 * nowhere, and nothing is read but what is asked for.
 */
import { open } from 'node:fs/promises';
import type { Dataset, Entity, File, Group } from 'h5wasm';
import { UserError } from '../../shared/failure.ts';

/** The first bytes of every HDF5 file. */
const SIGNATURE = Buffer.from('\u0089HDF\r\n\u001a\n', 'latin1');
/** VGG19 with the optimizer's slots takes 700 MB. */
const GREATEST_FILE_BYTES = 4 * 2 ** 30;
/** Groups may contain each other in circles. Keras's own files have some thousand, a model in a model six deep. */
const MOST_GROUPS = 20_000;
const MOST_LEVELS = 16;
/** HDF5's number for floating-point types. */
const FLOAT_CLASS = 1;

/** An array in the file; its values are read when they are asked for. */
export interface StoredArray {
  shape: readonly number[];
  /** @throws UserError `weights-unreadable` for damaged values and for any but float32 and float64. */
  read(): Float32Array;
}

/** A layer with weights. */
export interface StoredLayer {
  /** The layer's own name; null in files that do not tell it. */
  name: string | null;
  /** Keras's class in snake case (`conv2d`) and the layer's place among those of its class; null where unknown. */
  place: { className: string; index: number; within: string } | null;
  /** In Keras's order: `kernel`, `bias`; `gamma`, `beta`, `moving_mean`, `moving_variance`. */
  weights: StoredArray[];
}

export interface KerasFile extends Disposable {
  layers: readonly StoredLayer[];
}

/** Whether the file begins as an HDF5 file does. Throws what the file system throws. */
export async function isHdf5(path: string): Promise<boolean> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SIGNATURE.length), 0, SIGNATURE.length, 0);
  return bytesRead === SIGNATURE.length && buffer.equals(SIGNATURE);
}

/**
 * Opens a file and finds its layers; to be disposed of when the weights are read.
 * @throws UserError `weights-unreadable` when it cannot be opened, is damaged, or is no weight file of Keras's.
 */
export async function openKerasFile(path: string): Promise<KerasFile> {
  const bytes = await readWhole(path);
  const { File: Hdf5File, ready } = await import('h5wasm');
  const hdf5 = await ready;
  // Otherwise HDF5 writes its diagnostics on standard error and goes on with what it has.
  hdf5.activate_throwing_error_handler();
  const name = `keras-${crypto.randomUUID()}.h5`;
  // The last argument: without a copy of its own.
  hdf5.FS.createDataFile('/', name, bytes, true, false, true);
  let file: File | undefined;
  const close = () => {
    file?.close();
    hdf5.FS.unlink(name);
  };
  try {
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
      throw unreadable(path, 'it is an archive, such as a .keras file, and no weights file');
    }
    file = guarded(path, () => new Hdf5File(name, 'r'));
    const root = file;
    const layers = guarded(path, () => findLayers(root, path)).filter(({ weights }) => weights.length > 0);
    if (layers.length === 0) throw unreadable(path, 'it holds no layers with weights as Keras writes them');
    return { layers, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > GREATEST_FILE_BYTES) throw unreadable(path, `it has ${(size / 1e9).toFixed(1)} GB`);
    return await file.readFile();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw unreadable(path, error.message, error);
    throw error;
  }
}

function findLayers(root: Group, path: string): StoredLayer[] {
  const legacy = 'model_weights' in childrenOf(root) ? groupAt(root, 'model_weights', path) : root;
  const layerNames = namesIn(legacy, 'layer_names');
  if (layerNames !== null) return layerNames.flatMap((name) => legacyLayers(legacy, name, path));
  const found: StoredLayer[] = [];
  let visited = 0;
  const visit = (group: Group, at: string, level: number): void => {
    if (++visited > MOST_GROUPS || level > MOST_LEVELS) throw unreadable(path, 'it has too many groups');
    for (const [name, entry] of Object.entries(childrenOf(group))) {
      // Slots of the optimizer are no weights.
      if (entry === 'group' && !(at === '' && name === 'optimizer')) {
        const child = groupAt(group, name, path);
        if (name === 'vars') found.push(varsOf(child, at, path));
        else visit(child, `${at}/${name}`, level + 1);
      }
    }
  };
  visit(root, '', 0);
  return found;
}

/** A `vars` group: its datasets are named by their numbers. */
function varsOf(vars: Group, at: string, path: string): StoredLayer {
  const names = Object.entries(childrenOf(vars)).filter(([, kind]) => kind === 'dataset');
  const numbers = names.map(([name]) => Number(name)).sort((a, b) => a - b);
  if (numbers.some((number, index) => number !== index))
    throw unreadable(path, `the weights of “${at}” are not numbered from 0`);
  const own = vars.attrs.name?.value;
  const [, within, className, number] = /^(.*)\/([^/]*?)(?:_(\d+))?$/.exec(at) ?? [];
  return {
    name: typeof own === 'string' ? own : null,
    place: className === undefined ? null : { className, index: Number(number ?? 0), within },
    weights: numbers.map((number) => arrayAt(vars, String(number), path)),
  };
}

/**
 * The layers in a legacy group: one, or those of a model that stands inside the saved one as if it were a layer. Which,
 * the weights' names tell (`block1_conv1/kernel:0`): they begin alike in a single layer's group.
 */
function legacyLayers(parent: Group, layer: string, path: string): StoredLayer[] {
  const group = groupAt(parent, layer, path);
  const byOwner = new Map<string, StoredArray[]>();
  for (const name of namesIn(group, 'weight_names') ?? []) {
    const owner = name.split('/').at(-2) ?? layer;
    const weights = byOwner.get(owner) ?? [];
    byOwner.set(owner, [...weights, arrayAt(group, name, path)]);
  }
  return [...byOwner].map(([owner, weights]) => ({
    name: byOwner.size === 1 ? layer : owner,
    place: null,
    weights,
  }));
}

/** A list of names in an attribute, which Keras cuts into `name0`, `name1` … when it is long; null where it is not. */
function namesIn(group: Group, attribute: string): string[] | null {
  const { attrs } = group;
  const parts: unknown[] = [];
  if (attribute in attrs) parts.push(attrs[attribute].value);
  for (let i = 0; `${attribute}${i}` in attrs; i++) parts.push(attrs[`${attribute}${i}`].value);
  if (parts.length === 0) return null;
  return parts.flat().filter((name): name is string => typeof name === 'string');
}

type Kind = 'group' | 'dataset' | 'other';

/** What stands directly in a group; links are `other`, and nobody follows them. */
function childrenOf(group: Group): Record<string, Kind> {
  return Object.fromEntries(
    group.keys().map((name): [string, Kind] => {
      const type = typeOf(group.get(name));
      return [name, type === 'Group' ? 'group' : type === 'Dataset' ? 'dataset' : 'other'];
    }),
  );
}

function typeOf(entity: Entity | null): string | null {
  return entity !== null && 'type' in entity ? String(entity.type) : null;
}

function groupAt(parent: Group, name: string, path: string): Group {
  const group = parent.get(name);
  if (typeOf(group) === 'Group') return group as Group;
  throw unreadable(path, `“${name}” is no group in it`);
}

function arrayAt(parent: Group, name: string, path: string): StoredArray {
  const found = parent.get(name);
  if (typeOf(found) !== 'Dataset') throw unreadable(path, `the weight “${name}” is announced and not there`);
  const dataset = found as Dataset;
  return {
    shape: dataset.shape ?? [],
    read: () => {
      const { type } = dataset.metadata;
      const value = type === FLOAT_CLASS ? guarded(path, () => dataset.value) : null;
      if (value instanceof Float32Array) return value;
      if (value instanceof Float64Array) return Float32Array.from(value);
      throw unreadable(path, `“${name}” does not hold float32 values`);
    },
  };
}

/** Runs what calls HDF5; its errors become ours. */
function guarded<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const diagnostics = error instanceof Error ? error.message : String(error);
    // The last line of HDF5's stack is the cause.
    const causes = [...diagnostics.matchAll(/#\d+: .*?\(\): (.+)/g)].map(([, cause]) => cause);
    throw unreadable(path, `it is damaged, or no HDF5 file (${causes.at(-1) ?? diagnostics})`, error);
  }
}

function unreadable(path: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'weights-unreadable',
    `The weights file ${path} cannot be read: ${why}. Choose another file, or save it again with Keras's save_weights.`,
    { cause },
  );
}
