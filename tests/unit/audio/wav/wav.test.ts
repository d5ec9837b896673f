import { expect, test } from 'vitest';
import { encodeWav, type WavFormat } from '#core/audio/wav/wav.ts';
import { createRandom } from '#shared/random.ts';
import { decodeWav, soundFingerprint } from '../../../decode-wav.ts';
import { chunk, format, riff } from './wav-files.ts';

const VALUES = [0, 0.5, -0.5, -1, 0.25, 32767 / 32768, -0.125, 0.0625];

/** 16-bit data of `VALUES`. */
const data16 = Buffer.from(Int16Array.from(VALUES, (value) => value * 32_768).buffer);
const float32 = Buffer.from(Float32Array.from(VALUES).buffer);
const float64 = Buffer.from(Float64Array.from(VALUES).buffer);

const plain16 = riff(format({ bits: 16 }), chunk('data', data16));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing was thrown';
}

test('divides 16-bit samples by 32,768, as libsndfile does', () => {
  expect(decodeWav(plain16)).toEqual({
    samples: Float32Array.from(VALUES),
    sampleRateHz: 16_000,
    channels: 1,
    durationSeconds: 8 / 16_000,
    warning: null,
  });
});

test('reads 24-bit samples in 32-bit containers and 20-bit samples in 24-bit containers', () => {
  const in32 = riff(
    format({ bits: 24, blockBytes: 4, tag: 0xfffe }),
    chunk('data', Buffer.from(Int32Array.of(2 ** 30, -(2 ** 31)).buffer)),
  );
  expect([...decodeWav(in32).samples]).toEqual([0.5, -1]);
  const in24 = riff(format({ bits: 20, blockBytes: 3 }), chunk('data', [0, 0, 0x40, 0, 0, 0x80]));
  expect([...decodeWav(in24).samples]).toEqual([0.5, -1]);
});

test('averages the channels', () => {
  const stereo = riff(
    format({ bits: 16, channels: 2 }),
    chunk('data', Buffer.from(Int16Array.of(16_384, -16_384, 32_767, 32_767, 0, 16_384).buffer)),
  );
  const sound = decodeWav(stereo);
  expect([...sound.samples]).toEqual([0, 32_767 / 32_768, 0.25]);
  expect(sound.channels).toBe(2);
  const floats = riff(format({ tag: 3, bits: 32, channels: 4 }), chunk('data', float32));
  expect([...decodeWav(floats).samples]).toEqual([-0.25, Math.fround((0.25 + 32_767 / 32_768 - 0.0625) / 4)]);
});

test.each([
  [
    'a chunk of odd length before the data',
    riff(format({ bits: 16 }), chunk('LIST', [1, 2, 3]), chunk('data', data16)),
  ],
  ['an extensible header', riff(format({ tag: 0xfffe, bits: 16 }), chunk('data', data16))],
  ['a chunk after the data', riff(format({ bits: 16 }), chunk('data', data16), chunk('LIST', [1, 2, 3, 4]))],
  ['a block size of zero', riff(format({ bits: 16, blockBytes: 0 }), chunk('data', data16))],
  ['a second format chunk', riff(format({ bits: 16 }), format({ bits: 8 }), chunk('data', data16))],
  ['RIFF size 0', riff(format({ bits: 16 }), chunk('data', data16)).fill(0, 4, 8)],
])('%s does not change the samples', (_, file) => {
  expect(decodeWav(file)).toEqual(decodeWav(plain16));
});

test('reads bytes at any offset of their buffer', () => {
  for (const offset of [1, 2, 3, 4, 1000, 65_537]) {
    for (const file of [
      plain16,
      riff(format({ bits: 32 }), chunk('data', float32)),
      riff(format({ tag: 3, bits: 64 }), chunk('data', float64)),
    ]) {
      const buffer = new Uint8Array(offset + file.length + 5);
      buffer.set(file, offset);
      const moved = buffer.subarray(offset, offset + file.length);
      expect(decodeWav(moved)).toEqual(decodeWav(file));
      expect(decodeWav(Buffer.from(buffer.buffer, offset, file.length))).toEqual(decodeWav(file));
      expect(soundFingerprint(moved)).toBe(soundFingerprint(file));
    }
  }
});

