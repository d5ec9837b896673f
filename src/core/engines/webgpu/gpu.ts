import type { GpuAdapter } from '#core/engines/adapter-report.ts';
import { UserError } from '#shared/failure.ts';
import type { OpenedAdapter } from './adapters.ts';
import type { KernelText } from './kernels/kernel.ts';
import type { Products } from './kernels/product.ts';
import { DEFAULT_TILE } from './kernels/tile.ts';

/** Uses of a buffer (the specification's `GPUBufferUsage`). */
export const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const MAP_READ = 1;
const COMPUTE_STAGE = 4;
const MAX_GROUPS_PER_AXIS = 65535;
/** A queue that does not answer for so long is taken for stuck. */
const STUCK_SECONDS = 300;

/** A compiled kernel. */
export interface Pipeline {
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
}

/**
 * One GPU. Whatever ends its work (a lost device, an error of a kernel, too little memory, no answer) becomes the
 * error of the next call that waits for it, so nothing hangs.
 */
export class Gpu {
  readonly about: GpuAdapter;
  readonly device: GPUDevice;
  /** How its networks compute matrix products. */
  readonly products: Products;
  /** Whether its kernels add with subgroups. */
  readonly subgroups: boolean;
  /** Referenced until {@link Symbol.dispose}, because the device works only as long as its library is referenced. */
  library: GPU | null;
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #pipelines = new Map<string, Promise<Pipeline>>();
  readonly #lost: Promise<never>;
  #failure: UserError | null = null;
  #closed = false;
  #allocatedBytes = 0;
  #buffers = 0;

  constructor({ library, about }: OpenedAdapter, device: GPUDevice, products: Products) {
    this.products = products;
    this.about = about;
    this.device = device;
    this.subgroups = device.features.has(SUBGROUPS);
    this.library = library;
    const { promise, reject } = Promise.withResolvers<never>();
    this.#lost = promise;
    // Without a call that waits, nobody else handles it.
    promise.catch(() => undefined);
    void device.lost.then(({ message }) => {
      const detail = message.trim().split('\n')[0];
      reject(
        this.#fail('gpu-lost', `The GPU “${about.name}” stopped working${detail ? ` (${detail})` : ''}.`),
      );
    });
    device.onuncapturederror = ({ error }) => {
      const detail = error.message.trim().split('\n')[0];
      // Memory that could not be allocated is reported by `allocate`.
      this.#fail('gpu-failed', `The GPU “${about.name}” reports an error: ${detail}.`);
    };
  }

  /** Bytes and number of the buffers in use. */
  get allocated(): { bytes: number; buffers: number } {
    return { bytes: this.#allocatedBytes, buffers: this.#buffers };
  }

  /** The largest array that kernels can use. */
  get maxArrayBytes(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize);
  }

  /** The kernel, compiled once for each text. Throws {@link UserError} `gpu-failed` with the compiler's message. */
  async compile(kernel: KernelText): Promise<Pipeline> {
    const key = `${kernel.access.join()}\n${kernel.source}`;
    const known = this.#pipelines.get(key);
    if (known) return known;
    const compiled = this.#compile(kernel);
    this.#pipelines.set(key, compiled);
    return compiled;
  }

