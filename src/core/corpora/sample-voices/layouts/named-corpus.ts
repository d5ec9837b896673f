import type { LayoutPlan, PlannedClip, PlannedFile } from '#core/corpora/sample-voices/planned-clip.ts';
import { SAVEE_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker, type Sex } from '#core/corpora/sample-voices/speakers.ts';
import type { Emotion } from '#shared/emotions.ts';

/** A voice of a corpus, under the name that the corpus's files give it. */
export interface NamedVoice {
  name: string;
  sex: Sex;
}

/** One clip of a corpus whose files follow a scheme of names. */
export interface NamedClip {
  voice: NamedVoice;
  /** Of the voice in the corpus, from 0. */
  speaker: number;
  /** The corpus's code of the label. */
  code: string;
  /** Of the code, from 0. */
  label: number;
  /** Among the speaker's clips of this label, from 0. Clips with equal index say the same sentence. */
  index: number;
}

/** The naming scheme of a corpus. */
export interface NamedCorpus {
  /** In the order in which they are used. */
  voices: readonly NamedVoice[];
  /** The code of each label, and the emotion that its clips sound like. */
  codes: readonly (readonly [code: string, sound: Emotion])[];
  /** The number of clips per speaker and label that the names allow. */
  maxClips: number;
  /** Relative to the corpus's folder, with `/`. Unique. */
  path(clip: NamedClip): string;
  /** The corpus's own tables. */
  tables?(clips: readonly (NamedClip & { path: string })[]): PlannedFile[];
}

/** Takes of labels that sound like the same emotion: as many for each as no corpus has clips. */
const TAKES_OF_A_LABEL = 1000;

/** The plan of a corpus that consists of speakers × labels × clips. A studio recording. */
export function namedCorpus({ voices, codes, maxClips, path, tables }: NamedCorpus): LayoutPlan {
  return {
    room: { neutralLevelDbfs: -25, signalToNoiseDb: [36, 5], silenceSeconds: [0.1, 0.3] },
    emotions: [...new Set(codes.map(([, sound]) => sound))],
    defaults: { speakers: Math.min(8, voices.length), clipsPerEmotion: Math.min(8, maxClips) },
    max: { speakers: voices.length, clipsPerEmotion: maxClips },
    plan(speakers, clipsPerEmotion, seed) {
      const named: (NamedClip & { path: string })[] = [];
      const clips: PlannedClip[] = [];
      const drawn = voices.slice(0, speakers).map((voice, number) => {
        const speaker = createSpeaker(voice.name, voice.sex, seed);
        codes.forEach(([code, emotion], label) => {
          const alike = codes.slice(0, label).filter(([, sound]) => sound === emotion).length;
          for (let index = 0; index < clipsPerEmotion; index++) {
            const clip = { voice, speaker: number, code, label, index };
            named.push({ ...clip, path: path(clip) });
            clips.push({
              path: path(clip),
              speaker,
              sentence: SAVEE_SENTENCES[index % SAVEE_SENTENCES.length],
              emotion,
              intensity: 0.95,
              take: alike * TAKES_OF_A_LABEL + Math.floor(index / SAVEE_SENTENCES.length),
            });
          }
        });
        return speaker;
      });
      return { speakers: drawn, clips, files: tables?.(named) ?? [] };
    },
  };
}

/** Voices by their names; `isMale` tells their sex. */
export function voicesNamed(names: readonly string[], isMale: (name: string) => boolean): NamedVoice[] {
  return names.map((name) => ({ name, sex: isMale(name) ? 'male' : 'female' }));
}

/** The numbers from 1 to `count`, with at least `digits` digits. */
export function numbers(count: number, digits: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1).padStart(digits, '0'));
}

/** A table as text. Cells must not need quotes. */
export function tableText(
  header: string,
  rows: readonly (readonly (string | number)[])[],
  mark = ',',
): string {
  return [header, ...rows.map((cells) => cells.join(mark)), ''].join('\n');
}
