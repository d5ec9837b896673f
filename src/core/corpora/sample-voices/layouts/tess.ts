import type { CorpusPlan, PlannedClip } from '#core/corpora/sample-voices/planned-clip.ts';
import { TESS_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';

/** The names of the published folders, with their differences in case and wording. */
const FOLDER_OF: Record<'O' | 'Y', Record<Emotion, string>> = {
  O: {
    angry: 'angry',
    disgust: 'disgust',
    fear: 'Fear',
    happy: 'happy',
    neutral: 'neutral',
    sad: 'Sad',
    surprise: 'Pleasant_surprise',
  },
  Y: {
    angry: 'angry',
    disgust: 'disgust',
    fear: 'fear',
    happy: 'happy',
    neutral: 'neutral',
    sad: 'sad',
    surprise: 'pleasant_surprised',
  },
};

/** Ages of the published speakers. */
const AGE_YEARS = { O: 64, Y: 26 } as const;

/**
 * TESS: `OAF_Fear/OAF_back_fear.wav`. The published corpus has an older and a younger woman, OAF and YAF. Further
 * speakers are OBF, YBF, OCF and so on. Each speaker has randomly drawn words, the same in all emotions.
 */
export function planTess(speakers: number, clipsPerEmotion: number, seed: number): CorpusPlan {
  const clips: PlannedClip[] = [];
  const voices = Array.from({ length: speakers }, (_, index) => {
    const age = index % 2 === 0 ? 'O' : 'Y';
    const name = `${age}${String.fromCharCode(65 + (index >> 1))}F`;
    const speaker = createSpeaker(name, 'female', seed, AGE_YEARS[age]);
    const sentences = createRandom('words', seed, name)
      .shuffle([...TESS_SENTENCES])
      .slice(0, clipsPerEmotion);
    for (const emotion of EMOTIONS) {
      for (const sentence of sentences) {
        const code = emotion === 'surprise' ? 'ps' : emotion;
        const path = `${name}_${FOLDER_OF[age][emotion]}/${name}_${sentence.code}_${code}.wav`;
        clips.push({ path, speaker, sentence, emotion, intensity: 1, take: 0 });
      }
    }
    return speaker;
  });
  return { speakers: voices, clips, files: [] };
}
