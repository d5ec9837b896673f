import { EMOTIONS, type Emotion } from '../../../../shared/emotions.ts';
import type { CorpusPlan, PlannedClip } from '../planned-clip.ts';
import { SAVEE_SENTENCES } from '../sentences.ts';
import { createSpeaker } from '../speakers.ts';

const CODE_OF: Record<Emotion, string> = {
  angry: 'a',
  disgust: 'd',
  fear: 'f',
  happy: 'h',
  neutral: 'n',
  sad: 'sa',
  surprise: 'su',
};

const PUBLISHED_SPEAKERS = ['DC', 'JE', 'JK', 'KL'] as const;

/** Initials for further men: AA, AB … without the published four. */
function speakerName(index: number): string {
  if (index < PUBLISHED_SPEAKERS.length) return PUBLISHED_SPEAKERS[index];
  const names: string[] = [];
  for (let first = 0; first < 26; first++) {
    for (let second = 0; second < 26; second++) {
      const name = String.fromCharCode(65 + first, 65 + second);
      if (!PUBLISHED_SPEAKERS.includes(name as 'DC')) names.push(name);
    }
  }
  return names[index - PUBLISHED_SPEAKERS.length];
}

/** SAVEE as it is found on Kaggle: `ALL/DC_a01.wav`, all men. Sentence `nn` is the same in all emotions. */
export function planSavee(speakers: number, clipsPerEmotion: number, seed: number): CorpusPlan {
  const clips: PlannedClip[] = [];
  const voices = Array.from({ length: speakers }, (_, index) => {
    const name = speakerName(index);
    const speaker = createSpeaker(name, 'male', seed);
    for (const emotion of EMOTIONS) {
      for (let i = 0; i < clipsPerEmotion; i++) {
        clips.push({
          path: `ALL/${name}_${CODE_OF[emotion]}${String(i + 1).padStart(2, '0')}.wav`,
          speaker,
          sentence: SAVEE_SENTENCES[i % SAVEE_SENTENCES.length],
          emotion,
          intensity: 0.95,
          take: Math.floor(i / SAVEE_SENTENCES.length),
        });
      }
    }
    return speaker;
  });
  return { speakers: voices, clips, files: [] };
}
