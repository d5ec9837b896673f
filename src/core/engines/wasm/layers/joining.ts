import { sizeOf } from '#core/models/layers/weights.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';

/** `add`: the sum of all inputs. */
export function addition(context: LayerContext): LayerProgram {
  const { heap, n, inputs, output, outputGradient } = context;
  const { copy, copyAdd } = heap.kernels;
  const count = n * sizeOf(output.shape);
  return {
    forward: () => {
      inputs.forEach(({ region }, index) => {
        (index === 0 ? copy : copyAdd)(region.address, output.region.address, count);
      });
    },
    ...(outputGradient && {
      backward: () => {
        for (const target of context.inputGradients) {
          if (target) (target.adding ? copyAdd : copy)(outputGradient.address, target.region.address, count);
        }
      },
    }),
  };
}

/** `flatten`, and `dropout` outside of training: the same values in another shape. */
export function copying(context: LayerContext): LayerProgram {
  const { heap, n, inputs, output, outputGradient } = context;
  const { copy, copyAdd } = heap.kernels;
  const count = n * sizeOf(output.shape);
  const [target] = context.inputGradients;
  return {
    forward: () => copy(inputs[0].region.address, output.region.address, count),
    ...(outputGradient &&
      target && {
        backward: () =>
          (target.adding ? copyAdd : copy)(outputGradient.address, target.region.address, count),
      }),
  };
}

/** `concatenate` along the last axis. */
export function concatenation(context: LayerContext): LayerProgram {
  const { heap, n, inputs, output, outputGradient } = context;
  const { copyRows, addRows } = heap.kernels;
  const channels = output.shape.at(-1)!;
  const rows = (n * sizeOf(output.shape)) / channels;
  const parts = inputs.map(({ shape }) => shape.at(-1)!);
  const offsets = parts.map((_, index) => parts.slice(0, index).reduce((sum, part) => sum + part, 0) * 4);
  return {
    forward: () => {
      inputs.forEach(({ region }, index) => {
        const to = output.region.address + offsets[index];
        copyRows(region.address, to, rows, parts[index], parts[index] * 4, channels * 4);
      });
    },
    ...(outputGradient && {
      backward: () => {
        context.inputGradients.forEach((target, index) => {
          if (!target) return;
          const from = outputGradient.address + offsets[index];
          const save = target.adding ? addRows : copyRows;
          save(from, target.region.address, rows, parts[index], channels * 4, parts[index] * 4);
        });
      },
    }),
  };
}

/** `zero-padding` of rows and columns. */
export function zeroPadding(
  context: LayerContext,
  { top, left }: { top: number; left: number },
): LayerProgram {
  const { heap, n, output, outputGradient } = context;
  const { copyRows, addRows } = heap.kernels;
  const [{ shape, region: input }] = context.inputs;
  const [height, width, channels] = shape;
  const [outHeight, outWidth] = output.shape;
  const [row, outRow] = [width * channels, outWidth * channels];
  const inside = (base: number, sample: number) =>
    base + (sample * outHeight + top) * outRow * 4 + left * channels * 4;
  const [target] = context.inputGradients;
  return {
    forward: () => {
      heap.fill(output.region.address, n * outHeight * outRow, 0);
      for (let sample = 0; sample < n; sample++) {
        const from = input.address + sample * height * row * 4;
        copyRows(from, inside(output.region.address, sample), height, row, row * 4, outRow * 4);
      }
    },
    ...(outputGradient &&
      target && {
        backward: () => {
          for (let sample = 0; sample < n; sample++) {
            const to = target.region.address + sample * height * row * 4;
            const save = target.adding ? addRows : copyRows;
            save(inside(outputGradient.address, sample), to, height, row, outRow * 4, row * 4);
          }
        },
      }),
  };
}

/** `crop-rows`: some of the rows, which follow each other. */
export function cropRows(
  context: LayerContext,
  { from, count }: { from: number; count: number },
): LayerProgram {
  const { heap, n, output, outputGradient } = context;
  const { copyRows, addRows } = heap.kernels;
  const [{ shape, region: input }] = context.inputs;
  const [height, width, channels] = shape;
  const row = width * channels;
  const [all, own] = [height * row, count * row];
  const first = (base: number) => base + from * row * 4;
  const [target] = context.inputGradients;
  return {
    forward: () => copyRows(first(input.address), output.region.address, n, own, all * 4, own * 4),
    ...(outputGradient &&
      target && {
        backward: () => {
          if (!target.adding) heap.fill(target.region.address, n * all, 0);
          const save = target.adding ? addRows : copyRows;
          save(outputGradient.address, first(target.region.address), n, own, own * 4, all * 4);
        },
      }),
  };
}
