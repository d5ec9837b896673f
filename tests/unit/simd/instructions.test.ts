import { describe, expect, test } from 'vitest';
import { createArena } from '#core/simd/arena.ts';
import { kernel } from '#core/simd/assembler.ts';
import { instantiateKernels } from '#core/simd/instantiate.ts';
import {
  type FloatType,
  f32,
  f32x4,
  f64x2,
  i32,
  i32x4,
  type Lanes,
  returnValue,
  type Value,
  v128,
} from '#core/simd/instructions.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const HIGH = 0x9000_0000;

test.each([
  ['add', i32.add, 2 ** 31 - 1, 1, -(2 ** 31)],
  ['subtract', i32.subtract, 3, 5, -2],
  ['multiply', i32.multiply, -7, 6, -42],
  ['and', i32.and, 0b1101, 0b0111, 0b0101],
  ['shiftLeft', i32.shiftLeft, 3, 4, 48],
  ['shiftRight', i32.shiftRight, -1, 28, 15],
  ['equal', i32.equal, 4, 4, 1],
  ['equal', i32.equal, 4, 5, 0],
  ['lessThan', i32.lessThan, -1, 0, 1],
  ['lessThan', i32.lessThan, 5, 5, 0],
  ['atLeast', i32.atLeast, 5, 5, 1],
  ['atLeast', i32.atLeast, -1, 0, 0],
  // An address in the upper half of a large memory is not negative.
  ['below', i32.below, 16, HIGH, 1],
  ['below', i32.below, HIGH, 16, 0],
  ['below', i32.below, HIGH, HIGH, 0],
] as const)('i32.%s', (_, operation, a, b, expected) => {
  const calculate = kernel(
    { a: 'i32', b: 'i32' },
    (given) => returnValue(operation(given.a, given.b)),
    'i32',
  );
  expect(instantiateKernels({ calculate }, createArena(4).memory).calculate(a, b)).toBe(expected);
});

type Operation = <T extends FloatType>(lanes: Lanes<T>, a: Value<T>, b: Value<T>, c: Value<T>) => Value<T>;
const A = [3, -0.5, nan, 7];
const B = [-4, -0.5, 2, infinity];
const C = [10, 20, 30, 40];
const OPERATIONS: [string, Operation, (a: number, b: number, c: number) => number][] = [
  ['add', ({ add }, a, b) => add(a, b), (a, b) => a + b],
  ['subtract', ({ subtract }, a, b) => subtract(a, b), (a, b) => a - b],
  ['multiply', ({ multiply }, a, b) => multiply(a, b), (a, b) => a * b],
  ['divide', ({ divide }, a, b) => divide(a, b), (a, b) => a / b],
  ['squareRoot', ({ squareRoot }, a) => squareRoot(a), Math.sqrt],
  ['maximum', ({ maximum }, a, b) => maximum(a, b), (a, b) => Math.max(a, b)],
  ['constant', ({ constant }) => constant(-1.25), () => -1.25],
  ['splat', ({ splat }) => splat(f32.constant(6)), () => 6],
  ['whereGreater', ({ whereGreater }, a, b, c) => whereGreater(a, b, c), (a, b, c) => (a > b ? c : 0)],
  ['whereEqual', ({ whereEqual }, a, b, c) => whereEqual(a, b, c), (a, b, c) => (a === b ? c : 0)],
  ['whereNotEqual', ({ whereNotEqual }, a, b, c) => whereNotEqual(a, b, c), (a, b, c) => (a !== b ? c : 0)],
];

describe.each(OPERATIONS)('%s', (_, operation, expected) => {
  test.each([f32, f32x4])('floats as $type', <T extends FloatType>(lanes: Lanes<T>) => {
    const arena = createArena(16);
    const [a, b, c, result] = [A, B, C, [0, 0, 0, 0]].map((values) => {
      const array = arena.floats(4);
      array.set(values);
      return array;
    });
    const apply = kernel({ a: 'i32', b: 'i32', c: 'i32', to: 'i32' }, (at) =>
      lanes.store(at.to, operation(lanes, lanes.load(at.a), lanes.load(at.b), lanes.load(at.c))),
    );
    const kernels = instantiateKernels({ apply }, arena.memory);
    const [atA, atB, atC, to] = [a, b, c, result].map(({ byteOffset }) => byteOffset);
    for (let lane = 0; lane < 4; lane += lanes.count) {
      const bytes = 4 * lane;
      kernels.apply(atA + bytes, atB + bytes, atC + bytes, to + bytes);
    }
    expect([...result]).toEqual(A.map((value, i) => Math.fround(expected(value, B[i], C[i]))));
  });
});

