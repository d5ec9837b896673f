import { describe, expect, it } from 'vitest';
import { decodeWav, encodeWav, soundFingerprint, type WavFormat } from '../../../src/core/audio/wav.ts';
import { openWavPieces, toPcm16Wav } from '../../../src/core/audio/wav-pieces.ts';
import { createBreath } from '../../../src/core/turns/breath.ts';
import { createRandom } from '../../../src/shared/random.ts';

const random = createRandom('wav-pieces');
const noise = (count: number) => Float32Array.from({ length: count }, () => 0.3 * random.normal());
const breath = createBreath();

/** 16-bit stereo: the left channel, and its half on the right. */
function stereo(samples: Float32Array, rate: number): Uint8Array {
  const mono = encodeWav(samples, rate);
  const bytes = new Uint8Array(44 + 4 * samples.length);
  bytes.set(mono.subarray(0, 44));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint16(22, 2, true);
  view.setUint32(28, 4 * rate, true);
  view.setUint16(32, 4, true);
  view.setUint32(40, 4 * samples.length, true);
  const values = new Int16Array(mono.buffer, 44);
  values.forEach((value, i) => {
    view.setInt16(44 + 4 * i, value, true);
    view.setInt16(46 + 4 * i, value >> 1, true);
  });
  return bytes;
}

describe('a WAV file in pieces', () => {
  it.each<WavFormat>(['pcm16', 'pcm24', 'float32'])(
    'gives the samples of the whole, to the bit (%s)',
    (format) => {
      const bytes = encodeWav(noise(5000), 16_000, format);
      const whole = decodeWav(bytes).samples;
      // At an odd place in a larger buffer, as bytes from a message may lie.
      const room = new Uint8Array(bytes.length + 3);
      room.set(bytes, 3);
      const wav = openWavPieces(room.subarray(3));
      expect(wav).toMatchObject({ sampleCount: 5000, sampleRateHz: 16_000, durationSeconds: 5000 / 16_000 });
      expect(wav.read(0, 5000)).toEqual(whole);
      expect(wav.read(1234, 777)).toEqual(whole.slice(1234, 1234 + 777));
    },
  );

  it('is zero beyond both ends', () => {
    const wav = openWavPieces(encodeWav(Float32Array.of(0.5, 0.25, -0.5), 8000));
    expect([...wav.read(-2, 7)]).toEqual([0, 0, 0.5, 0.25, -0.5, 0, 0]);
    expect([...wav.read(3, 2)]).toEqual([0, 0]);
    expect([...wav.read(-9, 2)]).toEqual([0, 0]);
  });
});

describe('PCM for every browser', () => {
  it('leaves 16-bit mono as it is', async () => {
    const bytes = encodeWav(noise(300_000), 22_050);
    expect(await toPcm16Wav(openWavPieces(bytes), breath)).toEqual(bytes);
  });

  it('is the mean of the channels at the rate of the file', async () => {
    const bytes = stereo(noise(1001), 44_100);
    const { samples, sampleRateHz, channels, warning } = decodeWav(
      await toPcm16Wav(openWavPieces(bytes), breath),
    );
    expect({ sampleRateHz, channels, warning }).toEqual({ sampleRateHz: 44_100, channels: 1, warning: null });
    decodeWav(bytes).samples.forEach((sample, i) => {
      expect(Math.abs(samples[i] - sample)).toBeLessThanOrEqual(0.5 / 32_768);
    });
    expect(soundFingerprint(bytes)).not.toBe(soundFingerprint(encodeWav(samples, 44_100)));
  });

  it('lets others have their turn, and ends when it is asked to', async () => {
    const wav = openWavPieces(encodeWav(noise(4_000_000), 48_000));
    const abort = new AbortController();
    let turns = 0;
    const turning = setInterval(() => turns++, 0);
    await toPcm16Wav(wav, createBreath());
    clearInterval(turning);
    expect(turns).toBeGreaterThan(1);
    const asked = toPcm16Wav(wav, createBreath(abort.signal));
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});
