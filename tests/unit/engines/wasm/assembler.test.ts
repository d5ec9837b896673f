import { expect, test } from 'vitest';
import {
  assembleModule,
  f32,
  get,
  i32,
  repeat,
  set,
  whilst,
  writeFunction,
} from '../../../../src/core/engines/wasm/assembler.ts';

interface Runtime {
  WebAssembly: {
    Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer };
    Module: new (bytes: Uint8Array) => object;
    Instance: new (
      module: object,
      imports: object,
    ) => { exports: Record<string, (...parameters: number[]) => void> };
  };
}
const { WebAssembly: runtime } = globalThis as unknown as Runtime;

/** Runs one function and returns the first number of memory. */
function run(write: Parameters<typeof writeFunction>[1], ...parameters: number[]): number {
  const memory = new runtime.Memory({ initial: 1 });
  const module = new runtime.Module(assembleModule([writeFunction('f', write)]));
  new runtime.Instance(module, { host: { memory } }).exports.f(...parameters);
  return new Float32Array(memory.buffer)[0];
}

test.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8193, 2 ** 31 - 1, -(2 ** 31)])(
  'the constant %d comes out as it went in',
  (value) => {
    const result = run(({ local }) => {
      const held = local('i32');
      // f32.convert_i32_s (0xb2)
      return [...set(held, i32.constant(value)), ...f32.store(i32.constant(0), [...get(held), 0xb2])];
    });
    expect(result).toBe(Math.fround(value));
  },
);

test.each([
  [-3, 0],
  [0, 0],
  [1, 1],
  [300, 300],
])('repeat %d runs its body %d times', (count, times) => {
  const result = run(({ parameter, local }) => {
    const [asked, counter, sum] = [parameter('i32'), local('i32'), local('i32')];
    return [
      ...repeat(counter, get(asked), set(sum, i32.add(get(sum), i32.constant(1)))),
      ...f32.store(i32.constant(0), [...get(sum), 0xb2]),
    ];
  }, count);
  expect(result).toBe(times);
});

test('whilst stops as soon as its condition does not hold', () => {
  const halve = (start: number) =>
    run(({ parameter }) => {
      const value = parameter('i32');
      return [
        ...whilst(
          i32.atLeast(get(value), i32.constant(5)),
          set(value, i32.shiftRight(get(value), i32.constant(1))),
        ),
        ...f32.store(i32.constant(0), [...get(value), 0xb2]),
      ];
    }, start);
  expect([halve(40), halve(5), halve(4)]).toEqual([2, 2, 4]);
});

test('a parameter after a local is refused: their numbers would be mixed up', () => {
  expect(() =>
    writeFunction('f', ({ parameter, local }) => {
      local('i32');
      parameter('i32');
      return [];
    }),
  ).toThrow('after a local');
});
