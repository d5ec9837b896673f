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
    expect(await createGpuLoad({ run, environment: {} })()).toEqual({
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
    await createGpuLoad({ run, environment: { CUDA_VISIBLE_DEVICES: visible } })();
    expect(asked[0]).toContain(id);
  });

  it.each(['', '-1', 'MIG-1', '0;rm'])(
    'does not call nvidia-smi where CUDA sees no whole GPU: “%s”',
    async (visible) => {
      const { run, asked } = programs({ stdout: '1, 2, 3\n' });
      expect(await createGpuLoad({ run, environment: { CUDA_VISIBLE_DEVICES: visible } })()).toBeNull();
      expect(asked).toEqual([]);
    },
  );

  it('reports null for values that a slice of a shared GPU does not have', async () => {
    const { run } = programs({ stdout: '[N/A], 512, [N/A]\n' });
    expect(await createGpuLoad({ run, environment: {} })()).toEqual({
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
    expect([await load(), await load()]).toEqual([null, null]);
    expect(asked).toHaveLength(1);
  });

  it('shares one call at a time', async () => {
    const { run, asked } = programs({ stdout: '5, 6, 7\n' });
    const load = createGpuLoad({ run, environment: {} });
    const [a, b] = await Promise.all([load(), load()]);
    expect(a).toBe(b);
    expect(asked).toHaveLength(1);
    await load();
    expect(asked).toHaveLength(2);
  });
});
