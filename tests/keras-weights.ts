import { initialWeights } from '#core/models/layers/initializers.ts';
import { networkNamed } from '#core/models/registry.ts';
import { KERAS_CLASSES, kerasLayerOrder } from '#core/models/weight-files/keras-layer-order.ts';
import { kerasFile, type Layout } from './unit/models/weight-files/keras-layouts.ts';

/** The network of {@link kerasWeights}. */
export const COMPACT = networkNamed('compact', [20, 30]);

/** A Keras file with weights for `compact` on 20 × 30 features. */
export async function kerasWeights(layout: Layout = { kind: 'legacy' }): Promise<Buffer> {
  const layers = kerasLayerOrder(COMPACT).flatMap(({ name, kind }) => {
    const className = KERAS_CLASSES[kind];
    const own = initialWeights(COMPACT, 5).filter((weight) => weight.name.startsWith(`${name}/`));
    const weights = own.map((weight) => ({ ...weight, name: weight.name.slice(name.length + 1) }));
    return className === undefined ? [] : [{ name, className, weights }];
  });
  return Buffer.from(await kerasFile(layers, layout));
}

/**
 * The same with four changed bytes: the length of a text that fills all addresses, so that HDF5 looks for the next text at
 * the same place, without end.
 */
export async function loopingWeights(): Promise<Buffer> {
  const bytes = await kerasWeights();
  const heap = bytes.indexOf('GCOL');
  const lengthAt = heap + 16 + 8;
  bytes.writeUInt32LE(0xfffffff0, lengthAt);
  return bytes;
}
