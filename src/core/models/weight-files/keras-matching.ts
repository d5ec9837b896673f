import type { Architecture, Layer } from '#core/models/layers/architecture.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import type { StoredLayer } from './keras-file.ts';
import { KERAS_CLASSES, kerasLayerOrder } from './keras-layer-order.ts';

/** The classes as Keras 1 wrote them in names. */
const KERAS_1_CLASSES: Record<string, string> = {
  convolution2d: 'conv2d',
  separableconvolution2d: 'separable_conv2d',
  batchnormalization: 'batch_normalization',
};
const CLASSES = [...Object.values(KERAS_CLASSES), ...Object.keys(KERAS_1_CLASSES)];

/** Names that Keras generates for unnamed layers: the class and a number. */
const NUMBERED = new RegExp(`^(${CLASSES.join('|')})(?:_(\\d+))?$`);

/**
 * Matches the layers of a file to those of the network; the keys are the network's layer names.
 *
 * Layers are matched by name. Names that Keras generated only give the order in which the layers were made: they start
 * at another number in a session that made other models before. So these are matched in order if the file has as many
 * of them as the network. Layers of a file without names are matched by class and order. The remaining dense layers
 * are the head, see {@link matchHead}.
 */
export function matchKerasLayers(
  architecture: Architecture,
  stored: readonly StoredLayer[],
): Map<string, StoredLayer> {
  const layers = architecture.layers.filter(({ kind }) => kind in KERAS_CLASSES);
  const unnamed = stored.filter(({ name }) => name === null);
  const matched = new Map([
    ...matchByClass(kerasLayerOrder(architecture), unnamed),
    ...matchByName(
      layers,
      stored.filter(({ name }) => name !== null),
    ),
  ]);
  return new Map([...matched, ...matchHead(architecture, stored, matched)]);
}

/**
 * Matches the dense layers of the head. Their names differ between models: Keras uses `predictions` (and `fc1`, `fc2`)
 * with `include_top=True`. So dense layers without a match by name are matched in order, but only if file and network
 * have equally many and all weights have equal shapes.
 */
function matchHead(
  architecture: Architecture,
  stored: readonly StoredLayer[],
  matched: ReadonlyMap<string, StoredLayer>,
): [string, StoredLayer][] {
  const used = new Set(matched.values());
  const ofLayer = Map.groupBy(weightSpecs(architecture), ({ layer }) => layer);
  const networkLayers = architecture.layers.filter(
    ({ kind, name }) => kind === 'dense' && !matched.has(name),
  );
  const storedLayers = stored
    .filter((layer) => !used.has(layer) && layer.weights[0]?.shape.length === 2)
    .toSorted((a, b) => (a.position?.index ?? 0) - (b.position?.index ?? 0));
  const shapes = (arrays: readonly { shape: readonly number[] }[]) =>
    JSON.stringify(arrays.map(({ shape }) => shape));
  const fits =
    networkLayers.length === storedLayers.length &&
    networkLayers.every(
      ({ name }, index) => shapes(ofLayer.get(name)!) === shapes(storedLayers[index].weights),
    );
  return fits ? networkLayers.map(({ name }, index) => [name, storedLayers[index]]) : [];
}

function matchByName(
  layers: readonly Layer[],
  stored: readonly StoredLayer[],
): Iterable<[string, StoredLayer]> {
  const byName = new Map(stored.map((layer) => [layer.name, layer]));
  const matched = new Map<string, StoredLayer>();
  for (const { name } of layers) {
    const found = byName.get(name);
    if (found) matched.set(name, found);
  }
  for (const base of Object.values(KERAS_CLASSES)) {
    const networkLayers = numbered(layers, base);
    const storedLayers = numbered(stored, base);
    if (networkLayers.length !== storedLayers.length) continue;
    networkLayers.forEach(({ name }, index) => {
      matched.set(name!, storedLayers[index]);
    });
  }
  return matched;
}

/** The layers with names that Keras generated from that base, sorted by number. */
function numbered<T extends { name: string | null }>(layers: readonly T[], base: string): T[] {
  const numberOf = ({ name }: T): number => {
    const [, found = '', number] = NUMBERED.exec(name ?? '') ?? [];
    return (KERAS_1_CLASSES[found] ?? found) === base ? Number(number ?? 0) : -1;
  };
  return layers.filter((layer) => numberOf(layer) >= 0).toSorted((a, b) => numberOf(a) - numberOf(b));
}

function* matchByClass(
  ordered: readonly Layer[],
  stored: readonly StoredLayer[],
): Iterable<[string, StoredLayer]> {
  for (const [kind, className] of Object.entries(KERAS_CLASSES)) {
    const networkLayers = ordered.filter((layer) => layer.kind === kind);
    const storedLayers = stored
      .filter(({ position }) => position?.className === className)
      .toSorted(
        (a, b) => compare(a.position!.within, b.position!.within) || a.position!.index - b.position!.index,
      );
    if (networkLayers.length !== storedLayers.length) continue;
    for (const [index, { name }] of networkLayers.entries()) yield [name, storedLayers[index]];
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
