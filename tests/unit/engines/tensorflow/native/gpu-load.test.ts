import { describe, expect, it } from 'vitest';
import { createGpuLoad } from '#core/engines/tensorflow/native/gpu-load.ts';
import type { ProgramEnd } from '#core/system/run-program.ts';

function programs(end: Partial<ProgramEnd> | null | Error) {
  const asked: string[][] = [];
  const run = async (_program: string, values: readonly string[]) => {
    asked.push([...values]);
    if (end instanceof Error) throw end;
    return end && { code: 0, signal: null, stdout: '', stderr: '', ...end };
  };
  return { run, asked };
}

describe('createGpuLoad', () => {
  it('reads the load of the first GPU from nvidia-smi', async () => {
    const { run, asked } = programs({ stdout: '37, 1024, 64\n' });
    expect(await createGpuLoad({ run, environment: {} })(null)).toEqual({
      gpuPercent: 37,
      memoryBytes: 2 ** 30,
      temperature: 64,
    });
    expect(asked[0]).toContain('--id=0');
  });

  it.each([
    ['2,0', '--id=2'],
    ['GPU-8f3a-11,1', '--id=GPU-8f3a-11'],
  ])('reads the first visible GPU: %s', async (visible, id) => {
    const { run, asked } = programs({ stdout: '1, 2, 3\n' });
    await createGpuLoad({ run, environment: { CUDA_VISIBLE_DEVICES: visible } })(null);
    expect(asked[0]).toContain(id);
  });

  it.each(['', '-1', 'MIG-1', '0;rm'])(
    'does not call nvidia-smi where CUDA sees no whole GPU: “%s”',
    async (visible) => {
      const { run, asked } = programs({ stdout: '1, 2, 3\n' });
      expect(await createGpuLoad({ run, environment: { CUDA_VISIBLE_DEVICES: visible } })(null)).toBeNull();
      expect(asked).toEqual([]);
    },
  );

  it('reports null for values that a slice of a shared GPU does not have', async () => {
    const { run } = programs({ stdout: '[N/A], 512, [N/A]\n' });
    expect(await createGpuLoad({ run, environment: {} })(null)).toEqual({
      gpuPercent: null,
      memoryBytes: 2 ** 29,
      temperature: null,
    });
  });

  it.each([
    ['no such program', null],
    ['a driver that does not work', { code: 9, stdout: 'NVIDIA-SMI has failed' }],
    ['output that cannot be parsed', { stdout: 'a, b, c, d' }],
    ['unknown values', { stdout: '[N/A], [N/A], [N/A]' }],
    ['a hanging driver', { code: null, signal: 'SIGKILL' }],
    ['an unexpected error', new Error('EMFILE')],
  ])('gives null with %s, and does not try again', async (_, end) => {
    const { run, asked } = programs(end);
    const load = createGpuLoad({ run, environment: {} });
    expect([await load(null), await load(null)]).toEqual([null, null]);
    expect(asked).toHaveLength(1);
  });

  it('reads the load of the GPU that was chosen, by its name', async () => {
    const stdout = '5, 100, 40, NVIDIA T400\n90, 2048, 70, NVIDIA H200\n1, 3, 50, NVIDIA H200\n';
    const { run, asked } = programs({ stdout });
    const load = createGpuLoad({ run, environment: { CUDA_VISIBLE_DEVICES: '0' } });
    expect(await load('NVIDIA H200')).toEqual({ gpuPercent: 90, memoryBytes: 2 ** 31, temperature: 70 });
    expect(asked[0]?.some((value) => value.startsWith('--id'))).toBe(false);
    // Not NVIDIA's: nothing is read of another GPU, and it is not asked again.
    expect([await load('AMD Radeon RX 7900'), await load('AMD Radeon RX 7900')]).toEqual([null, null]);
    expect(await load('H200')).toBeNull();
    expect(asked).toHaveLength(3);
  });

  it('shares one call at a time', async () => {
    const { run, asked } = programs({ stdout: '5, 6, 7\n' });
    const load = createGpuLoad({ run, environment: {} });
    const [a, b] = await Promise.all([load(null), load(null)]);
    expect(a).toBe(b);
    expect(asked).toHaveLength(1);
    await load(null);
    expect(asked).toHaveLength(2);
  });
});
