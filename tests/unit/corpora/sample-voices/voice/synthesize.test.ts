import { describe, expect, it } from 'vitest';
import { CREMA_D_SENTENCES, RAVDESS_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { planUtterance, synthesize } from '#core/corpora/sample-voices/voice/synthesize.ts';
import { EMOTIONS, type Emotion, perEmotion } from '#shared/emotions.ts';
import { mean, measureVoice, type VoiceFeatures } from '../voice-features.ts';

const man = createSpeaker('man', 'male', 3);
const woman = createSpeaker('woman', 'female', 3);
const sentence = RAVDESS_SENTENCES[0];
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

describe('one utterance', () => {
  it('has equal samples for equal options, and other samples for another seed, take, speaker or emotion', () => {
    const options = { speaker: man, sentence, emotion: 'happy', seed: 1 } as const;
    const first = synthesize(options);
    expect(synthesize(options)).toEqual(first);
    for (const other of [{ seed: 2 }, { take: 1 }, { speaker: woman }, { emotion: 'sad' as const }]) {
      expect(synthesize({ ...options, ...other })).not.toEqual(first);
    }
  });

  it('does not depend on voices that are drawn before', () => {
    createSpeaker('somebody', 'female', 3);
    expect(createSpeaker('man', 'male', 3)).toEqual(man);
    expect(createSpeaker('man', 'male', 4).pitchHz).not.toBe(man.pitchHz);
  });

  it('has the planned length, finite samples and normal levels in every emotion', () => {
    for (const speaker of [man, woman]) {
      for (const emotion of EMOTIONS) {
        for (const intensity of [0, 1, 1.5]) {
          const options = { speaker, sentence, emotion, intensity, seed: 5 };
          const samples = synthesize(options);
          expect(samples.length).toBe(planUtterance(options).samples);
          expect(samples.every(Number.isFinite)).toBe(true);
          const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
          expect(peak).toBeLessThanOrEqual(0.9001);
          const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
          const levelDbfs = 10 * Math.log10(power);
          expect(levelDbfs).toBeGreaterThan(-36);
          expect(levelDbfs).toBeLessThan(-12);
          expect(samples.length / 16_000).toBeGreaterThan(1);
          expect(samples.length / 16_000).toBeLessThan(4);
        }
      }
    }
  });

  it.each(EMOTIONS)('has the planned pitch: %s', (emotion) => {
    for (const speaker of [man, woman]) {
      const options = { speaker, sentence, emotion, seed: 9 };
      const { tracks, room } = planUtterance(options);
      const measuredVoice = measureVoice(synthesize(options), 16_000);
      const offsSemitones = measuredVoice.pitchHz.map((hz, i) => {
        const frame = Math.round(
          (measuredVoice.pitchSeconds[i] * 16_000 - room.leadSamples) / tracks.frameSamples,
        );
        return Math.abs(12 * Math.log2(hz / tracks.pitchHz[frame]));
      });
      expect(measuredVoice.pitchHz.length).toBeGreaterThan(60);
      expect(median(offsSemitones)).toBeLessThan(0.35);
      expect(mean(offsSemitones.map((off) => Number(off < 1.5)))).toBeGreaterThan(0.75);
    }
  });

  it.each([8000, 16_000, 24_414, 44_100, 48_000])('has the same speech at %i Hz', (sampleRateHz) => {
    const options = { speaker: woman, sentence: CREMA_D_SENTENCES[3], emotion: 'angry', seed: 2 } as const;
    const reference = measureVoice(synthesize(options), 16_000);
    const samples = synthesize({ ...options, sampleRateHz });
    const measuredVoice = measureVoice(samples, sampleRateHz);
    expect(samples.every(Number.isFinite)).toBe(true);
    const plannedSeconds = planUtterance(options).samples / 16_000;
    expect(samples.length / sampleRateHz).toBeCloseTo(plannedSeconds, 2);
    expect(Math.abs(measuredVoice.speechSeconds / reference.speechSeconds - 1)).toBeLessThan(0.12);
    expect(Math.abs(12 * Math.log2(median(measuredVoice.pitchHz) / median(reference.pitchHz)))).toBeLessThan(
      1,
    );
  });

  it.each([0, 7999, 96_001, 16_000.5, Number.NaN])('rejects a sample rate of %d', (sampleRateHz) => {
    expect(() => synthesize({ speaker: man, sentence, emotion: 'sad', seed: 1, sampleRateHz })).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'invalid-sample-rate' }),
    );
  });
});

describe('the emotions of ten speakers', () => {
  const measured = perEmotion(EMOTIONS, (emotion: Emotion): VoiceFeatures[] =>
    Array.from({ length: 10 }, (_, index) => {
      const speaker = createSpeaker(`speaker ${index}`, index % 2 === 0 ? 'male' : 'female', 21);
      return measureVoice(synthesize({ speaker, sentence, emotion, seed: 21 }), 16_000);
    }),
  );
  const average = (emotion: Emotion, feature: Exclude<keyof VoiceFeatures, `pitch${string}`>): number =>
    mean(measured[emotion].map((features) => features[feature]));

  // Directions of Scherer (2003) and Juslin & Laukka (2003), each relative to neutral.
  it.each([
    ['angry', 'logPitchMean', 1],
    ['happy', 'logPitchMean', 1],
    ['fear', 'logPitchMean', 1],
    ['surprise', 'logPitchMean', 1],
    ['sad', 'logPitchMean', -1],
    ['angry', 'logPitchDeviation', 1],
    ['happy', 'logPitchDeviation', 1],
    ['fear', 'logPitchDeviation', -1],
    ['surprise', 'logPitchDeviation', 1],
    ['angry', 'levelMeanDb', 1],
    ['happy', 'levelMeanDb', 1],
    ['sad', 'levelMeanDb', -1],
    ['angry', 'speechSeconds', -1],
    ['fear', 'speechSeconds', -1],
    ['disgust', 'speechSeconds', 1],
    ['sad', 'speechSeconds', 1],
    ['angry', 'brightnessDb', 1],
    ['happy', 'brightnessDb', 1],
    ['sad', 'brightnessDb', -1],
  ] as const)('%s changes %s in direction %i', (emotion, feature, direction) => {
    expect(direction * (average(emotion, feature) - average('neutral', feature))).toBeGreaterThan(0);
  });

  it('pitch rises at the end in surprise and falls in disgust', () => {
    const endOverStart = (emotion: Emotion): number =>
      mean(
        measured[emotion].map(({ pitchHz }) => {
          const fifth = Math.floor(pitchHz.length / 5);
          return Math.log(median(pitchHz.slice(-fifth)) / median(pitchHz.slice(0, fifth)));
        }),
      );
    expect(endOverStart('surprise')).toBeGreaterThan(0.1);
    expect(endOverStart('disgust')).toBeLessThan(-0.1);
  });
});
