import type { CorpusPlan, PlannedClip } from '#core/corpora/sample-voices/planned-clip.ts';
import { RAVDESS_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';

const CODE_OF: Record<Emotion, string> = {
  neutral: '01',
  happy: '03',
  sad: '04',
  angry: '05',
  fear: '06',
  disgust: '07',
  surprise: '08',
};
const CALM = '02';

/** The synthesizer's intensity for RAVDESS's normal and strong intensity. */
const INTENSITY = [0.8, 1.15] as const;

/**
 * RAVDESS: `Actor_03/03-01-05-01-02-01-03.wav`, odd actors men, even actors women. The first eight clips of an emotion
 * are the published 2 statements × 2 repetitions × 2 intensities; more clips are further repetitions. Neutral is half
 * neutral, which has no strong intensity, and half calm, which counts as neutral and sounds the same here.
 */
export function planRavdess(speakers: number, clipsPerEmotion: number, seed: number): CorpusPlan {
  const clips: PlannedClip[] = [];
  const voices = Array.from({ length: speakers }, (_, index) => {
    const actor = String(index + 1).padStart(2, '0');
    const speaker = createSpeaker(`Actor ${actor}`, index % 2 === 0 ? 'male' : 'female', seed);
    for (const emotion of EMOTIONS) {
      for (let i = 0; i < clipsPerEmotion; i++) {
        const statement = i % 2;
        const { code, strong, repetition } =
          emotion === 'neutral' ? neutralTake(i) : emotionalTake(emotion, i);
        const fields = ['03', '01', code, two(strong + 1), two(statement + 1), two(repetition + 1), actor];
        clips.push({
          path: `Actor_${actor}/${fields.join('-')}.wav`,
          speaker,
          sentence: RAVDESS_SENTENCES[statement],
          emotion,
          intensity: INTENSITY[strong],
          // Calm and neutral have the same settings, so calm needs other takes to sound different.
          take: code === CALM ? 1000 + repetition : repetition,
        });
      }
    }
    return speaker;
  });
  return { speakers: voices, clips, files: [] };
}

interface Take {
  code: string;
  strong: 0 | 1;
  repetition: number;
}

function emotionalTake(emotion: Emotion, i: number): Take {
  const repetition = ((i >> 1) & 1) + 2 * (i >> 3);
  return { code: CODE_OF[emotion], strong: ((i >> 2) & 1) as 0 | 1, repetition };
}

function neutralTake(i: number): Take {
  const round = i >> 2;
  if (((i >> 1) & 1) === 0) return { code: CODE_OF.neutral, strong: 0, repetition: round };
  return { code: CALM, strong: (round & 1) as 0 | 1, repetition: round >> 1 };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
