import { afterAll, describe, expect, test } from 'vitest';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { createRandom } from '#shared/random.ts';
import { ENGINES } from '../engines/engines-under-test.ts';

const [MEL, VALUES, FRAMES, N] = [16, 6, 33, 3];

/** Inputs `[n, rows, FRAMES, 1]` of the rows `from` to `from + count − 1` of `[n, all, FRAMES, 1]`. */
function rowsOf(inputs: Float32Array, all: number, from: number, count: number): Float32Array {
  const part = new Float32Array(N * count * FRAMES);
  for (let clip = 0; clip < N; clip++) {
    const at = (clip * all + from) * FRAMES;
    part.set(inputs.subarray(at, at + count * FRAMES), clip * count * FRAMES);
  }
  return part;
}

describe.each(ENGINES)('joined-head on $engine', async ({ open }) => {
  const engine = await open();
  afterAll(() => engine[Symbol.dispose]());

  // `compact` and `encoder-head` are compared with other programs: the branches must be theirs.
  test('has the statistics of compact and of encoder-head, each from its own rows', async () => {
    const random = createRandom(8, 'joined-head');
    const inputs = Float32Array.from({ length: N * (MEL + VALUES) * FRAMES }, () => random.normal());
    using joined = await engine.build(networkNamed('joined-head', [MEL + VALUES, FRAMES, 1, MEL], 4), {
      seed: 3,
    });
    using mel = await engine.build(networkNamed('compact', [MEL, FRAMES], 4), { seed: 4 });
    using encoder = await engine.build(networkNamed('encoder-head', [VALUES, FRAMES], 4), { seed: 5 });
    const weights = new Map((await joined.readWeights()).map((tensor) => [tensor.name, tensor]));
    const shared = ({ name }: NamedTensor) => !/^(emotions|statistics_norm)\//.test(name);
    for (const network of [mel, encoder]) {
      const own = await network.readWeights();
      await network.writeWeights(own.map((tensor) => (shared(tensor) ? weights.get(tensor.name)! : tensor)));
    }
    const found = await joined.embed(inputs, N);
    const ofMel = await mel.embed(rowsOf(inputs, MEL + VALUES, 0, MEL), N);
    const ofEncoder = await encoder.embed(rowsOf(inputs, MEL + VALUES, MEL, VALUES), N);
    const [size, melSize] = [found.length / N, ofMel.length / N];
    expect(size).toBe(melSize + ofEncoder.length / N);
    // The norm of a new network divides by √(1 + epsilon); that of encoder-head has done so already.
    const scale = Math.sqrt(1 + 1e-3);
    for (let clip = 0; clip < N; clip++) {
      for (let i = 0; i < size; i++) {
        const expected =
          i < melSize ? ofMel[clip * melSize + i] / scale : ofEncoder[clip * (size - melSize) + i - melSize];
        expect(Math.abs(found[clip * size + i] - expected)).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(expected)),
        );
      }
    }
  });
});

test('weights the hidden layers of an encoder', () => {
  const one = countParameters(networkNamed('joined-head', [24, 33, 1, 16], 4)).total;
  expect(countParameters(networkNamed('joined-head', [16 + 3 * 8, 33, 3, 16], 4)).total).toBe(one + 3);
});

test.each([[[24, 33]], [[24, 33, 1, 24]]] as const)('refuses an input without both parts: %s', (shape) => {
  expect(() => networkNamed('joined-head', [...shape] as [number, number])).toThrow(
    expect.objectContaining({ code: 'input-not-joined' }),
  );
});
