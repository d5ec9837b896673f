import type { Dispatch, Operand, Region } from './layers/layer-program.ts';

/**
 * Stores as float16 those signals that all their kernels can read and write so. The others stay float32: the logits, because the loss needs
 * them as they are, and arrays that a kernel writes one value at a time, such as those with a number of channels that four does
 * not divide.
 * @param except Signals that this program itself writes or reads.
 */
export function storeAsHalves(
  regions: readonly Region[],
  dispatches: readonly Dispatch[],
  except: readonly Region[],
): void {
  const not = new Set<Operand>(except);
  for (const { kernel, operands } of dispatches)
    operands.forEach((operand, index) => {
      if (!kernel.canBeHalf[index]) not.add('region' in operand ? operand.region : operand);
    });
  for (const region of regions) region.half = region.role === 'signal' && !not.has(region);
}
