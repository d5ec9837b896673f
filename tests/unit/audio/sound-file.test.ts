import { describe, expect, it } from 'vitest';
import { decodeSound, openSoundFile } from '#core/audio/sound-file.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { aiff, au, blockWav, caf, flac, flacFrame, rifx, w64 } from './sound-files.ts';
import { chunk, format, riff } from './wav/wav-files.ts';

const RATE = 16_000;
const VALUES = Int16Array.from({ length: 5000 }, (_, i) => Math.round(9000 * Math.sin(i / 9) + 40 * (i % 7)));
const WAV = riff(format({ bits: 16, rate: RATE }), chunk('data', Buffer.from(VALUES.buffer)));
const LOSSLESS: [string, Buffer][] = [
  ['RIFX', rifx(VALUES, RATE)],
  ['Wave64', w64(VALUES, RATE)],
  ['AIFF', aiff(VALUES, RATE)],
  ['AIFF-C with little-endian samples', aiff(VALUES, RATE, true)],
  ['AU', au(VALUES, RATE)],
  ['CAF', caf(VALUES, RATE)],
  ['FLAC', flac(VALUES, RATE, { frame: 500 })],
];

const steps = ({ samples }: { samples: Float32Array }) => [...samples].map((value) => value * 32_768);
const failure = (bytes: Uint8Array, options = {}) => {
  try {
    decodeSound(bytes, options);
  } catch (error) {
    return error as Error & { code: string };
  }
  throw new Error('nothing was thrown');
};

describe('the same sound', () => {
  it.each(LOSSLESS)('in %s has the samples and the fingerprint of the WAV file', (_, bytes) => {
    expect(decodeSound(bytes)).toEqual(decodeSound(WAV));
  });

  it.each(LOSSLESS)('in %s is read as far as a truncated file goes', (_, bytes) => {
    const { sound } = decodeSound(bytes.subarray(0, bytes.length - 3000));
    expect(sound.samples.length).toBeGreaterThan(0);
    expect(sound.samples.length).toBeLessThan(VALUES.length);
    expect(sound.warning).toMatch(/truncated/);
  });

  it.each([['WAV', WAV] as [string, Buffer], ...LOSSLESS])('after a tag in %s is found', (_, bytes) => {
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x02\0'), Buffer.alloc(256)]);
    expect(decodeSound(Buffer.concat([tag, bytes]))).toEqual(decodeSound(WAV));
  });

  it.each(LOSSLESS)('in %s is refused where its header ends early', (_, bytes) => {
    for (let length = 0; length < 24; length++)
      expect(failure(bytes.subarray(0, length)).message).toMatch(/\.$/);
  });
});

describe('companded and ADPCM sounds', () => {
  const law = (tag: number, data: number[]) =>
    riff(format({ tag, bits: 8, rate: 8000 }), chunk('data', data));

  it('of µ-law and A-law have the values of the tables of G.711', () => {
    expect(steps(decodeSound(law(7, [0x00, 0x80, 0xff, 0x7f, 0xf0])).sound)).toEqual([
      -32_124, 32_124, 0, 0, 120,
    ]);
    expect(steps(decodeSound(law(6, [0xd5, 0x55, 0x2a, 0xaa])).sound)).toEqual([8, -8, -32_256, 32_256]);
  });

  it('of IMA ADPCM begin with the first sample of the block', () => {
    // First sample 100, index 0; then the codes 0, 7, 15 and zeros, the lower four bits first.
    const block = Buffer.from([100, 0, 0, 0, 0x70, 0x0f, 0, 0]);
    const { sound } = decodeSound(blockWav(0x11, { blockBytes: 8, bits: 4 }, block));
    // Steps 7, 7, 16: 100 + 0, + (7·15/8), − (16·15/8).
    expect(steps(sound).slice(0, 4)).toEqual([100, 100, 111, 81]);
    expect(sound.samples.length).toBe(9);
  });

  it('of Microsoft ADPCM begin with two samples', () => {
    const block = Buffer.from([0, 16, 0, 200, 0, 100, 0, 0x1f]);
    const { sound } = decodeSound(blockWav(2, { blockBytes: 8, bits: 4 }, block));
    expect(steps(sound)).toEqual([100, 200, 216, 200]);
  });

  it('of GSM 6.10 have 320 samples in a block of 65 bytes', () => {
    const { sound } = decodeSound(blockWav(0x31, { blockBytes: 65, bits: 0 }, Buffer.alloc(130, 0x5a)));
    expect(sound.samples.length).toBe(640);
    expect(Math.max(...steps(sound))).toBeGreaterThan(100);
  });

  it('of unknown codes are refused with their name, and what helps', () => {
    const { message } = failure(blockWav(0x45, { blockBytes: 1, bits: 4 }, Buffer.alloc(100)));
    expect(message).toMatch(/G\.726 ADPCM.*not supported\. Convert/);
    expect(message).not.toMatch(/copy/i);
  });
});

