import type { RunSummary } from '../../../shared/answers.ts';
import { EMOTIONS, type PerEmotion } from '../../../shared/emotions.ts';
import type { SessionSound } from './session-store.ts';

/** A sound, or a stretch of it, as one recogniser judged it; null throughout where nobody speaks. */
export interface ExportedJudgement {
  sound: string;
  at: string;
  recogniser: string;
  run: string;
  /** `overall` for the sound as a whole, else a stretch of its timeline. */
  part: 'overall' | 'timeline';
  startSeconds: number | null;
  endSeconds: number | null;
  emotion: string | null;
  probabilities: PerEmotion<number> | null;
  problem: string | null;
}

/** Every judgement of the session, in the order of its list. */
export function exportedJudgements(
  sounds: readonly SessionSound[],
  runs: readonly Pick<RunSummary, 'id' | 'name'>[],
): ExportedJudgement[] {
  return sounds.flatMap((sound) =>
    Object.entries(sound.judgements).flatMap(([run, judgement]): ExportedJudgement[] => {
      if (judgement.state !== 'judged') return [];
      const { recognition } = judgement;
      const recogniser = runs.find(({ id }) => id === run)?.name ?? run;
      const common = { sound: sound.name, at: sound.at.toISOString(), recogniser, run, problem: null };
      const overall = {
        ...common,
        part: 'overall' as const,
        startSeconds: 0,
        endSeconds: sound.durationSeconds,
      };
      if ('problem' in recognition) {
        return [{ ...overall, emotion: null, probabilities: null, problem: recognition.problem }];
      }
      const { emotion, probabilities, timeline = [] } = recognition;
      const stretches = timeline.map((entry) => ({ ...common, part: 'timeline' as const, ...entry }));
      return [{ ...overall, emotion, probabilities }, ...stretches];
    }),
  );
}

const COLUMNS = [
  'sound',
  'at',
  'recogniser',
  'run',
  'part',
  'start_seconds',
  'end_seconds',
  'emotion',
  ...EMOTIONS,
  'problem',
];

/** As CSV (RFC 4180), a line for each judgement; probabilities with six decimals. */
export function judgementsCsv(judgements: readonly ExportedJudgement[]): string {
  const lines = judgements.map((row) => [
    row.sound,
    row.at,
    row.recogniser,
    row.run,
    row.part,
    row.startSeconds?.toFixed(3) ?? '',
    row.endSeconds?.toFixed(3) ?? '',
    row.emotion ?? '',
    ...EMOTIONS.map((emotion) => row.probabilities?.[emotion].toFixed(6) ?? ''),
    row.problem ?? '',
  ]);
  return [COLUMNS, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** Quoted where it must be; what a spreadsheet would take for a formula is made text. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
