import { type Kernel, kernel } from '#core/simd/assembler.ts';
import {
  type FloatType,
  f32,
  f32x4,
  i32,
  increase,
  type Lanes,
  repeat,
  type Statement,
  set,
  type Value,
} from '#core/simd/instructions.ts';

/** Copies `floats` floats of each row, or adds them to the target. The strides between rows are in bytes. */
function rowsKernel(adding: boolean): Kernel<'none'> {
  const parameters = {
    from: 'i32',
    to: 'i32',
    rows: 'i32',
    floats: 'i32',
    fromStride: 'i32',
    toStride: 'i32',
  } as const;
  return kernel(parameters, ({ from, to, rows, floats, fromStride, toStride }, locals) => {
    const [row, counter, source, target] = locals('i32');
    const loop = <T extends FloatType>(lanes: Lanes<T>, passes: Value<'i32'>): Statement => {
      const value = lanes.load(source);
      return repeat(counter, passes, [
        lanes.store(target, adding ? lanes.add(lanes.load(target), value) : value),
        [source, target].map((pointer) => increase(pointer, 4 * lanes.count)),
      ]);
    };
    return repeat(row, rows, [
      set(source, from),
      set(target, to),
      loop(f32x4, i32.shiftRight(floats, 2)),
      loop(f32, i32.and(floats, 3)),
      increase(from, fromStride),
      increase(to, toStride),
    ]);
  });
}

/** For parts of wider arrays: concatenation, padding, columns of a matrix. */
export const ROW_KERNELS = { copyRows: rowsKernel(false), addRows: rowsKernel(true) };