test.each<[string, (a: Value<'v128'>, b: Value<'v128'>) => Value<'v128'>, number[]]>([
  ['shuffle', (a, b) => f32x4.shuffle(a, b, [7, 0, 5, 2]), [infinity, 3, -0.5, nan]],
  ['greater', (a, b) => f32x4.greater(a, b), [3, -0.5, nan, infinity]],
  ['absolute', (a) => f32x4.absolute(a), [3, 0.5, nan, 7]],
  ['atMost, and', (a, b) => v128.and(f32x4.constant(1), f32x4.atMost(a, b)), [0, 1, 0, 1]],
  ['fromI32x4', () => f32x4.fromI32x4(i32x4.constant(-3)), [-3, -3, -3, -3]],
  [
    'integers',
    () => f32x4.fromI32x4(i32x4.subtract(i32x4.constant(5), i32x4.constant(2 ** 20))),
    Array(4).fill(5 - 2 ** 20),
  ],
  ['shiftLeft', () => f32x4.fromI32x4(i32x4.shiftLeft(i32x4.constant(-3), 2)), Array(4).fill(-12)],
  ['shiftRight', () => f32x4.fromI32x4(i32x4.shiftRight(i32x4.constant(-9), 1)), Array(4).fill(-5)],
  ['loadSplat', () => f32x4.loadSplat(16, 12), [7, 7, 7, 7]],
])('f32x4.%s', (_, operation, expected) => {
  const arena = createArena(16);
  const [a, b] = [arena.floats(4), arena.floats(4)];
  a.set(A);
  b.set(B);
  expect(a.byteOffset).toBe(16);
  const apply = kernel({ a: 'i32', b: 'i32' }, (at) =>
    f32x4.store(at.a, operation(f32x4.load(at.a), f32x4.load(at.b))),
  );
  instantiateKernels({ apply }, arena.memory).apply(a.byteOffset, b.byteOffset);
  expect([...a]).toEqual(expected);
});

test.each<[string, (a: number, b: number) => Value<'v128'>, number[]]>([
  ['load, shuffle', (a, b) => f64x2.shuffle(f64x2.load(a), f64x2.load(b), [1, 2]), [1e300, 0.1]],
  ['loadSplat', (a) => f64x2.loadSplat(a, 8), [1e300, 1e300]],
  ['add', (a, b) => f64x2.add(f64x2.load(a), f64x2.load(b)), [1 / 3 + 0.1, 1e300]],
  ['multiply', (a, b) => f64x2.multiply(f64x2.load(a), f64x2.load(b)), [0.1 / 3, -3e300]],
  [
    'toFloats, fromFloats',
    (a) => f64x2.fromFloats(f64x2.toFloats(f64x2.load(a))),
    [Math.fround(1 / 3), infinity],
  ],
  ['loadFloats', (_, b) => f64x2.loadFloats(b, 16), [0.5, Math.fround(0.1)]],
])('f64x2.%s', (_, operation, expected) => {
  const arena = createArena(16);
  const [a, b] = [arena.floats(4), arena.floats(8)];
  const doubles = new Float64Array(a.buffer, a.byteOffset, 2);
  doubles.set([1 / 3, 1e300]);
  new Float64Array(b.buffer, b.byteOffset, 2).set([0.1, -3]);
  b.set([0.5, 0.1], 4);
  const apply = kernel({ to: 'i32' }, ({ to }) => f64x2.store(to, operation(a.byteOffset, b.byteOffset)));
  instantiateKernels({ apply }, arena.memory).apply(a.byteOffset);
  expect([...doubles]).toEqual(expected);
});

test('reads single lanes and tests whether all are set', () => {
  const arena = createArena(16);
  const values = arena.floats(4);
  const kernels = instantiateKernels(
    {
      third: kernel({ at: 'i32' }, ({ at }) => returnValue(f32x4.lane(f32x4.load(at), 2)), 'f32'),
      allTrue: kernel({ at: 'i32' }, ({ at }) => returnValue(i32x4.allTrue(f32x4.load(at))), 'i32'),
    },
    arena.memory,
  );
  values.set([1, 2, 3, 4]);
  expect(kernels.third(values.byteOffset)).toBe(3);
  expect(kernels.allTrue(values.byteOffset)).toBe(1);
  values[1] = 0;
  expect(kernels.allTrue(values.byteOffset)).toBe(0);
});

test('accepts unaligned addresses; offsets are in bytes', () => {
  const arena = createArena(64);
  const values = arena.floats(9);
  values.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const before = bytes.slice();
  const move = kernel({ from: 'i32', to: 'i32' }, ({ from, to }) => f32x4.store(to, f32x4.load(from, 3), 1));
  instantiateKernels({ move }, arena.memory).move(values.byteOffset, values.byteOffset + 16);
  expect([...bytes.subarray(17, 33)]).toEqual([...before.subarray(3, 19)]);
  const load = kernel({ at: 'i32' }, ({ at }) => returnValue(i32.load(at, 1)), 'i32');
  const word = new DataView(bytes.buffer, bytes.byteOffset).getInt32(2, true);
  expect(instantiateKernels({ load }, arena.memory).load(values.byteOffset + 1)).toBe(word);
});
