/**
 * Opens Keras weight files in all their layouts:
 *
 * - `.weights.h5` (Keras 3, and Keras since 2.12): `…/layers/conv2d_5/vars/0`. The number of the group is the index of
 *   the layer among those of its class in `model.layers`; newer versions also store the layer's name in the attribute
 *   `name`.
 * - legacy `.h5` (Keras 1, 2 and 3): the attributes `layer_names` and, on each layer's group, `weight_names`, in the
 *   root or, where the whole model was saved, in `model_weights`.
 *
 * HDF5 runs as WebAssembly on a copy in memory, so links to other files cannot be followed, and only the requested arrays
 * are read. A damaged file can make it loop without end, so files are opened only in a reader process
 * (`weights-reading.ts`).
 */
import type { Dataset, Entity, File, Group } from 'h5wasm';
import { fileReason } from '#core/system/file-errors.ts';
import { openRegularFile, readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';

/** The first bytes of every HDF5 file. */
const SIGNATURE = Buffer.from('\u0089HDF\r\n\u001a\n', 'latin1');
/** For comparison, VGG19 with the state of its optimizer takes 700 MB. */
const MAX_FILE_BYTES = 4 * 2 ** 30;
/** Groups may form cycles. Files of Keras have about a thousand groups, and nested models are up to six levels deep. */
const MAX_GROUPS = 20_000;
const MAX_LEVELS = 16;
/** HDF5's number for floating-point types. */
const FLOAT_CLASS = 1;

/** An array in the file; its values are read on demand. */
export interface StoredArray {
  shape: readonly number[];
  /** @throws UserError `weights-unreadable` for damaged values and types other than float32 and float64. */
  read(): Float32Array;
}

/** A layer with weights. */
export interface StoredLayer {
  /** The layer's name; null in files that do not store it. */
  name: string | null;
  /** Keras's class in snake case (`conv2d`) and the layer's index among those of its class; null where unknown. */
  position: { className: string; index: number; within: string } | null;
  /** In Keras's order: `kernel`, `bias`; `gamma`, `beta`, `moving_mean`, `moving_variance`. */
  weights: StoredArray[];
}

export interface KerasFile extends Disposable {
  layers: readonly StoredLayer[];
}

/** Whether the file begins with the HDF5 signature. Throws the errors of the file system. */
export async function isHdf5(path: string): Promise<boolean> {
  await using file = await openRegularFile(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SIGNATURE.length), 0, SIGNATURE.length, 0);
  return bytesRead === SIGNATURE.length && buffer.equals(SIGNATURE);
}

/**
 * Opens a file and finds its layers. The caller disposes it after reading the weights.
 * @throws UserError `weights-unreadable` when it cannot be opened, is damaged, or is not a Keras weights file.
 */
export async function openKerasFile(path: string): Promise<KerasFile> {
  const bytes = await readWhole(path);
  const { File: Hdf5File, ready } = await import('h5wasm');
  const hdf5 = await ready;
  // Without this, HDF5 writes its diagnostics to standard error and continues with incomplete data.
  hdf5.activate_throwing_error_handler();
  const name = `keras-${crypto.randomUUID()}.h5`;
  // The last argument avoids another copy.
  hdf5.FS.createDataFile('/', name, bytes, true, false, true);
  let file: File | undefined;
  const close = () => {
    file?.close();
    hdf5.FS.unlink(name);
  };
  try {
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
      throw unreadable(path, 'it is an archive, such as a .keras file, not a weights file');
    }
    file = withUserErrors(path, () => new Hdf5File(name, 'r'));
    const root = file;
    const layers = withUserErrors(path, () => findLayers(root, path)).filter(
      ({ weights }) => weights.length > 0,
    );
    if (layers.length === 0) throw unreadable(path, 'it contains no Keras layers with weights');
    return { layers, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, MAX_FILE_BYTES, (bytes) =>
      unreadable(path, `its ${(bytes / 1e9).toFixed(1)} GB are too large`),
    );
  } catch (error) {
    if (fileReason(error) === null) throw error;
    throw unreadable(path, (error as Error).message, error);
  }
}

