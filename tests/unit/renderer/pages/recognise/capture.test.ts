import { describe, expect, it } from 'vitest';
import { decodeWav, encodeWav } from '../../../../../src/core/audio/wav.ts';
import { createLevelMeter, LOWEST_DBFS } from '../../../../../src/renderer/pages/recognise/input-level.ts';
import { microphoneProblem } from '../../../../../src/renderer/pages/recognise/microphone-problem.ts';
import { recordingSink } from '../../../../../src/renderer/pages/recognise/recording-sink.ts';
import {
  createGrowingSound,
  createRingBuffer,
} from '../../../../../src/renderer/pages/recognise/sample-buffer.ts';
import type { NewSound } from '../../../../../src/renderer/pages/recognise/session-store.ts';
import { encodePcm16, isWav, wavSeconds } from '../../../../../src/renderer/pages/recognise/wav-encoding.ts';
import { createRandom } from '../../../../../src/shared/random.ts';

const random = createRandom('capture');
const noise = (count: number, level = 0.3) =>
  Float32Array.from({ length: count }, () => level * random.normal());

describe('a recording as WAV', () => {
  it('is what the laboratory itself would write, to the bit', () => {
    const samples = Float32Array.of(
      ...noise(999),
      0,
      -0,
      1,
      -1,
      2,
      -2,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1 / 65_536,
    );
    for (const rate of [8000, 44_100, 48_000, 192_000]) {
      expect(encodePcm16(samples, rate)).toEqual(encodeWav(samples, rate, 'pcm16'));
    }
    expect(decodeWav(encodePcm16(samples, 48_000))).toMatchObject({ sampleRateHz: 48_000, warning: null });
    expect(() => encodePcm16(samples, 44_100.5)).toThrow(RangeError);
    expect(() => encodePcm16(samples, 0)).toThrow(RangeError);
  });

  it('is known from other files, and tells its length', () => {
    const wav = encodeWav(noise(24_000), 16_000, 'float32');
    expect(isWav(wav)).toBe(true);
    expect(wavSeconds(wav, wav.length)).toBe(1.5);
    // Of a file only the begin is there; of another one all that will ever be.
    expect(wavSeconds(wav.slice(0, 100), wav.length)).toBe(1.5);
    expect(wavSeconds(wav.slice(0, 56 + 32_000), 56 + 32_000)).toBe(0.5);
    for (const other of [
      new Uint8Array(0),
      new Uint8Array(11),
      new TextEncoder().encode('ID3 some music'),
      new TextEncoder().encode('RIFF....AVI fmt '),
    ]) {
      expect(isWav(other)).toBe(false);
      expect(wavSeconds(other, other.length)).toBeNull();
    }
  });
});