  async #compile({ name, source, access }: KernelText): Promise<Pipeline> {
    this.#check();
    const layout = this.#layout(access);
    this.device.pushErrorScope('validation');
    const module = this.device.createShaderModule({ label: name, code: source });
    const problem = this.device.popErrorScope();
    try {
      const error = await this.wait(problem);
      if (error !== null) throw error;
      const pipeline = await this.wait(
        this.device.createComputePipelineAsync({
          label: name,
          layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
          compute: { module, entryPoint: 'main' },
        }),
      );
      return { pipeline, layout };
    } catch (error) {
      if (error instanceof UserError) throw error;
      const { message } = error as { message: string };
      throw new UserError(
        'gpu-failed',
        `The GPU “${this.about.name}” cannot run the kernel “${name}”: ${message.trim()} ${ADVICE}`,
        { cause: error },
      );
    }
  }

  #layout(access: KernelText['access']): GPUBindGroupLayout {
    const key = access.join();
    const known = this.#layouts.get(key);
    if (known) return known;
    const layout = this.device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility: COMPUTE_STAGE, buffer: { type: 'uniform' } },
        ...access.map((use, index) => ({
          binding: index + 1,
          visibility: COMPUTE_STAGE,
          buffer: { type: use === 'read' ? ('read-only-storage' as const) : ('storage' as const) },
        })),
      ],
    });
    this.#layouts.set(key, layout);
    return layout;
  }

  /** Buffers of these sizes in bytes, filled with zeros; null if there is not enough memory for all of them. */
  async allocate(sizes: readonly number[], usage: number): Promise<GPUBuffer[] | null> {
    this.#check();
    const largest = usage & USAGE.storage ? this.maxArrayBytes : this.device.limits.maxBufferSize;
    if (sizes.some((size) => size > largest)) return null;
    this.device.pushErrorScope('out-of-memory');
    const buffers = sizes.map((size) => this.device.createBuffer({ size, usage }));
    const error = await this.wait(this.device.popErrorScope());
    if (error !== null) {
      for (const buffer of buffers) buffer.destroy();
      return null;
    }
    this.#buffers += buffers.length;
    for (const { size } of buffers) this.#allocatedBytes += size;
    return buffers;
  }

  release(buffers: Iterable<GPUBuffer>): void {
    for (const buffer of buffers) {
      buffer.destroy();
      this.#buffers--;
      this.#allocatedBytes -= buffer.size;
    }
  }

  /** A copy of the first `bytes` of a buffer that was written by submitted work; waits for that work. */
  async download(staging: GPUBuffer, bytes: number, stuckSeconds = STUCK_SECONDS): Promise<Float32Array> {
    await this.wait(staging.mapAsync(MAP_READ, 0, bytes), stuckSeconds);
    const values = new Float32Array(staging.getMappedRange(0, bytes).slice(0));
    staging.unmap();
    return values;
  }

  /**
   * The result of `work`, or the reason why the GPU will not answer.
   * @throws UserError `gpu-lost`, `gpu-stuck`, `gpu-failed`.
   */
  async wait<T>(work: Promise<T>, stuckSeconds = STUCK_SECONDS): Promise<T> {
    // It can also fail after the wait.
    work.catch(() => undefined);
    this.#check();
    const stuck = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      stuck.reject(
        this.#fail('gpu-stuck', `The GPU “${this.about.name}” did not answer for ${stuckSeconds} s.`),
      );
    }, stuckSeconds * 1000);
    try {
      return await Promise.race([work, this.#lost, stuck.promise]);
    } catch (error) {
      // A call that a lost device ends can fail before the loss is reported.
      await Promise.race([
        this.#lost.catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, 100)),
      ]);
      this.#check();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#check();
    }
  }

  /** Ends the work and frees the memory. Any later call throws. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure ??= new UserError('gpu-lost', 'The engine was closed.');
    this.device.destroy();
    this.library = null;
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Keeps the first reason. */
  #fail(code: string, message: string): UserError {
    this.#failure ??= new UserError(code, `${message} ${ADVICE}`);
    return this.#failure;
  }
}

const ADVICE =
  'Resume the run from its last checkpoint. If it happens again, update the driver of the GPU, or resume it with another engine.';

const SUBGROUPS = 'subgroups';

/**
 * Opens the GPU of an adapter, with all memory that it offers, and its subgroups if it has them. `products`: absent, the way that its kind
 * always can. `subgroups`: false opens it as if it had none.
 */
export async function openGpu(
  opened: OpenedAdapter,
  products?: Products,
  subgroups = opened.adapter.features.has(SUBGROUPS),
): Promise<Gpu> {
  const { adapter, about } = opened;
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize } = adapter.limits;
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: subgroups ? [SUBGROUPS] : [],
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize },
    });
    return new Gpu(opened, device, products ?? (about.software ? 'direct' : DEFAULT_TILE));
  } catch (error) {
    const message = `The GPU “${about.name}” could not be opened: ${error}`;
    throw new UserError('engine-unavailable', message, { cause: error });
  }
}

/** Appends the call of a pipeline. More workgroups than an axis can have are spread over two. */
export function dispatch(
  pass: GPUComputePassEncoder,
  pipeline: GPUComputePipeline,
  group: GPUBindGroup,
  workgroups: number,
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  const across = Math.min(workgroups, MAX_GROUPS_PER_AXIS);
  pass.dispatchWorkgroups(across, Math.ceil(workgroups / across));
}
