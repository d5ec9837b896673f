import { describe, expect, it } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { createLevelMeter, MIN_DBFS } from '#renderer/parts/microphone/input-level.ts';
import { blockedMicrophone, microphoneProblem } from '#renderer/parts/microphone/microphone-problem.ts';
import { type RecordedSound, recordingSink } from '#renderer/parts/microphone/recording-sink.ts';
import { createGrowingSound, createRingBuffer } from '#renderer/parts/microphone/sample-buffer.ts';
import { encodePcm16, isPlainWav, wavSeconds } from '#renderer/parts/microphone/wav-encoding.ts';
import { createRandom } from '#shared/random.ts';
import { decodeWav } from '../../../../decode-wav.ts';

const random = createRandom('capture');
const noise = (count: number, level = 0.3) =>
  Float32Array.from({ length: count }, () => level * random.normal());

describe('a recording as WAV', () => {
  it('equals the laboratory’s own encoding exactly', () => {
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

  it('is distinguished from other files, and states its duration', () => {
    const wav = encodeWav(noise(24_000), 16_000, 'float32');
    expect(isPlainWav(wav)).toBe(true);
    expect(wavSeconds(wav, wav.length)).toBe(1.5);
    // Only the start of a complete file, then a file that was cut off.
    expect(wavSeconds(wav.slice(0, 100), wav.length)).toBe(1.5);
    expect(wavSeconds(wav.slice(0, 56 + 32_000), 56 + 32_000)).toBe(0.5);
    const law = wav.slice();
    new DataView(law.buffer).setUint16(20, 7, true);
    expect(isPlainWav(law)).toBe(false);
    for (const other of [
      new Uint8Array(0),
      new Uint8Array(11),
      new TextEncoder().encode('ID3 some music'),
      new TextEncoder().encode('RIFF....AVI fmt '),
    ]) {
      expect(isPlainWav(other)).toBe(false);
      expect(wavSeconds(other, other.length)).toBeNull();
    }
  });
});

describe('the last samples', () => {
  it('equal those of the whole sound for any chunk sizes', () => {
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

  it('are the end of a chunk that is larger than the buffer', () => {
    const sound = noise(100);
    const buffer = createRingBuffer(10);
    buffer.push(sound.subarray(0, 3));
    buffer.push(sound.subarray(3));
    expect(buffer.last(10)).toEqual(sound.slice(90));
    expect(createRingBuffer(10).last(5)).toHaveLength(0);
  });

  it('grow up to the maximum length', () => {
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
  /** The levels of a sound in chunks of 1,024 samples. */
  function levels(sound: Float32Array) {
    const meter = createLevelMeter(rate);
    return Array.from({ length: Math.floor(sound.length / 1024) }, (_, i) =>
      meter.push(sound.subarray(1024 * i, 1024 * (i + 1))),
    );
  }
  const sine = (seconds: number, level: number) =>
    Float32Array.from({ length: seconds * rate }, (_, i) => level * Math.sin(i / 17));

  it('is the RMS and the peak relative to full scale', () => {
    const last = levels(sine(2, 0.5)).at(-1)!;
    expect(last.peakDbfs).toBeCloseTo(-6.02, 1);
    expect(last.rmsDbfs).toBeCloseTo(-9.03, 1);
    expect(last.warning).toBeNull();
  });

  it('holds the highest peak for 1.5 s', () => {
    const sound = new Float32Array(4 * rate);
    sound.set(sine(0.2, 0.9));
    const shown = levels(sound).map(({ heldPeakDbfs }) => heldPeakDbfs);
    const at = (seconds: number) => shown[Math.floor((seconds * rate) / 1024)];
    expect(at(1.4)).toBeCloseTo(-0.9, 1);
    expect(at(2.5)).toBe(MIN_DBFS);
  });

  it('warns of silence after two seconds, and clears the warning at once', () => {
    const sound = noise(6 * rate, 1e-4);
    sound.set(noise(rate, 0.05), 4 * rate);
    const warnings = levels(sound).map(({ warning }) => warning);
    const at = (seconds: number) => warnings[Math.floor((seconds * rate) / 1024)];
    expect([at(1.9), at(2.2), at(3.9), at(4.1), at(5.9)]).toEqual([null, 'silence', 'silence', null, null]);
  });

  it('distinguishes a blocked microphone, which sends only zeros, from a quiet room', () => {
    const sound = new Float32Array(10 * rate);
    sound.set(noise(rate, 0.05), 4 * rate);
    const warnings = levels(sound).map(({ warning }) => warning);
    const at = (seconds: number) => warnings[Math.floor((seconds * rate) / 1024)];
    expect([at(1.9), at(2.2), at(4.1), at(8)]).toEqual([null, 'blocked', null, 'silence']);
  });

  it('warns of clipping for two seconds, and not of a single loud sample', () => {
    const clipped = sine(4, 1.5).map((value) => Math.max(-1, Math.min(1, value)));
    clipped.fill(0.01, rate);
    const warnings = levels(clipped).map(({ warning }) => warning);
    const at = (seconds: number) => warnings[Math.floor((seconds * rate) / 1024)];
    expect([at(0.5), at(2.9), at(3.2)]).toEqual(['clipping', 'clipping', null]);
    const lonely = sine(1, 0.3);
    lonely[1000] = 1;
    expect(levels(lonely).every(({ warning }) => warning === null)).toBe(true);
  });

  it('is a number without samples, or for an empty chunk', () => {
    const meter = createLevelMeter(rate);
    expect(meter.push(new Float32Array(0))).toMatchObject({ rmsDbfs: MIN_DBFS, peakDbfs: MIN_DBFS });
  });
});

describe('the recording', () => {
  it('is passed on once, named by its time, when the microphone closes', () => {
    const taken: RecordedSound[] = [];
    const failures: unknown[] = [];
    const sink = recordingSink(
      (sound) => taken.push(sound),
      (failure) => failures.push(failure),
    )(16_000);
    const sound = noise(16_000);
    for (let i = 0; i < 16; i++) expect(sink.push(sound.slice(1000 * i, 1000 * (i + 1)))).toBe(false);
    expect(taken).toEqual([]);
    sink.end();
    expect(taken).toMatchObject([{ durationSeconds: 1, wav: encodeWav(sound, 16_000) }]);
    expect(failures).toEqual([]);
  });

  it('stops after ten minutes, and reports a recording without sound', () => {
    const taken: RecordedSound[] = [];
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

describe('a microphone that cannot be opened', () => {
  it.each([
    ['NotAllowedError', 'microphone-refused', /Allow it/],
    ['NotFoundError', 'no-microphone', /Connect one/],
    ['OverconstrainedError', 'microphone-gone', /Choose another/],
    ['NotReadableError', 'microphone-busy', /another program/],
    ['NotSupportedError', 'microphone-unsupported', /127\.0\.0\.1/],
    ['SomethingNew', 'microphone-failed', /does not work: it is odd/],
  ])('has a message that says what to do: %s', (name, code, sentence) => {
    const problem = microphoneProblem(new DOMException('it is odd', name));
    expect(problem.code).toBe(code);
    expect(problem.message).toMatch(sentence);
  });

  it.each([
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140',
      /beside the address, and in System Settings → Privacy/,
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140 Electron/45.1.0',
      /^((?!address).)*Settings → Privacy & security/,
    ],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/140', /sound settings/],
  ])('has its permission where the system has it: %s', (userAgent, sentence) => {
    expect(microphoneProblem(new DOMException('no', 'NotAllowedError'), userAgent).message).toMatch(sentence);
  });

  it('or that is blocked has a message for each system', () => {
    expect(blockedMicrophone('Macintosh')).toMatch(/only|nothing.*System Settings/);
    expect(blockedMicrophone('CrOS')).toContain('in the settings of the system');
  });
});
