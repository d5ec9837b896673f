import { expect, test } from 'vitest';
import { createArena } from '../../../src/core/simd/arena.ts';
import { assemble, f32x4, i32, kernel, repeatWhile, v128, when } from '../../../src/core/simd/assembler.ts';
import { instantiate } from '../../../src/core/simd/webassembly.ts';

function run<T>(kernels: Parameters<typeof assemble>[0], arena = createArena(16)): T {
  return instantiate<T>(assemble(kernels), arena.memory);
}

test.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, 1e6, 2 ** 31 - 1, -(2 ** 31)])(
  'the constant %d',
  (value) => {
    const { constant } = run<{ constant(): number }>([
      kernel('constant', {}, {}, 'i32', () => i32.const(value)),
    ]);
    expect(constant()).toBe(value);
  },
);

test('loops, conditions, parameters and locals by name', () => {
  // Collatz: steps until 1.
  const collatz = kernel(
    'steps',
    { n: 'i32' },
    { count: 'i32', half: 'i32' },
    'i32',
    ({ n, count, half }) => [
      repeatWhile(i32.lt(i32.const(1), n.get), [
        half.set([n.get, i32.const(1), 0x76]),
        when(i32.eq(n.get, i32.add(half.get, half.get)), n.set(i32.add(half.get, i32.const(0)))),
        when(i32.lt(half.get, n.get), n.set(i32.add(i32.add(n.get, i32.add(n.get, n.get)), i32.const(1)))),
        count.advance(1),
      ]),
      count.get,
    ],
  );
  const steps = (from: number): number => {
    let n = from;
    let count = 0;
    do {
      const half = n >>> 1;
      if (n === 2 * half) n = half;
      if (half < n) n = 3 * n + 1;
      count++;
    } while (n > 1 && count < 1000);
    return count;
  };
  const exports = run<{ steps(n: number): number }>([collatz]);
  for (const n of [3, 5, 27]) expect(exports.steps(n)).toBe(steps(n));
});

test('several kernels share one memory, which is unaligned-safe', () => {
  const arena = createArena(64);
  const values = arena.floats(9);
  values.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const double = kernel('double', { at: 'i32' }, {}, null, ({ at }) =>
    v128.store(at.get, f32x4.mul(v128.load(at.get), f32x4.const(2))),
  );
  const swap = kernel('swap', { at: 'i32' }, {}, null, ({ at }) =>
    v128.store(at.get, f32x4.shuffle(v128.load(at.get), v128.load(at.get, 16), [7, 0, 5, 2])),
  );
  const exports = run<{ double(at: number): void; swap(at: number): void }>([double, swap], arena);
  exports.double(values.byteOffset + 4);
  expect([...values]).toEqual([1, 4, 6, 8, 10, 6, 7, 8, 9]);
  exports.swap(values.byteOffset);
  expect([...values]).toEqual([8, 1, 6, 6, 10, 6, 7, 8, 9]);
});

test('the arena gives aligned zeros apart from each other, and says when it is spent', () => {
  const arena = createArena(1000);
  const arrays = [arena.floats(1), arena.integers(7), arena.floats(900), arena.floats(0)];
  for (const [i, array] of arrays.entries()) {
    expect(array.byteOffset % 16).toBe(0);
    expect(array.every((value) => value === 0)).toBe(true);
    const next = arrays[i + 1];
    if (next) expect(next.byteOffset).toBeGreaterThanOrEqual(array.byteOffset + array.byteLength + 16);
  }
  expect(() => arena.floats(100_000)).toThrow(RangeError);
});
