import type { Group } from 'h5wasm';

/** A layer with its weights in Keras's order. */
export interface WrittenLayer {
  name: string;
  className: string;
  weights: { name: string; shape: number[]; data: Float32Array }[];
}

/** Layouts of Keras files, as observed in files of Keras 3.15 (save_weights and model.save). */
export type Layout =
  | { kind: 'weights.h5'; names: boolean; within?: string }
  | { kind: 'legacy'; within?: 'model_weights'; nested?: string; split?: boolean };

/** The bytes of a Keras file with these layers, in the order of `model.layers`. */
export async function kerasFile(layers: readonly WrittenLayer[], layout: Layout): Promise<Uint8Array> {
  const { File, ready } = await import('h5wasm');
  const { FS } = await ready;
  const name = `/written-${crypto.randomUUID()}.h5`;
  const file = new File(name, 'w');
  if (layout.kind === 'weights.h5') writeNumbered(file, layers, layout);
  else writeLegacy(file, layers, layout);
  file.close();
  const bytes = FS.readFile(name) as Uint8Array;
  FS.unlink(name);
  return bytes;
}

function writeNumbered(
  file: Group,
  layers: readonly WrittenLayer[],
  { names, within = 'layers' }: Layout & { kind: 'weights.h5' },
): void {
  // The state of the optimizer must not be read as weights.
  const optimizer = ensureGroup(file, 'optimizer/vars');
  optimizer.create_dataset({ name: '0', data: new Float32Array([1]), shape: [1] });
  const counts = new Map<string, number>();
  for (const { name, className, weights } of layers) {
    const count = counts.get(className) ?? 0;
    counts.set(className, count + 1);
    const vars = ensureGroup(file, `${within}/${className}${count === 0 ? '' : `_${count}`}/vars`);
    if (names) vars.create_attribute('name', name);
    weights.forEach(({ shape, data }, index) => {
      vars.create_dataset({ name: String(index), data, shape });
    });
  }
}

function writeLegacy(
  file: Group,
  layers: readonly WrittenLayer[],
  { within, nested, split }: Layout & { kind: 'legacy' },
): void {
  const root = within ? ensureGroup(file, within) : file;
  const names = nested ? [nested] : layers.map(({ name }) => name);
  const half = Math.ceil(names.length / 2);
  if (split) {
    root.create_attribute('layer_names0', names.slice(0, half));
    root.create_attribute('layer_names1', names.slice(half));
  } else {
    root.create_attribute('layer_names', names);
  }
  for (const [owner, members] of nested
    ? [[nested, layers] as const]
    : layers.map((layer) => [layer.name, [layer]] as const)) {
    const group = ensureGroup(root, owner);
    const weights = members.flatMap(({ name, weights: own }) =>
      own.map((weight) => ({ ...weight, path: `${name}/${weight.name}:0` })),
    );
    group.create_attribute(
      'weight_names',
      weights.map(({ path }) => path),
    );
    for (const { path, data, shape } of weights) {
      const [layer, weight] = path.split('/');
      ensureGroup(group, layer).create_dataset({ name: weight, data, shape });
    }
  }
}

/** The group at a path below `parent`, created if it does not exist. */
function ensureGroup(parent: Group, path: string): Group {
  return path.split('/').reduce((group, name) => {
    if (!group.keys().includes(name)) group.create_group(name);
    return group.get(name) as Group;
  }, parent);
}
