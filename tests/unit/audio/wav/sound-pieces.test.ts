import { describe, expect, it } from 'vitest';
import { openWavPieces, toPcm16Wav } from '#core/audio/wav/sound-pieces.ts';
import { encodeWav, type WavFormat } from '#core/audio/wav/wav.ts';
import { createYielder } from '#core/system/yielder.ts';
import { createRandom } from '#shared/random.ts';
import { decodeWav, soundFingerprint } from '../../../decode-wav.ts';

const random = createRandom('wav-pieces');
const noise = (count: number) => Float32Array.from({ length: count }, () => 0.3 * random.normal());
const yieldNow = createYielder();

/** 16-bit stereo: `samples` on the left, half of their values on the right. */
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

describe('openWavPieces', () => {
  it.each<WavFormat>(['pcm16', 'pcm24', 'float32'])(
    'reads the same samples as decodeWav, bit for bit (%s)',
    (format) => {
      const bytes = encodeWav(noise(5000), 16_000, format);
      const whole = decodeWav(bytes).samples;
      // An odd offset in a larger buffer, as bytes of a message may have.
      const buffer = new Uint8Array(bytes.length + 3);
      buffer.set(bytes, 3);
      const wav = openWavPieces(buffer.subarray(3));
      expect(wav).toMatchObject({ sampleCount: 5000, sampleRateHz: 16_000, durationSeconds: 5000 / 16_000 });
      expect(wav.read(0, 5000)).toEqual(whole);
      expect(wav.read(1234, 777)).toEqual(whole.slice(1234, 1234 + 777));
    },
  );

  it('reads zeros outside of the file', () => {
    const wav = openWavPieces(encodeWav(Float32Array.of(0.5, 0.25, -0.5), 8000));
    expect([...wav.read(-2, 7)]).toEqual([0, 0, 0.5, 0.25, -0.5, 0, 0]);
    expect([...wav.read(3, 2)]).toEqual([0, 0]);
    expect([...wav.read(-9, 2)]).toEqual([0, 0]);
  });
});

describe('toPcm16Wav', () => {
  it('copies 16-bit mono unchanged', async () => {
    const bytes = encodeWav(noise(300_000), 22_050);
    expect(await toPcm16Wav(openWavPieces(bytes), yieldNow)).toEqual(bytes);
  });

  it('averages the channels and keeps the rate of the file', async () => {
    const bytes = stereo(noise(1001), 44_100);
    const { samples, sampleRateHz, channels, warning } = decodeWav(
      await toPcm16Wav(openWavPieces(bytes), yieldNow),
    );
    expect({ sampleRateHz, channels, warning }).toEqual({ sampleRateHz: 44_100, channels: 1, warning: null });
    decodeWav(bytes).samples.forEach((sample, i) => {
      expect(Math.abs(samples[i] - sample)).toBeLessThanOrEqual(0.5 / 32_768);
    });
    expect(soundFingerprint(bytes)).not.toBe(soundFingerprint(encodeWav(samples, 44_100)));
  });

  it('yields to the event loop and stops when aborted', async () => {
    const wav = openWavPieces(encodeWav(noise(4_000_000), 48_000));
    const abort = new AbortController();
    let turns = 0;
    const interval = setInterval(() => turns++, 0);
    await toPcm16Wav(wav, createYielder());
    clearInterval(interval);
    expect(turns).toBeGreaterThan(1);
    const aborted = toPcm16Wav(wav, createYielder(abort.signal));
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
  });
});