describe('channels', () => {
  const left = Float32Array.from({ length: 4000 }, (_, i) => 0.4 * Math.sin(i / 10));
  const stereo = (right: (value: number) => number) => {
    const values = Int16Array.from({ length: 8000 }, (_, i) => {
      const value = left[i >> 1];
      return 32_767 * (i % 2 === 0 ? value : right(value));
    });
    return riff(format({ bits: 16, channels: 2, rate: RATE }), chunk('data', Buffer.from(values.buffer)));
  };

  let phase = 0;

  it('that cancel each other out are named, and either of them can be chosen', () => {
    const bytes = stereo((value) => -0.98 * value);
    const { sound } = decodeSound(bytes);
    expect(sound.warning).toMatch(/channels cancel each other out/);
    expect(sound.cancelledDbfs).toBeCloseTo(-11, 0);
    const one = decodeSound(bytes, { channel: 'left' });
    expect(one.sound.warning).toBeNull();
    expect(one.sound.samples[100]).toBeCloseTo(left[100], 4);
    expect(decodeSound(bytes, { channel: 'right' }).sound.samples[100]).toBeCloseTo(-0.98 * left[100], 4);
    expect(one.fingerprint).toBe(decodeSound(bytes).fingerprint);
  });

  it.each([
    ['half of the sound', 0.5, /channels cancel each other out in parts of their mean: choose/],
    ['a moment', 0.05, null],
  ])('of which one is inverted for %s', (_, share, warning) => {
    const count = 32_000;
    const values = Int16Array.from({ length: 2 * count }, (_, i) => {
      const inverted = i % 2 === 1 && i < 2 * count * share;
      return (inverted ? -1 : 1) * 13_000 * Math.sin((i >> 1) / 10);
    });
    const bytes = riff(
      format({ bits: 16, channels: 2, rate: RATE }),
      chunk('data', Buffer.from(values.buffer)),
    );
    const { sound } = decodeSound(bytes);
    if (warning === null) expect(sound.warning).toBeNull();
    else expect(sound.warning).toMatch(warning);
    expect(sound.cancelledDbfs).toBeUndefined();
    expect(decodeSound(bytes, { channel: 'left' }).sound.warning).toBeNull();
  });

  it.each([
    ['equal', (value: number) => value],
    ['unrelated', () => 0.3 * Math.sin(++phase * 1.7)],
    ['silent on one side', () => 0],
    ['of opposite sign and very different levels', (value: number) => -0.3 * value],
  ])('that are %s do not cancel', (_, right) => {
    expect(decodeSound(stereo(right)).sound.warning).toBeNull();
  });

  it('are chosen by their energy', () => {
    const louder = decodeSound(
      stereo((value) => 1.8 * value),
      { channel: 'louder' },
    ).sound;
    expect(louder.samples[100]).toBeCloseTo(1.8 * left[100], 4);
  });

  it('do not matter in a sound with one', () => {
    for (const channel of ['left', 'right', 'louder'] as const)
      expect(decodeSound(WAV, { channel })).toEqual(decodeSound(WAV));
  });
});

describe('hostile files', () => {
  it('cannot claim memory in their headers', () => {
    const large = flac(VALUES, RATE, { total: 2 ** 36 - 1 });
    expect(decodeSound(large).sound.samples.length).toBe(VALUES.length);
    const aiffFile = aiff(VALUES, RATE);
    aiffFile.writeUInt32BE(0xffffffff, aiffFile.indexOf('COMM') + 10);
    expect(decodeSound(aiffFile).sound.samples.length).toBe(VALUES.length);
  });

  it('that expand to more than a limit are refused', () => {
    const frame = flacFrame(0, Buffer.from([0, 1]), 0x00, 65_536);
    const bytes = Buffer.concat([flac(new Int16Array(0), RATE), ...Array.from({ length: 200 }, () => frame)]);
    expect(failure(bytes, { maxFrames: 1_000_000 }).code).toBe('sound-too-long');
    expect(decodeSound(bytes).sound.samples.length).toBe(200 * 65_536);
  });

  it('whose frames are damaged keep the others', () => {
    const bytes = flac(VALUES, RATE, { frame: 1000 });
    bytes[bytes.length >> 1] ^= 1;
    const { sound } = decodeSound(bytes);
    expect(sound.samples.length).toBe(4000);
    expect(sound.warning).toMatch(/damaged: 0.25 of 0.31 s/);
  });
});

describe('a file that ffmpeg would decode', () => {
  it('is refused with the reason and what helps where there is none', async () => {
    process.env.NEURAL_SER_FFMPEG = '/nowhere/ffmpeg';
    try {
      const m4a = Buffer.concat([Buffer.from('\0\0\0\x20ftypM4A '), Buffer.alloc(100)]);
      await expect(openSoundFile(m4a).decode()).rejects.toMatchObject({
        code: 'no-decoder',
        message: expect.stringMatching(/MP4.*ffmpeg.*not on this computer.*Install.*or convert/),
      });
    } finally {
      delete process.env.NEURAL_SER_FFMPEG;
    }
  });
});

it('is known by its content: text is no sound under any name', () => {
  expect(failure(Buffer.from('no sound at all')).code).toBe('wav-unreadable');
  expect(failure(encodeWav(new Float32Array(0), 8000)).code).toBe('wav-empty');
});
