import { createRequire } from 'node:module';
import { toFailure, UserError } from '#shared/failure.ts';

/** Path of an installed runtime's addon. */
export interface RuntimePaths {
  /** Absolute path of the addon, a `.node` file. It finds its libraries relative to itself (`$ORIGIN/../lib`). */
  addon: string;
}

/** TensorFlow's numbers for the element types (tensorflow/core/framework/types.proto). */
export const DATA_TYPE = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  resource: 20,
} as const;

/** A tensor that the native side keeps until {@link NativeBinding.deleteTensor}. */
interface TensorMetadata {
  id: number;
  shape: number[];
  /** One of {@link DATA_TYPE}. */
  dtype: number;
}

/** An attribute of an op that is executed on its own; `type` is one of the binding's `TF_ATTR_…` numbers. */
interface OpAttribute {
  name: string;
  type: number;
  value: boolean | number | string | number[];
}

/**
 * The addon of `@tensorflow/tfjs-node-gpu`, as its C++ source exports it (`binding/tfjs_binding.cc`), without
 * TensorFlow.js. Every call is synchronous and throws an Error with TensorFlow's own message.
 */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  isUsingGpuDevice(): boolean;
  /**
   * Gives the tensor's id. The array's length must be the product of `shape`, and its class must match `dtype` (int64:
   * an Int32Array of twice the length). The native side may keep reading this array until the tensor is deleted and no
   * session holds it: see {@link createOwnedTensor}.
   */
  createTensor(shape: number[], dtype: number, data: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  /** A copy of its elements. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputCount: number): TensorMetadata[];
  /** Gives the session's id after its initialiser has run. `tags`: separated by commas. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names are `node:output`, separated by commas; inputs are in the order of `inputs`. */
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): TensorMetadata[];
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

/** An input of a run, by the name of a graph's output (`x:0`). A scalar has the shape `[]`. */
export interface Feed {
  name: string;
  shape: number[];
  data: Float32Array | Int32Array;
}

/** A result of a run. */
export interface Fetched {
  shape: number[];
  data: Float32Array | Int32Array | Uint8Array;
}

// Not named `require`, because the desktop build defines that name in every module.
const requireHere = createRequire(import.meta.url);

/**
 * Loads the addon by its path, and with it TensorFlow: several hundred megabytes, which are never unloaded. Only job
 * and probe processes call this. TensorFlow reads the environment's `TF_…` variables at this call; `LD_LIBRARY_PATH` is
 * read when the process starts. Throws {@link UserError} `engine-unavailable` with the loader's reason.
 */
export function loadBinding({ addon }: RuntimePaths): NativeBinding {
  let loaded: Partial<NativeBinding>;
  try {
    loaded = requireHere(addon);
  } catch (error) {
    const reason = toFailure(error).message;
    throw new UserError('engine-unavailable', `Native TensorFlow could not be loaded: ${reason}`, {
      cause: error,
    });
  }
  if (typeof loaded.runSavedModel !== 'function' || typeof loaded.TF_Version !== 'string') {
    throw new UserError(
      'engine-unavailable',
      `${addon} is not TensorFlow's addon for Node. Install the runtime again.`,
    );
  }
  return loaded as NativeBinding;
}

/** The number from {@link DATA_TYPE} of an array's elements. */
function dataTypeOf(data: Float32Array | Int32Array): number {
  return data instanceof Float32Array ? DATA_TYPE.float32 : DATA_TYPE.int32;
}

/**
 * A tensor in TensorFlow's own memory. A tensor from `createTensor` may use the memory of the JavaScript array (where
 * that is aligned to 64 bytes). If it were assigned to a variable, it would stay there, change with the array, and be
 * released on a thread that must not touch JavaScript. Use this function for tensors that a graph keeps.
 */
export function createOwnedTensor(
  binding: NativeBinding,
  shape: number[],
  data: Float32Array | Int32Array,
): number {
  const dtype = dataTypeOf(data);
  const borrowed = binding.createTensor(shape, dtype, data);
  try {
    const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: dtype }];
    const [owned] = binding.executeOp('Snapshot', attributes, [borrowed], 1);
    return owned!.id;
  } finally {
    binding.deleteTensor(borrowed);
  }
}

/**
 * Runs the part of a loaded graph that the fetches need, and copies the results; all tensors are deleted afterwards.
 * `keep`: the graph assigns the feeds to variables. Throws with TensorFlow's message.
 */
export function runGraph(
  binding: NativeBinding,
  session: number,
  feeds: readonly Feed[],
  fetches: readonly string[],
  { keep = false } = {},
): Fetched[] {
  const held: number[] = [];
  try {
    for (const { shape, data } of feeds) {
      held.push(
        keep ? createOwnedTensor(binding, shape, data) : binding.createTensor(shape, dataTypeOf(data), data),
      );
    }
    const inputs = held.slice();
    const names = feeds.map(({ name }) => name).join(',');
    const outputs = binding.runSavedModel(session, inputs, names, fetches.join(','));
    held.push(...outputs.map(({ id }) => id));
    return outputs.map(({ id, shape }) => ({ shape, data: binding.tensorDataSync(id) }));
  } finally {
    for (const id of held) binding.deleteTensor(id);
  }
}
