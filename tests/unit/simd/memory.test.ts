import { expect, test } from 'vitest';
import { createArena } from '../../../src/core/simd/arena.ts';
import { createMemory, growMemory, mostMemoryBytes } from '../../../src/core/simd/memory.ts';

const PAGE_BYTES = 65_536;

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

test('memory grows in whole pages up to what was agreed, and keeps its content', () => {
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

test('memory that cannot be had is refused in words', () => {
  const outOfMemory = expect.objectContaining({ name: 'UserError', code: 'out-of-memory' });
  expect(() => createMemory(2 ** 33)).toThrow(outOfMemory);
  expect(() => createArena(2 ** 31)).toThrow(outOfMemory);
});

test('no more memory is promised than addresses reach', () => {
  expect(mostMemoryBytes()).toBeLessThanOrEqual(2 ** 32);
  expect(mostMemoryBytes()).toBeGreaterThan(2 ** 26);
});
