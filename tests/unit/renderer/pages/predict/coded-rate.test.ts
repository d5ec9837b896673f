import { describe, expect, it } from 'vitest';
import { codedRateHz } from '#renderer/pages/predict/coded-rate.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** The first bytes of files written by ffmpeg 7.0.2, with their sample rates. */
const FILES: readonly [string, number, string][] = [
  ['FLAC', 16000, '664c6143000000220480048000008e0001db03e800f0'],
  [
    'MP3',
    22050,
    '49443304000000000022545353450000000e0000034c61766636312e312e3130300000000000000000000000fff370c0',
  ],
  [
    'Ogg Vorbis',
    22050,
    '4f676753000200000000000000001227a8fc0000000068b625ff011e01766f72626973000000000122560000',
  ],
  ['MP3 without a tag', 32000, 'fffb38c4'],
  ['FLAC', 44100, '664c6143000000221200120000044a0004de0ac440f0'],
  [
    'MP3',
    44100,
    '49443304000000000022545353450000000e0000034c61766636312e312e3130300000000000000000000000fffb40c0',
  ],
  [
    'Ogg Vorbis',
    44100,
    '4f67675300020000000000000000c4a7ee1b000000004da7e62b011e01766f72626973000000000144ac0000',
  ],
  [
    'MP3',
    48000,
    '49443304000000000022545353450000000e0000034c61766636312e312e3130300000000000000000000000fffb54c0',
  ],
  [
    'MP3',
    8000,
    '49443304000000000022545353450000000e0000034c61766636312e312e3130300000000000000000000000ffe338c0',
  ],
  ['FLAC', 96000, '664c614300000022200020000004ba0008b1177000f0'],
];

describe('the sample rate in a file', () => {
  it.each(FILES)('%s of %i Hz', (_format, rate, begin) => {
    expect(codedRateHz(hex(begin))).toBe(rate);
  });

  it('is null for other files and truncated ones', () => {
    for (const [, , begin] of FILES) {
      const bytes = hex(begin);
      for (let length = 0; length < bytes.length; length++) {
        expect([null, codedRateHz(bytes)]).toContain(codedRateHz(bytes.slice(0, length)));
      }
      expect(codedRateHz(bytes.slice(0, -1))).toBeNull();
    }
    const others = ['', 'ff', 'RIFF....WAVEfmt ', 'OggS', 'fLaC', 'ID3', '<html>', '\x1aE\xdf\xa3'];
    for (const other of others) expect(codedRateHz(Buffer.from(other, 'latin1'))).toBeNull();
    // Invalid frames: layer I, reserved version, rate and sync.
    for (const frame of ['fffe9000', 'ffeb9000', 'fffb9c00', 'fffa9cff', 'ff1b9000']) {
      expect(codedRateHz(hex(frame))).toBeNull();
    }
    expect(codedRateHz(new Uint8Array(100))).toBeNull();
  });
});
