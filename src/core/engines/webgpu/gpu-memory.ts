import { type Gpu, USAGE } from './gpu.ts';
import { SETTINGS_BYTES } from './kernels/kernel.ts';
import type { Stored, StoreName } from './layers/layer-program.ts';

const ARRAY = USAGE.storage | USAGE.copySource | USAGE.copyTarget;
/** The most that a step in flight can return. */
const RESULT_BYTES = 16;
const QUIET_NAN = 0x7fc00000;

/** Values of a step; those of its optimizer are absent in a prediction. */
interface StepValues {
  n: number;
  dropoutSeed?: readonly [number, number];
  rate?: number;
  clipNorm?: number;
  alpha?: number;
  decay?: number;
}

/**
 * The memory of one network on a GPU: the stores of its weights, the settings of a step, buffers that its plans share, and a
 * buffer for reading results.
 */
export class GpuMemory {
  readonly gpu: Gpu;
  readonly settings: GPUBuffer;
  readonly #stores: Map<StoreName, GPUBuffer>;
  /** In decreasing order of size. */
  #buffers: GPUBuffer[] = [];
  #staging: GPUBuffer | null = null;
  /** Small buffers for the results of steps in flight, and those of them that no step uses. */
  readonly #resultBuffers: GPUBuffer[] = [];
  readonly #freeResultBuffers: GPUBuffer[] = [];
  /** Incremented when a buffer was replaced. */
  #generation = 0;

  private constructor(gpu: Gpu, settings: GPUBuffer, stores: Map<StoreName, GPUBuffer>) {
    this.gpu = gpu;
    this.settings = settings;
    this.#stores = stores;
  }

  /** Null if there is not enough memory for the stores; sizes in floats. */
  static async open(gpu: Gpu, stores: ReadonlyMap<StoreName, number>): Promise<GpuMemory | null> {
    const [settings] = (await gpu.allocate([SETTINGS_BYTES], USAGE.uniform | USAGE.copyTarget)) ?? [];
    if (settings === undefined) return null;
    const buffers = await gpu.allocate(
      [...stores.values()].map((floats) => floats * 4),
      ARRAY,
    );
    if (buffers === null) {
      gpu.release([settings]);
      return null;
    }
    return new GpuMemory(gpu, settings, new Map([...stores.keys()].map((store, i) => [store, buffers[i]])));
  }

  get generation(): number {
    return this.#generation;
  }

  store(name: StoreName): GPUBuffer {
    return this.#stores.get(name)!;
  }

  buffer(number: number): GPUBuffer {
    return this.#buffers[number];
  }

  writeStored({ store, offset }: Stored, values: Float32Array): void {
    this.gpu.device.queue.writeBuffer(this.store(store), offset * 4, values as Float32Array<ArrayBuffer>);
  }

  async readStore(name: StoreName): Promise<Float32Array> {
    const { gpu } = this;
    const buffer = this.store(name);
    const staging = await this.staging(buffer.size);
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
    gpu.device.queue.submit([encoder.finish()]);
    return gpu.download(staging, buffer.size);
  }

  writeSettings({ n, dropoutSeed = [0, 0], rate = 0, clipNorm = 0, alpha = 0, decay = 0 }: StepValues): void {
    const bytes = new ArrayBuffer(SETTINGS_BYTES);
    new Uint32Array(bytes).set([n, ...dropoutSeed, QUIET_NAN]);
    new Float32Array(bytes).set([rate, clipNorm, alpha, decay], 4);
    this.gpu.device.queue.writeBuffer(this.settings, 0, bytes);
  }

  /** Makes the shared buffers at least as large as these sizes in bytes, in decreasing order. False: too little memory. */
  async reserve(bytes: readonly number[]): Promise<boolean> {
    const sizes = bytes.map((count) => Math.ceil(count / 16) * 16);
    if (sizes.some((size) => size > this.gpu.maxArrayBytes)) return false;
    const missing = sizes.flatMap((size, i) => (size > (this.#buffers[i]?.size ?? 0) ? [i] : []));
    if (missing.length === 0) return true;
    const replaced = missing.flatMap((i) => this.#buffers[i] ?? []);
    // Frees the smaller buffers first; their content is not needed between two passes.
    this.gpu.release(replaced);
    const kept = this.#buffers.filter((buffer) => !replaced.includes(buffer));
    this.#buffers = kept;
    this.#generation++;
    const created = await this.gpu.allocate(
      missing.map((i) => sizes[i]),
      ARRAY,
    );
    if (created === null) return false;
    this.#buffers = [...kept, ...created].sort((a, b) => b.size - a.size);
    return true;
  }

  /** A buffer for reading `bytes`. Never grows by less than it must. */
  async staging(bytes: number): Promise<GPUBuffer> {
    if (this.#staging && this.#staging.size >= bytes) return this.#staging;
    if (this.#staging) this.gpu.release([this.#staging]);
    this.#staging = null;
    const [staging] = (await this.gpu.allocate([bytes], USAGE.mapRead | USAGE.copyTarget)) ?? [];
    if (staging === undefined) throw new Error(`There is no memory for reading ${bytes} bytes from the GPU.`);
    this.#staging = staging;
    return staging;
  }

  /** A buffer for reading a few results, which belongs to one step until it is {@link returnResultBuffer}ed. */
  async takeResultBuffer(): Promise<GPUBuffer> {
    const free = this.#freeResultBuffers.pop();
    if (free) return free;
    const [created] = (await this.gpu.allocate([RESULT_BYTES], USAGE.mapRead | USAGE.copyTarget)) ?? [];
    if (created === undefined)
      throw new Error(`There is no memory for reading ${RESULT_BYTES} bytes from the GPU.`);
    this.#resultBuffers.push(created);
    return created;
  }

  returnResultBuffer(buffer: GPUBuffer): void {
    this.#freeResultBuffers.push(buffer);
  }

  [Symbol.dispose](): void {
    const all = [this.settings, ...this.#stores.values(), ...this.#buffers, ...this.#resultBuffers];
    this.gpu.release(this.#staging ? [...all, this.#staging] : all);
    this.#buffers = [];
    this.#staging = null;
  }
}
