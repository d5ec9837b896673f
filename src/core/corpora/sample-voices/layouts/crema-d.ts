import type { CorpusPlan, PlannedClip } from '#core/corpora/sample-voices/planned-clip.ts';
import { CREMA_D_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';

const CODE_OF: Partial<Record<Emotion, string>> = {
  angry: 'ANG',
  disgust: 'DIS',
  fear: 'FEA',
  happy: 'HAP',
  neutral: 'NEU',
  sad: 'SAD',
};

/** The only sentence that was recorded at three intensities. Here each speaker has one of them. */
const GRADED_SENTENCE = 'IEO';
const LEVELS = ['LO', 'MD', 'HI'] as const;
const INTENSITY = { LO: 0.55, MD: 0.85, HI: 1.15, XX: 0.9 } as const;

/**
 * CREMA-D: `AudioWAV/1001_IEO_ANG_HI.wav`, and `VideoDemographics.csv` with sex and age. It has no surprise. Each
 * speaker has the same sentences in all emotions. The first sentence differs from speaker to speaker.
 */
export function planCremaD(speakers: number, clipsPerEmotion: number, seed: number): CorpusPlan {
  const clips: PlannedClip[] = [];
  const voices = Array.from({ length: speakers }, (_, index) => {
    const name = String(1001 + index);
    const firstIsMale = createRandom('sex', seed, index >> 1).next() < 0.5;
    const speaker = createSpeaker(name, firstIsMale === (index % 2 === 0) ? 'male' : 'female', seed);
    for (const emotion of EMOTIONS) {
      const code = CODE_OF[emotion];
      if (code === undefined) continue;
      for (let i = 0; i < clipsPerEmotion; i++) {
        const sentence = CREMA_D_SENTENCES[(index * 5 + i) % CREMA_D_SENTENCES.length];
        const graded = sentence.code === GRADED_SENTENCE && emotion !== 'neutral';
        const level = graded ? LEVELS[index % 3] : 'XX';
        clips.push({
          path: `AudioWAV/${name}_${sentence.code}_${code}_${level}.wav`,
          speaker,
          sentence,
          emotion,
          intensity: INTENSITY[level],
          take: 0,
        });
      }
    }
    return speaker;
  });
  const rows = voices.map(
    ({ name, ageYears, sex }) => `${name},${ageYears},${sex === 'male' ? 'Male' : 'Female'},Unknown,Unknown`,
  );
  const table = ['ActorID,Age,Sex,Race,Ethnicity', ...rows, ''].join('\n');
  return { speakers: voices, clips, files: [{ path: 'VideoDemographics.csv', text: table }] };
}
