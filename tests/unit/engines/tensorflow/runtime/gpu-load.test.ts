import { describe, expect, it } from 'vitest';
import { createGpuLoad } from '../../../../../src/core/engines/tensorflow/runtime/gpu-load.ts';
import type { ProgramEnd } from '../../../../../src/core/engines/tensorflow/runtime/run-program.ts';

function programs(end: Partial<ProgramEnd> | null | Error) {
  const asked: string[][] = [];
  const run = async (_program: string, values: readonly string[]) => {
    asked.push([...values]);
    if (end instanceof Error) throw end;
    return end && { code: 0, signal: null, stdout: '', stderr: '', ...end };
  };
  return { run, asked };
}

describe('the load of a GPU', () => {
  it('is what nvidia-smi says of the first card', async () => {
    const { run, asked } = programs({ stdout: '37, 1024\n' });
    expect(await createGpuLoad({ run, environment: {} })()).toEqual({
      gpuPercent: 37,
      memoryBytes: 2 ** 30,
    });
    expect(asked[0]).toContain('--id=0');
  });

  it.each([
    ['2,0', '--id=2'],
    ['GPU-8f3a-11,1', '--id=GPU-8f3a-11'],
  ])('is of the first that is visible: %s', async (visible, id) => {
    const { run, asked } = programs({ stdout: '1, 2\n' });
    await createGpuLoad({ run, environment: { CUDA_VISIBLE_DEVICES: visible } })();
    expect(asked[0]).toContain(id);
  });

  it.each(['', '-1', 'MIG-1', '0;rm'])(
    'is not asked for where CUDA sees no whole card: “%s”',
    async (visible) => {
      const { run, asked } = programs({ stdout: '1, 2\n' });
      expect(await createGpuLoad({ run, environment: { CUDA_VISIBLE_DEVICES: visible } })()).toBeNull();
      expect(asked).toEqual([]);
    },
  );

  it('is in part unknown for a slice of a shared card', async () => {
    const { run } = programs({ stdout: '[N/A], 512\n' });
    expect(await createGpuLoad({ run, environment: {} })()).toEqual({
      gpuPercent: null,
      memoryBytes: 2 ** 29,
    });
  });

  it.each([
    ['no such program', null],
    ['a driver that does not work', { code: 9, stdout: 'NVIDIA-SMI has failed' }],
    ['nothing that can be read', { stdout: 'a, b, c' }],
    ['nothing known', { stdout: '[N/A], [N/A]' }],
    ['a hanging driver', { code: null, signal: 'SIGKILL' }],
    ['a defect', new Error('EMFILE')],
  ])('is null with %s, and it is not asked again', async (_, end) => {
    const { run, asked } = programs(end);
    const load = createGpuLoad({ run, environment: {} });
    expect([await load(), await load()]).toEqual([null, null]);
    expect(asked).toHaveLength(1);
  });

  it('is asked for once at a time', async () => {
    const { run, asked } = programs({ stdout: '5, 6\n' });
    const load = createGpuLoad({ run, environment: {} });
    const [a, b] = await Promise.all([load(), load()]);
    expect(a).toBe(b);
    expect(asked).toHaveLength(1);
    await load();
    expect(asked).toHaveLength(2);
  });
});
