import { expect, test } from 'vitest';
import { createArena } from '#core/simd/arena.ts';
import { createMemory, growMemory, maxMemoryBytes } from '#core/simd/memory.ts';

const PAGE_BYTES = 65_536;

test('the arena allocates aligned, separate zeros and throws when it is full', () => {
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

test('memory grows in whole pages up to its maximum and keeps its content', () => {
  const memory = createMemory(1, 3 * PAGE_BYTES);
  expect(memory.buffer.byteLength).toBe(PAGE_BYTES);
  new Float32Array(memory.buffer)[5] = 0.5;
  expect(growMemory(memory, 10)).toBe(true);
  expect(memory.buffer.byteLength).toBe(PAGE_BYTES);
  expect(growMemory(memory, PAGE_BYTES + 1)).toBe(true);
  expect(memory.buffer.byteLength).toBe(2 * PAGE_BYTES);
  expect(growMemory(memory, 3 * PAGE_BYTES + 1)).toBe(false);
  expect(memory.buffer.byteLength).toBe(2 * PAGE_BYTES);
  expect(new Float32Array(memory.buffer)[5]).toBe(0.5);
});

test('throws out-of-memory when the memory cannot be allocated', () => {
  const outOfMemory = expect.objectContaining({ name: 'UserError', code: 'out-of-memory' });
  expect(() => createMemory(2 ** 33)).toThrow(outOfMemory);
  expect(() => createArena(2 ** 31)).toThrow(outOfMemory);
});

test('the maximum memory does not exceed the address range', () => {
  expect(maxMemoryBytes()).toBeLessThanOrEqual(2 ** 32);
  expect(maxMemoryBytes()).toBeGreaterThan(2 ** 26);
});
