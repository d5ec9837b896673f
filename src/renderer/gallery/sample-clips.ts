import type { TableColumn } from '#renderer/parts/table/data-table.tsx';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { decibels } from '#shared/format.ts';

/** A row of the sample tables. */
export interface SampleClip {
  path: string;
  emotion: Emotion;
  sex: string | null;
  seconds: number;
  /** Null (unknown) in every 50th row. */
  levelDb: number | null;
}

/** A number of clips, always the same. */
export function sampleClips(clips: number): SampleClip[] {
  return Array.from({ length: clips }, (_, index) => ({
    path: `RAVDESS/Actor_${String((index % 24) + 1).padStart(2, '0')}/clip-${index + 1}.wav`,
    emotion: EMOTIONS[index % EMOTIONS.length],
    sex: index % 30 === 0 ? null : index % 2 === 0 ? 'male' : 'female',
    seconds: 1 + ((index * 104_729) % 997) / 250,
    levelDb: index % 50 === 49 ? null : -12 - ((index * 7919) % 311) / 10,
  }));
}

export const SAMPLE_COLUMNS: readonly TableColumn<SampleClip>[] = [
  { id: 'path', title: 'File', value: ({ path }) => path, widthPx: 280, grow: 1, fixed: true },
  { id: 'emotion', title: 'Emotion', value: ({ emotion }) => emotion, kind: 'choice', widthPx: 130 },
  { id: 'sex', title: 'Sex', value: ({ sex }) => sex, kind: 'choice', widthPx: 110 },
  {
    id: 'seconds',
    title: 'Length',
    value: ({ seconds }) => seconds,
    text: ({ seconds }) => `${seconds.toFixed(2)} s`,
    kind: 'number',
    widthPx: 120,
  },
  {
    id: 'level',
    title: 'Level',
    value: ({ levelDb }) => levelDb,
    text: ({ levelDb }) => `${decibels(levelDb ?? 0)} dB`,
    kind: 'number',
    widthPx: 120,
    hidden: true,
    hint: 'Average level of the whole clip',
  },
];
