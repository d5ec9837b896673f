import { describe, expect, test } from 'vitest';
import { executionProvider } from '#core/features/encoder/execution-provider.ts';

describe('the execution provider', () => {
  test.each([
    ['linux', 'webgpu', 'WebGPU'],
    ['win32', 'dml', 'DirectML'],
    ['darwin', 'coreml', 'CoreML'],
  ] as const)('on %s is the CPU, or %s if the user asks for the GPU', (platform, name, title) => {
    const cpu = executionProvider({}, platform);
    expect(cpu).toMatchObject({ name: 'cpu', title: 'CPU', reason: expect.stringContaining(title) });
    const gpu = executionProvider({ NEURAL_SER_ENCODERS: 'gpu' }, platform);
    expect(gpu).toMatchObject({ name, title, reason: expect.stringContaining('The GPU is chosen') });
  });

  test('is the CPU on a system without another', () => {
    expect(executionProvider({ NEURAL_SER_ENCODERS: 'gpu' }, 'freebsd').name).toBe('cpu');
  });
});
