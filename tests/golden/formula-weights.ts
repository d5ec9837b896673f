import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { sizeOf, weightSpecs } from '#core/models/layers/weights.ts';

/**
 * Numbers in [0, 1) that depend only on the name: its FNV-1a hash, then MurmurHash3's finalizer for each index.
 * `networks.py` has the same formula.
 */
function uniform(name: string): (index: number) => number {
  let seed = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) seed = Math.imul(seed ^ name.charCodeAt(i), 0x01000193);
  return (index) => {
    let x = seed ^ Math.imul(index, 0x9e3779b1);
    x ^= x >>> 16;
    x = Math.imul(x, 0x85ebca6b);
    x ^= x >>> 13;
    x = Math.imul(x, 0xc2b2ae35);
    x ^= x >>> 16;
    return (x >>> 8) / 2 ** 24;
  };
}

/** A network's weights by the formula of `networks.py`, with the gains of all kernels and of the last one. */
export function formulaWeights(
  architecture: Architecture,
  [gain, lastGain]: readonly [number, number],
): NamedTensor[] {
  const specs = weightSpecs(architecture);
  const head = specs[specs.length - 1].layer;
  return specs.map(({ name, shape, layer }) => {
    const at = uniform(name);
    const kind = name.slice(layer.length + 1);
    const data = new Float32Array(sizeOf(shape));
    if (kind.endsWith('kernel')) {
      const fanIn = sizeOf(kind === 'depthwise_kernel' ? shape.slice(0, 2) : shape.slice(0, -1));
      const limit = Math.sqrt(6 / fanIn);
      const scale = layer === head ? lastGain : gain;
      for (let i = 0; i < data.length; i++) data[i] = (2 * at(i) - 1) * limit * scale;
    } else if (kind === 'gamma' || kind === 'moving_variance') {
      for (let i = 0; i < data.length; i++) data[i] = 0.8 + 0.4 * at(i);
    } else {
      for (let i = 0; i < data.length; i++) data[i] = (2 * at(i) - 1) * 0.1;
    }
    return { name, shape: [...shape], data };
  });
}

/** `[n, bands, frames, 1]`; each input is louder than the one before. */
export function formulaInputs(n: number, [bands, frames]: readonly [number, number]): Float32Array {
  const size = bands * frames;
  const values = new Float32Array(n * size);
  for (let clip = 0; clip < n; clip++) {
    const at = uniform(`input ${clip}`);
    for (let i = 0; i < size; i++) values[clip * size + i] = (2 * at(i) - 1) * (clip + 1);
  }
  return values;
}
