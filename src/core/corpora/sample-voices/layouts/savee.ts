import type { CorpusPlan, PlannedClip } from '#core/corpora/sample-voices/planned-clip.ts';
import { SAVEE_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';

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

/** The published initials first, then AA, AB … without the published four. */
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

/** SAVEE in the layout of Kaggle: `ALL/DC_a01.wav`, all men. Sentence `nn` is the same in all emotions. */
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