describe('the last samples', () => {
  it('are those of the whole sound, whatever the chunks', () => {
    const sound = noise(5000);
    for (const capacity of [1, 7, 1000, 5000, 8000]) {
      const buffer = createRingBuffer(capacity);
      for (let at = 0; at < sound.length; ) {
        const length = 1 + Math.floor(random.next() * 300);
        buffer.push(sound.subarray(at, at + length));
        at = Math.min(sound.length, at + length);
        const count = Math.min(capacity, at, 613);
        expect(buffer.last(613)).toEqual(sound.slice(at - count, at));
      }
      expect(buffer.total).toBe(5000);
    }
  });

  it('of a chunk larger than the buffer are its end', () => {
    const sound = noise(100);
    const buffer = createRingBuffer(10);
    buffer.push(sound.subarray(0, 3));
    buffer.push(sound.subarray(3));
    expect(buffer.last(10)).toEqual(sound.slice(90));
    expect(createRingBuffer(10).last(5)).toHaveLength(0);
  });

  it('grow up to a length, and not beyond', () => {
    const sound = createGrowingSound(10);
    expect(sound.push(Float32Array.of(1, 2, 3, 4))).toBe(false);
    expect(sound.push(Float32Array.of(5, 6, 7, 8))).toBe(false);
    expect(sound.push(Float32Array.of(9, 10, 11, 12))).toBe(true);
    expect(sound.push(Float32Array.of(13))).toBe(true);
    expect([...sound.samples()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('the level', () => {
  const rate = 48_000;
  /** The levels of a sound that comes in chunks of 1,024. */
  function levels(sound: Float32Array) {
    const meter = createLevelMeter(rate);
    return Array.from({ length: Math.floor(sound.length / 1024) }, (_, i) =>
      meter.push(sound.subarray(1024 * i, 1024 * (i + 1))),
    );
  }
  const sine = (seconds: number, level: number) =>
    Float32Array.from({ length: seconds * rate }, (_, i) => level * Math.sin(i / 17));

  it('is the root mean square and the peak, below full scale', () => {
    const last = levels(sine(2, 0.5)).at(-1)!;
    expect(last.peakDbfs).toBeCloseTo(-6.02, 1);
    expect(last.rmsDbfs).toBeCloseTo(-9.03, 1);
    expect(last.warning).toBeNull();
  });

  it('holds the highest peak for a while', () => {
    const sound = new Float32Array(4 * rate);
    sound.set(sine(0.2, 0.9));
    const shown = levels(sound).map(({ heldPeakDbfs }) => heldPeakDbfs);
    const at = (seconds: number) => shown[Math.floor((seconds * rate) / 1024)];
    expect(at(1.4)).toBeCloseTo(-0.9, 1);
    expect(at(2.5)).toBe(LOWEST_DBFS);
  });

  it('warns of silence after two seconds of it, and takes that back at once', () => {
    const sound = new Float32Array(6 * rate);
    sound.set(noise(rate, 0.05), 4 * rate);
    const warnings = levels(sound).map(({ warning }) => warning);
    const at = (seconds: number) => warnings[Math.floor((seconds * rate) / 1024)];
    expect([at(1.9), at(2.2), at(3.9), at(4.1), at(5.9)]).toEqual([null, 'silence', 'silence', null, null]);
  });

  it('warns of clipping for two seconds, and not of one sample that happens to be loud', () => {
    const clipped = sine(4, 1.5).map((value) => Math.max(-1, Math.min(1, value)));
    clipped.fill(0.01, rate);
    const warnings = levels(clipped).map(({ warning }) => warning);
    const at = (seconds: number) => warnings[Math.floor((seconds * rate) / 1024)];
    expect([at(0.5), at(2.9), at(3.2)]).toEqual(['clipping', 'clipping', null]);
    const lonely = sine(1, 0.3);
    lonely[1000] = 1;
    expect(levels(lonely).every(({ warning }) => warning === null)).toBe(true);
  });

  it('of nothing, or of an empty chunk, is a number', () => {
    const meter = createLevelMeter(rate);
    expect(meter.push(new Float32Array(0))).toMatchObject({ rmsDbfs: LOWEST_DBFS, peakDbfs: LOWEST_DBFS });
  });
});

describe('the recording', () => {
  it('is handed over once, named after its time, when the microphone closes', () => {
    const taken: NewSound[] = [];
    const failures: unknown[] = [];
    const sink = recordingSink(
      (sound) => taken.push(sound),
      (failure) => failures.push(failure),
    )(16_000);
    const sound = noise(16_000);
    for (let i = 0; i < 16; i++) expect(sink.push(sound.slice(1000 * i, 1000 * (i + 1)))).toBe(false);
    expect(taken).toEqual([]);
    sink.end();
    expect(taken).toMatchObject([{ durationSeconds: 1, origin: 'microphone' }]);
    expect(taken[0].sound).toMatchObject({ wav: encodeWav(sound, 16_000) });
    expect(failures).toEqual([]);
  });

  it('is full after ten minutes, and says so when it is no sound at all', () => {
    const taken: NewSound[] = [];
    const failures: unknown[] = [];
    const begin = recordingSink(
      (sound) => taken.push(sound),
      (failure) => failures.push(failure),
    );
    const long = begin(100);
    expect(long.push(new Float32Array(59_999))).toBe(false);
    expect(long.push(new Float32Array(100))).toBe(true);
    long.end();
    expect(taken).toMatchObject([{ durationSeconds: 600 }]);
    begin(16_000).end();
    expect(failures).toMatchObject([{ code: 'recording-too-short' }]);
    expect(taken).toHaveLength(1);
  });
});

describe('a microphone that is not given', () => {
  it.each([
    ['NotAllowedError', 'microphone-refused', /Allow it/],
    ['NotFoundError', 'no-microphone', /Plug one in/],
    ['OverconstrainedError', 'microphone-gone', /Choose another/],
    ['NotReadableError', 'microphone-busy', /another program/],
    ['NotSupportedError', 'microphone-unsupported', /127\.0\.0\.1/],
    ['SomethingNew', 'microphone-failed', /does not work: it is odd/],
  ])('is told in a sentence that says what to do: %s', (name, code, sentence) => {
    const problem = microphoneProblem(new DOMException('it is odd', name));
    expect(problem.code).toBe(code);
    expect(problem.message).toMatch(sentence);
  });
});