test('decodes the whole frames of a truncated file, with a warning', () => {
  const file = riff(format({ bits: 16, channels: 2 }), chunk('data', Buffer.alloc(64_000, 1)));
  const sound = decodeWav(file.subarray(0, 44 + 32_003));
  expect(sound.samples.length).toBe(8000);
  expect(sound.warning).toBe('truncated: 0.50 of 1.00 s');
});

test.each([0, 0xffffffff, 0x7fffffff, 0x7ffff000])(
  'reads a file with a data size of %i to its end',
  (size) => {
    const file = Buffer.from(new Uint8Array(plain16).buffer);
    new DataView(file.buffer).setUint32(40, size, true);
    const sound = decodeWav(file);
    expect([...sound.samples]).toEqual(VALUES.map(Math.fround));
    expect(sound.warning).toContain('no length');
  },
);

test('RF64 takes its size from the ds64 chunk, even if it is too large', () => {
  for (const magic of ['RF64', 'BW64']) {
    const ds64 = Buffer.alloc(28);
    ds64.writeBigUInt64LE(BigInt(data16.length), 8);
    const parts = [format({ bits: 16 }), chunk('data', data16), chunk('LIST', [1, 2])];
    const file = riff(chunk('ds64', ds64), ...parts);
    file.set(Buffer.from(magic));
    const sizeAt = file.indexOf(Buffer.from('data')) + 4;
    new DataView(file.buffer).setUint32(sizeAt, 0xffffffff, true);
    expect(decodeWav(file)).toEqual(decodeWav(plain16));
    new DataView(file.buffer).setBigUint64(12 + 8 + 8, 2n ** 50n, true);
    expect(decodeWav(file).warning).toContain('truncated');
    new DataView(file.buffer).setBigUint64(12 + 8 + 8, 2n ** 64n - 1n, true);
    expect(decodeWav(file).warning).toContain('no length');
  }
});

test('reads floats that are not numbers as 0, with a warning', () => {
  for (const bits of [32, 64]) {
    const values = [Number.NaN, 0.5, Number.POSITIVE_INFINITY, -1e30, 1.5, -2];
    const bytes = bits === 32 ? Float32Array.from(values) : Float64Array.from(values);
    const sound = decodeWav(riff(format({ tag: 3, bits }), chunk('data', Buffer.from(bytes.buffer))));
    expect([...sound.samples]).toEqual([0, 0.5, 0, 0, 1.5, -2]);
    expect(sound.warning).toBe('invalid values read as 0: 3');
  }
});

test('rejects unreadable files with a code and a message', () => {
  const rejections: [string, Uint8Array][] = [
    ['wav-empty', new Uint8Array(0)],
    ['wav-empty', riff(format({ bits: 16 }), chunk('data', []))],
    ['wav-empty', riff(format({ bits: 16 }), chunk('data', []), chunk('LIST', [1, 2, 3, 4]))],
    ['wav-empty', riff(format({ bits: 16, channels: 65_535 }), chunk('data', data16))],
    [
      'lfs-pointer',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n'),
    ],
    ['wav-unreadable', Buffer.from('RIFF')],
    ['wav-unreadable', Buffer.alloc(1000)],
    ['wav-unreadable', Buffer.from('fLaC and so on and so on')],
    ['wav-unreadable', riff(format({ bits: 16 }))],
    ['wav-unreadable', riff(chunk('data', data16), format({ bits: 16 }))],
    ['wav-unreadable', riff(chunk('fmt ', [1, 0, 1, 0]), chunk('data', data16))],
    ['wav-unreadable', riff(format({ tag: 0xfffe, bits: 16, short: true }), chunk('data', data16))],
    [
      'wav-unreadable',
      riff(format({ tag: 0xfffe, subTag: 1, guidTail: 7, bits: 16 }), chunk('data', data16)),
    ],
    ['wav-unreadable', riff(format({ tag: 2, bits: 4 }), chunk('data', data16))],
    ['wav-unreadable', riff(format({ tag: 0x160, bits: 16 }), chunk('data', data16))],
    ['wav-unreadable', riff(format({ bits: 0 }), chunk('data', data16))],
    ['wav-unreadable', riff(format({ bits: 48 }), chunk('data', data16))],
    ['wav-unreadable', riff(format({ tag: 3, bits: 16 }), chunk('data', data16))],
    ['wav-unreadable', riff(format({ bits: 16, channels: 0 }), chunk('data', data16))],
    ['wav-unreadable', riff(format({ bits: 16, rate: 0 }), chunk('data', data16))],
    ['wav-unreadable', riff(format({ bits: 16, rate: 0xffffffff }), chunk('data', data16))],
  ];
  const codes = rejections.map(([, file]) => codeOf(() => decodeWav(file)));
  expect(codes).toEqual(rejections.map(([code]) => code));
  expect(rejections.map(([, file]) => codeOf(() => soundFingerprint(file)))).toEqual(codes);
  expect(() => decodeWav(Buffer.from('fLaC and so on'))).toThrow('FLAC');
  // The reason says what the file is, and what helps: copying it again would not.
  const windowsMedia = riff(format({ tag: 0x160, bits: 16 }), chunk('data', data16));
  expect(() => decodeWav(windowsMedia)).toThrow(/Windows Media Audio.*Convert/);
  expect(() => decodeWav(windowsMedia)).not.toThrow('Copy');
});

