import type { Architecture, Layer } from './architecture.ts';
import type { StoredLayer } from './keras-file.ts';
import { KERAS_CLASSES, kerasLayerOrder } from './keras-layer-order.ts';
import { weightSpecs } from './weights.ts';

/** Names that Keras gives of its own accord: those of a layer that was given none, with its number. */
const NUMBERED = new RegExp(`^(${Object.values(KERAS_CLASSES).join('|')})(?:_(\\d+))?$`);

/**
 * Which of a file's layers belongs to which of the network's, by the network's names.
 *
 * By name, that is. Names that Keras numbered say only in what order the layers were made: in a session that made
 * other models before they begin at another number, so these are matched in order, unless there are more or fewer of
 * them than the network has. Layers of a file that tells no names are matched by class and order. Dense layers that are
 * then left are the head, see {@link matchHead}.
 */
export function matchKerasLayers(
  architecture: Architecture,
  stored: readonly StoredLayer[],
): Map<string, StoredLayer> {
  const layers = architecture.layers.filter(({ kind }) => kind in KERAS_CLASSES);
  const nameless = stored.filter(({ name }) => name === null);
  const matched = new Map([
    ...matchByClass(kerasLayerOrder(architecture), nameless),
    ...matchByName(
      layers,
      stored.filter(({ name }) => name !== null),
    ),
  ]);
  return new Map([...matched, ...matchHead(architecture, stored, matched)]);
}

/**
 * Whoever puts a head on a network names it: Keras itself `predictions` (and `fc1`, `fc2`) with `include_top=True`. The
 * file's dense layers that no name matched are the network's in their order, where there are as many and each weight is
 * of the same shape: anything less would be a guess.
 */
function matchHead(
  architecture: Architecture,
  stored: readonly StoredLayer[],
  matched: ReadonlyMap<string, StoredLayer>,
): [string, StoredLayer][] {
  const used = new Set(matched.values());
  const ofLayer = Map.groupBy(weightSpecs(architecture), ({ layer }) => layer);
  const ours = architecture.layers.filter(({ kind, name }) => kind === 'dense' && !matched.has(name));
  const theirs = stored
    .filter((layer) => !used.has(layer) && layer.weights[0]?.shape.length === 2)
    .toSorted((a, b) => (a.place?.index ?? 0) - (b.place?.index ?? 0));
  const shapes = (arrays: readonly { shape: readonly number[] }[]) =>
    JSON.stringify(arrays.map(({ shape }) => shape));
  const fits =
    ours.length === theirs.length &&
    ours.every(({ name }, index) => shapes(ofLayer.get(name)!) === shapes(theirs[index].weights));
  return fits ? ours.map(({ name }, index) => [name, theirs[index]]) : [];
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
