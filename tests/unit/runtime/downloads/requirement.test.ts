import { describe, expect, it } from 'vitest';
import { extraRequirements, isWheelOf } from '#core/runtime/downloads/requirement.ts';
import { inRange, newestInRange } from '#core/runtime/downloads/version-range.ts';

/** From the METADATA of tensorflow_cpu 2.21.0. */
const METADATA = `Metadata-Version: 2.4
Name: tensorflow_cpu
Requires-Dist: keras>=3.12.0
Requires-Dist: tensorboard~=2.20.0; python_version < "3.13"
Provides-Extra: and-cuda
Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"
Requires-Dist: nvidia-nccl-cu12 (<3.0,>=2.27.7) ; extra == 'and-cuda'
Requires-Dist: tensorflow-io; extra == "gcs-filesystem"

A description, which may say Requires-Dist: too.
`;

describe('extraRequirements', () => {
  it('gives the requirements of the extra only', () => {
    expect(extraRequirements(METADATA, 'and-cuda')).toEqual([
      { name: 'nvidia-cublas-cu12', range: '<13.0,>=12.5.3.2' },
      { name: 'nvidia-nccl-cu12', range: '<3.0,>=2.27.7' },
    ]);
    expect(extraRequirements('', 'and-cuda')).toEqual([]);
  });
});

describe('isWheelOf', () => {
  it('compares names as PEP 503 does', () => {
    const wheel = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';
    expect(isWheelOf(wheel, { name: 'tensorflow-cpu', range: '' })).toBe(true);
    expect(isWheelOf(wheel, { name: 'tensorflow', range: '' })).toBe(false);
    expect(isWheelOf('tensorflow_cpu-2.21.0.tar.gz', { name: 'tensorflow-cpu', range: '' })).toBe(false);
  });
});

describe('version ranges', () => {
  it.each([
    ['12.9.1.4', '<13.0,>=12.5.3.2', true],
    ['13.0', '<13.0,>=12.5.3.2', false],
    ['12.5.3', '<13.0,>=12.5.3.2', false],
    ['2.21.0', '==2.21', true],
    ['2.9', '>=2.27.7', false],
    ['1.0', '', true],
    ['1.0', '~=1.0', false],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(inRange(version.split('.').map(Number), range)).toBe(expected);
  });

  it('chooses the newest by number, and no pre-release', () => {
    expect(newestInRange(['12.6.4.1', '12.10.0', '13.1', '12.99rc1', '11'], '<13.0,>=12.5')).toBe('12.10.0');
    expect(newestInRange(['1.0'], '>2')).toBeNull();
  });
});