test('the fingerprint depends on the sound, not on the file', () => {
  const fingerprint = soundFingerprint(plain16);
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  const same = [
    riff(chunk('LIST', [1, 2, 3]), format({ bits: 16 }), chunk('data', data16), chunk('id3 ', [7])),
    riff(format({ bits: 16, tag: 0xfffe }), chunk('data', data16)),
  ];
  for (const file of same) expect(soundFingerprint(file)).toBe(fingerprint);
  const changed = Buffer.from(data16);
  changed[3] ^= 1;
  const other = [
    riff(format({ bits: 16 }), chunk('data', changed)),
    riff(format({ bits: 16, rate: 16_001 }), chunk('data', data16)),
    riff(format({ bits: 16, channels: 2 }), chunk('data', data16)),
    riff(format({ bits: 8 }), chunk('data', data16)),
    riff(format({ bits: 32 }), chunk('data', data16)),
    riff(format({ bits: 32, tag: 3 }), chunk('data', data16)),
    plain16.subarray(0, plain16.length - 2),
  ];
  const otherFingerprints = other.map(soundFingerprint);
  expect(new Set([fingerprint, ...otherFingerprints]).size).toBe(other.length + 1);
});

test.each<[WavFormat, number]>([
  ['pcm16', 2 ** -16],
  ['pcm24', 2 ** -24],
  ['float32', 0],
])('writes %s and reads it back', (wavFormat, tolerance) => {
  const random = createRandom('encode', wavFormat);
  const samples = Float32Array.from({ length: 1001 }, () => random.between(-0.999, 0.999));
  const file = encodeWav(samples, 22_050, wavFormat);
  const sound = decodeWav(file);
  expect({ ...sound, samples: sound.samples.length }).toEqual({
    samples: 1001,
    sampleRateHz: 22_050,
    channels: 1,
    durationSeconds: 1001 / 22_050,
    warning: null,
  });
  for (const [i, value] of samples.entries()) {
    expect(Math.abs(sound.samples[i] - value)).toBeLessThanOrEqual(tolerance);
  }
  expect(encodeWav(sound.samples, 22_050, wavFormat)).toEqual(file);
  expect(new DataView(file.buffer).getUint32(4, true)).toBe(file.length - 8);
  expect(file.length % 2).toBe(0);
});

test('writing clips loud samples; in integer formats NaN becomes 0', () => {
  const samples = Float32Array.of(2, -2, 1, -1, Number.NaN, Number.POSITIVE_INFINITY);
  expect([...decodeWav(encodeWav(samples, 8000)).samples].map((value) => value * 32_768)).toEqual([
    32_767, -32_768, 32_767, -32_768, 0, 32_767,
  ]);
  expect(decodeWav(encodeWav(samples, 8000, 'pcm24')).samples[1]).toBe(-1);
  expect(decodeWav(encodeWav(samples, 8000, 'float32')).samples[0]).toBe(2);
  expect(codeOf(() => decodeWav(encodeWav(new Float32Array(0), 8000)))).toBe('wav-empty');
  for (const rate of [0, -1, 0.5, 2 ** 31, Number.NaN]) {
    expect(() => encodeWav(samples, rate)).toThrow(RangeError);
  }
});
