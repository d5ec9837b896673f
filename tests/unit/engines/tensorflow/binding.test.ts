import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOwnedTensor, loadBinding } from '#core/engines/tensorflow/binding.ts';
import { tryOps } from '#core/engines/tensorflow/try-ops.ts';
import { nativeRuntime } from '../../../native-runtime.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

describe('loadBinding', () => {
  it('gives the reason why an addon cannot be loaded', () => {
    const path = join(temporaryFolder(), 'addon.node');
    expect(() => loadBinding({ addon: path })).toThrow(
      expect.objectContaining({ code: 'engine-unavailable' }),
    );
    writeFileSync(path, 'not an addon');
    expect(() => loadBinding({ addon: path })).toThrow(
      expect.objectContaining({ code: 'engine-unavailable' }),
    );
  });
});

describe.runIf(nativeRuntime)('the native binding', () => {
  const binding = nativeRuntime && loadBinding(nativeRuntime);

  it('computes correctly, and keeps no tensor', () => {
    tryOps(binding!);
    expect(binding!.getNumOfTensors()).toBe(0);
  });

  it('copies an owned tensor out of the JavaScript array', () => {
    // Some of these start at a multiple of 64 bytes, where TensorFlow uses the array itself.
    for (let offset = 0; offset < 16; offset++) {
      const data = new Float32Array(1100).subarray(offset, offset + 1024).fill(1);
      const id = createOwnedTensor(binding!, [1024], data);
      data.fill(2);
      expect(binding!.tensorDataSync(id)[0]).toBe(1);
      binding!.deleteTensor(id);
    }
    const whole = createOwnedTensor(binding!, [2], Int32Array.of(3, 4));
    expect([...binding!.tensorDataSync(whole)]).toEqual([3, 4]);
    binding!.deleteTensor(whole);
    expect(binding!.getNumOfTensors()).toBe(0);
  });
});
