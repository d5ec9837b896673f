import type { Architecture } from '../../models/architecture.ts';
import { inferShapes } from '../../models/shapes.ts';
import { sizeOf } from '../../models/weights.ts';
import { compileLayer, keptForBackward } from './compile-layer.ts';
import type { Heap } from './heap.ts';
import type { LayerContext, LayerProgram, Signal, Variable } from './layer-program.ts';
import { type Buffer, placeBuffers } from './memory-plan.ts';

/** A network's passes for batches of one size, with every array at its place in the heap. */
export interface Plan {
  n: number;
  input: Signal;
  /** What goes into the last layer. */
  logits: Buffer;
  logitGradients: Buffer | null;
  output: Signal;
  forward(): void;
  /** From the gradient of the last layer's input to those of all weights. */
  backward(): void;
  /** Takes the plan into use after another one has written over its arrays. */
  begin(): void;
}

export interface PlanOptions {
  n: number;
  training: boolean;
  /** Address behind the weights. */
  start: number;
  /** Of the weights; see {@link LayerContext.version}. */
  version(): number;
  dropoutSeed(): readonly [number, number];
}

/**
 * Compiles a network for batches of `n` clips. Layer i runs forward at time i and backward at time 2L − i; an array
 * shares its place with others that live at other times. Throws {@link UserError} `out-of-memory`.
 */
export function compilePlan(
  architecture: Architecture,
  variables: readonly Variable[],
  heap: Heap,
  options: PlanOptions,
): Plan {
  const { layers } = architecture;
  const { n, training } = options;
  const shapes = inferShapes(architecture);
  const index = new Map(layers.map(({ name }, i) => [name, i]));
  const end = 2 * layers.length;
  const buffers: Buffer[] = [];
  const always: Buffer[] = [];
  const create = (floats: number, from: number, to: number): Buffer => {
    const buffer = { floats, from, to, address: 0 };
    buffers.push(buffer);
    return buffer;
  };

  const signals: Signal[] = layers.map(({ name }, i) => {
    const shape = shapes.get(name)!;
    return { shape, buffer: create(n * sizeOf(shape), i, i) };
  });
  layers.forEach((layer, i) => {
    const kept = keptForBackward(layer);
    const until = (signal: Signal, time: number) => {
      signal.buffer.to = Math.max(signal.buffer.to, time);
    };
    if (training && kept.output) until(signals[i], end - i);
    for (const input of layer.inputs)
      until(signals[index.get(input)!], training && kept.inputs ? end - i : i);
  });
  const last = layers.length - 1;
  const beforeLast = index.get(layers[last].inputs[0])!;
  // The loss reads both after the forward pass.
  for (const i of [last, beforeLast]) signals[i].buffer.to = Math.max(signals[i].buffer.to, end - last);

  // Gradients exist behind the first weight only: nobody asks for that of the features.
  const gradients: (Buffer | null)[] = layers.map(() => null);
  const needed = layers.map(() => false);
  layers.forEach((layer, i) => {
    needed[i] =
      variables.some(({ name }) => name.startsWith(`${layer.name}/`)) ||
      layer.inputs.some((input) => needed[index.get(input)!]);
  });
  const programs: LayerProgram[] = layers.map(() => ({ forward: () => undefined }));
  for (let i = last; i >= 0; i--) {
    const layer = layers[i];
    const context: LayerContext = {
      heap,
      n,
      training,
      inputs: layer.inputs.map((name) => signals[index.get(name)!]),
      output: signals[i],
      outputGradient: gradients[i],
      inputGradients: layer.inputs.map((name) => {
        const source = index.get(name)!;
        if (!training || !needed[source]) return null;
        const existing = gradients[source];
        if (existing) return { buffer: existing, adding: true };
        const buffer = create(signals[source].buffer.floats, end - i, end - source);
        gradients[source] = buffer;
        return { buffer, adding: false };
      }),
      weight: (suffix) => variables.find(({ name }) => name === `${layer.name}/${suffix}`),
      scratch: (floats, span) => {
        if (span === 'always') {
          const buffer = create(floats, 0, end);
          always.push(buffer);
          return buffer;
        }
        return create(
          floats,
          span === 'backward' ? end - i : i,
          span === 'forward' ? i : training ? end - i : i,
        );
      },
      version: options.version,
      dropoutSeed: options.dropoutSeed,
    };
    programs[i] = compileLayer(layer, context, i === last);
  }
  const bytes = placeBuffers(buffers, options.start);
  heap.reserve(bytes);
  const backwards = programs.toReversed().flatMap(({ backward }) => (backward ? [backward] : []));
  return {
    n,
    input: signals[layers.findIndex(({ kind }) => kind === 'input')],
    logits: signals[beforeLast].buffer,
    logitGradients: gradients[beforeLast],
    output: signals[last],
    forward: () => {
      for (const { forward } of programs) forward();
    },
    backward: () => {
      for (const backward of backwards) backward();
    },
    begin: () => {
      for (const { address, floats } of always) heap.fill(address, floats, 0);
    },
  };
}
