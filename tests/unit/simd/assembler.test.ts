import { expect, test } from 'vitest';
import { createArena } from '#core/simd/arena.ts';
import { assemble, kernel, several } from '#core/simd/assembler.ts';
import { instantiateKernels } from '#core/simd/instantiate.ts';
import { f32, i32, increase, loopWhile, repeat, returnValue, set, when } from '#core/simd/instructions.ts';

const { memory } = createArena(16);

test.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, 1e6, 2 ** 31 - 1, -(2 ** 31)])(
  'returns the integer constant %d unchanged',
  (value) => {
    const { constant } = instantiateKernels(
      { constant: kernel({}, () => returnValue(i32.constant(value)), 'i32') },
      memory,
    );
    expect(constant()).toBe(value);
  },
);

test.each([0, -0, 1.5, -(2 ** -149), Number.NaN, Number.POSITIVE_INFINITY, Math.PI])(
  'rounds the constant %d to a float',
  (value) => {
    const { constant } = instantiateKernels(
      { constant: kernel({}, () => returnValue(f32.constant(value)), 'f32') },
      memory,
    );
    expect(constant()).toBe(Math.fround(value));
  },
);

test('passes parameters and lists in the declared order; locals start at zero', () => {
  const polynomial = kernel(
    { first: 'i32', factors: several('i32', 3), x: 'i32', scale: 'f32' },
    ({ first, factors, x }, locals) => {
      const [sum, unused] = locals('i32');
      const more = locals('i32').take(200).toArray();
      return [
        set(sum, first),
        factors.map((factor) => set(sum, i32.add(i32.multiply(sum, x), factor))),
        // The index of the 200th local takes two bytes.
        set(more[199], i32.add(unused, more[7])),
        returnValue(i32.add(sum, more[199])),
      ];
    },
    'i32',
  );
  expect(polynomial.parameters).toEqual(['i32', 'i32', 'i32', 'i32', 'i32', 'f32']);
  expect(instantiateKernels({ polynomial }, memory).polynomial(2, 3, 5, 7, 10, 0.5)).toBe(2357);
});

test.each([
  [-3, 0],
  [0, 0],
  [1, 1],
  [300, 300],
])('repeat %d runs its body %d times', (count, times) => {
  const repeated = kernel(
    { count: 'i32' },
    ({ count }, locals) => {
      const [counter, sum] = locals('i32');
      return [repeat(counter, count, increase(sum, 1)), returnValue(sum)];
    },
    'i32',
  );
  expect(instantiateKernels({ repeated }, memory).repeated(count)).toBe(times);
});

test('nests loops and conditions: Collatz steps', () => {
  const steps = kernel(
    { n: 'i32' },
    ({ n }, locals) => {
      const [count, half] = locals('i32');
      const isEven = i32.equal(i32.and(n, 1), 0);
      return [
        loopWhile(i32.lessThan(1, n), [
          set(half, i32.shiftRight(n, 1)),
          increase(count, 1),
          // The odd case comes first, because it makes n even.
          when(i32.and(n, 1), [set(n, i32.add(i32.multiply(n, 3), 1)), set(half, 0)]),
          when(i32.and(isEven, i32.lessThan(0, half)), set(n, half)),
        ]),
        returnValue(count),
      ];
    },
    'i32',
  );
  const collatz = (n: number): number => (n <= 1 ? 0 : 1 + collatz(n % 2 ? 3 * n + 1 : n / 2));
  const exports = instantiateKernels({ steps }, memory);
  for (const n of [-5, 0, 1, 2, 3, 27, 97]) expect(exports.steps(n)).toBe(collatz(n));
});

test('accepts non-ASCII names and an empty set of kernels', () => {
  const exports = instantiateKernels(
    { größe: kernel({}, () => returnValue(i32.constant(7)), 'i32') },
    memory,
  );
  expect(exports.größe()).toBe(7);
  expect(instantiateKernels({}, memory)).toEqual({});
});

test('assembles the bytes that the specification defines', () => {
  const bytes = assemble({ f: kernel({ x: 'i32' }, ({ x }) => returnValue(i32.add(x, 1)), 'i32') });
  expect(Buffer.from(bytes).toString('hex')).toBe(
    [
      '0061736d01000000', // \0asm, version 1
      '01060160017f017f', // types: (i32) → i32
      '021001', // imports: one
      '04686f7374066d656d6f7279020000', // host.memory, at least 0 pages
      '03020100', // functions: of type 0
      '070501016600' + '00', // exports: "f", function 0
      '0a0a010800' + '2000' + '4101' + '6a' + '0f' + '0b', // code: local.get 0, i32.const 1, i32.add, return, end
    ].join(''),
  );
});