function findLayers(root: Group, path: string): StoredLayer[] {
  const legacy = 'model_weights' in childrenOf(root) ? groupAt(root, 'model_weights', path) : root;
  const layerNames = namesIn(legacy, 'layer_names');
  if (layerNames !== null) return layerNames.flatMap((name) => legacyLayers(legacy, name, path));
  const found: StoredLayer[] = [];
  let visited = 0;
  const visit = (group: Group, at: string, level: number): void => {
    if (++visited > MAX_GROUPS || level > MAX_LEVELS) throw unreadable(path, 'it has too many groups');
    for (const [name, entry] of Object.entries(childrenOf(group))) {
      // The state of the optimizer is not a weight.
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

/** A `vars` group, whose datasets are named by number. */
function varsOf(vars: Group, at: string, path: string): StoredLayer {
  const names = Object.entries(childrenOf(vars)).filter(([, kind]) => kind === 'dataset');
  const numbers = names.map(([name]) => Number(name)).sort((a, b) => a - b);
  if (numbers.some((number, index) => number !== index))
    throw unreadable(path, `the weights of “${at}” are not numbered from 0`);
  const storedName = vars.attrs.name?.value;
  const [, within, className, number] = /^(.*)\/([^/]*?)(?:_(\d+))?$/.exec(at) ?? [];
  return {
    name: typeof storedName === 'string' ? storedName : null,
    position: className === undefined ? null : { className, index: Number(number ?? 0), within },
    weights: numbers.map((number) => arrayAt(vars, String(number), path)),
  };
}

/**
 * The layers in a legacy group: one layer, or the layers of a model that is nested as a layer of the saved model. The
 * weights' names (`block1_conv1/kernel:0`) show which: in the group of a single layer they have the same prefix.
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
    position: null,
    weights,
  }));
}

/** A list of names in an attribute; Keras splits long lists into `name0`, `name1` …. Null when it does not exist. */
function namesIn(group: Group, attribute: string): string[] | null {
  const { attrs } = group;
  const parts: unknown[] = [];
  if (attribute in attrs) parts.push(attrs[attribute].value);
  for (let i = 0; `${attribute}${i}` in attrs; i++) parts.push(attrs[`${attribute}${i}`].value);
  if (parts.length === 0) return null;
  return parts.flat().filter((name): name is string => typeof name === 'string');
}

type Kind = 'group' | 'dataset' | 'other';

/** The direct children of a group. Links are `other` and are not followed. */
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
  throw unreadable(path, `“${name}” is not a group`);
}

function arrayAt(parent: Group, name: string, path: string): StoredArray {
  const found = parent.get(name);
  if (typeOf(found) !== 'Dataset') throw unreadable(path, `the listed weight “${name}” is missing`);
  const dataset = found as Dataset;
  return {
    shape: dataset.shape ?? [],
    read: () => {
      const { type } = dataset.metadata;
      const value = type === FLOAT_CLASS ? withUserErrors(path, () => dataset.value) : null;
      if (value instanceof Float32Array) return value;
      if (value instanceof Float64Array) return Float32Array.from(value);
      throw unreadable(path, `the values of “${name}” are not float32`);
    },
  };
}

/** Runs a call of HDF5 and converts its errors to UserErrors. */
function withUserErrors<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const diagnostics = error instanceof Error ? error.message : String(error);
    // The last line of HDF5's error stack is the cause.
    const causes = [...diagnostics.matchAll(/#\d+: .*?\(\): (.+)/g)].map(([, cause]) => cause);
    throw unreadable(path, `it is damaged or not an HDF5 file (${causes.at(-1) ?? diagnostics})`, error);
  }
}

function unreadable(path: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'weights-unreadable',
    `The weights file ${path} cannot be read: ${why}. Choose another file, or save it again with Keras's save_weights.`,
    { cause },
  );
}
