import { dispatch, type Pipeline } from './gpu.ts';
import type { GpuMemory } from './gpu-memory.ts';
import type { Operand, Region } from './layers/layer-program.ts';
import type { Plan } from './plan.ts';

/** Runs a plan in the memory of its network. All calls of a pass are one command buffer. */
export class PlanRunner {
  readonly plan: Plan;
  readonly #memory: GpuMemory;
  #pipelines: Pipeline[] | null = null;
  #groups: GPUBindGroup[] = [];
  /** The generation of the memory that the groups belong to. */
  #generation = -1;

  constructor(memory: GpuMemory, plan: Plan) {
    this.#memory = memory;
    this.plan = plan;
  }

  /** Compiles the kernels and gets the memory; false if there is not enough. Throws the errors of `Gpu.compile`. */
  async prepare(): Promise<boolean> {
    const memory = this.#memory;
    const { dispatches, buffers } = this.plan;
    if (!(await memory.reserve(buffers))) return false;
    this.#pipelines ??= await Promise.all(dispatches.map(({ kernel }) => memory.gpu.compile(kernel)));
    if (this.#generation === memory.generation) return true;
    this.#groups = dispatches.map(({ operands }, index) =>
      memory.gpu.device.createBindGroup({
        layout: this.#pipelines![index].layout,
        entries: [
          { binding: 0, resource: { buffer: memory.settings } },
          ...operands.map((operand, i) => ({ binding: i + 1, resource: this.#resource(operand) })),
        ],
      }),
    );
    this.#generation = memory.generation;
    return true;
  }

  /** Writes values to an array of the plan, before {@link run}. */
  write(region: Region, values: Float32Array, offset = 0): void {
    const { gpu } = this.#memory;
    const buffer = this.#memory.buffer(region.buffer);
    gpu.device.queue.writeBuffer(buffer, offset * 4, values as Float32Array<ArrayBuffer>);
  }

  /** Runs the plan and reads arrays of it. Call {@link prepare} before. */
  async run(results: readonly Region[]): Promise<Float32Array[]> {
    const memory = this.#memory;
    const floats = results.reduce((sum, region) => sum + region.floats, 0);
    const staging = await memory.staging(4 * floats);
    this.#submit(results, staging);
    const found = await memory.gpu.download(staging, 4 * floats);
    let from = 0;
    return results.map((region) => {
      from += region.floats;
      return found.slice(from - region.floats, from);
    });
  }

  /**
   * Runs the plan and gives a function that waits for a small array of it. Until then, other plans can run: they come after this one.
   * Call {@link prepare} before.
   */
  async start(result: Region): Promise<() => Promise<Float32Array>> {
    const memory = this.#memory;
    const staging = await memory.takeResultBuffer();
    this.#submit([result], staging);
    const found = memory.gpu.download(staging, 4 * result.floats);
    // Whoever calls the function gets the error.
    found.catch(() => undefined);
    return async () => {
      const values = await found;
      memory.returnResultBuffer(staging);
      return values;
    };
  }

  #submit(results: readonly Region[], staging: GPUBuffer): void {
    const memory = this.#memory;
    const encoder = memory.gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.plan.dispatches.forEach(({ workgroups }, index) => {
      dispatch(pass, this.#pipelines![index].pipeline, this.#groups[index], workgroups);
    });
    pass.end();
    let at = 0;
    for (const region of results) {
      encoder.copyBufferToBuffer(memory.buffer(region.buffer), 0, staging, 4 * at, 4 * region.floats);
      at += region.floats;
    }
    memory.gpu.device.queue.submit([encoder.finish()]);
  }

  #resource(operand: Operand): GPUBufferBinding {
    const memory = this.#memory;
    // Rounded up to whole vectors.
    const size = (floats: number, half = false) => Math.ceil(floats / 4) * (half ? 8 : 16);
    if ('store' in operand)
      return {
        buffer: memory.store(operand.store),
        offset: operand.offset * 4,
        size: size(operand.floats),
      };
    if ('region' in operand)
      return {
        buffer: memory.buffer(operand.region.buffer),
        offset: operand.offset * 4,
        size: size(operand.floats),
      };
    return { buffer: memory.buffer(operand.buffer), offset: 0, size: size(operand.floats, operand.half) };
  }
}
