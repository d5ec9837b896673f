import type { Architecture, Layer } from './architecture.ts';
import type { StoredLayer } from './keras-file.ts';
import { KERAS_CLASSES, kerasLayerOrder } from './keras-layer-order.ts';

/** Names that Keras gives of its own accord: those of a layer that was given none, with its number. */
const NUMBERED = new RegExp(`^(${Object.values(KERAS_CLASSES).join('|')})(?:_(\\d+))?$`);

/**
 * Which of a file's layers belongs to which of the network's, by the network's names.
 *
 * By name, that is. Names that Keras numbered say only in what order the layers were made: in a session that made
 * other models before they begin at another number, so these are matched in order, unless there are more or fewer of
 * them than the network has. Layers of a file that tells no names are matched by class and order.
 */
export function matchKerasLayers(
  architecture: Architecture,
  stored: readonly StoredLayer[],
): Map<string, StoredLayer> {
  const layers = architecture.layers.filter(({ kind }) => kind in KERAS_CLASSES);
  const nameless = stored.filter(({ name }) => name === null);
  return new Map([
    ...matchByClass(kerasLayerOrder(architecture), nameless),
    ...matchByName(
      layers,
      stored.filter(({ name }) => name !== null),
    ),
  ]);
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
    const ours = numbered(layers, base);
    const theirs = numbered(stored, base);
    if (ours.length !== theirs.length) continue;
    ours.forEach(({ name }, index) => {
      matched.set(name!, theirs[index]);
    });
  }
  return matched;
}

/** The layers with Keras's own names of that base, by number. */
function numbered<T extends { name: string | null }>(layers: readonly T[], base: string): T[] {
  const numberOf = ({ name }: T): number => {
    const [, found, number] = NUMBERED.exec(name ?? '') ?? [];
    return found === base ? Number(number ?? 0) : -1;
  };
  return layers.filter((layer) => numberOf(layer) >= 0).toSorted((a, b) => numberOf(a) - numberOf(b));
}

function* matchByClass(
  ordered: readonly Layer[],
  stored: readonly StoredLayer[],
): Iterable<[string, StoredLayer]> {
  for (const [kind, className] of Object.entries(KERAS_CLASSES)) {
    const ours = ordered.filter((layer) => layer.kind === kind);
    const theirs = stored
      .filter(({ place }) => place?.className === className)
      .toSorted((a, b) => compare(a.place!.within, b.place!.within) || a.place!.index - b.place!.index);
    if (ours.length !== theirs.length) continue;
    for (const [index, { name }] of ours.entries()) yield [name, theirs[index]];
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
