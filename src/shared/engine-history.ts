/** Which engines have trained a run, if it was resumed with another one. */
import { z } from 'zod';

/** How far a run was trained. */
const trainedUntilSchema = z.object({
  /** From 0; the final model has the number after the last fold. */
  fold: z.number().int().min(0),
  /** Finished epochs of this fold; null: the fold was complete. */
  epochs: z.number().int().min(0).nullable(),
  /** Steps of the epoch after these. */
  steps: z.number().int().min(0),
});
export type TrainedUntil = z.infer<typeof trainedUntilSchema>;

/** An engine that trained a run from the end of the engine before it, or from its start, until another engine continued. */
export const earlierEngineSchema = z.object({
  engine: z.string(),
  device: z.string(),
  until: trainedUntilSchema,
});
export type EarlierEngine = z.infer<typeof earlierEngineSchema>;

interface EngineUse {
  engine: string;
  device: string;
  /** In their order; absent: no other engine trained the run. */
  earlier?: readonly EarlierEngine[];
}

/** Whether a run was trained until `a` when it was trained until `b`. */
function isWithin(a: TrainedUntil, b: TrainedUntil): boolean {
  const [epochsA, epochsB] = [a, b].map(({ epochs }) => epochs ?? Number.POSITIVE_INFINITY);
  if (a.fold !== b.fold) return a.fold < b.fold;
  return epochsA === epochsB ? a.steps <= b.steps : epochsA < epochsB;
}

/**
 * The engines before the one that now continues a run.
 * @param before Those of the run until now, the last of them with what it trained since.
 * @param next Continues the run.
 * @param from Where: of a checkpoint that may be older than the end of the training; null: the run starts again.
 */
export function earlierEngines(
  before: EngineUse,
  next: Pick<EngineUse, 'engine' | 'device'>,
  from: TrainedUntil | null,
): EarlierEngine[] {
  if (from === null) return [];
  const { engine, device, earlier = [] } = before;
  const parts: EarlierEngine[] = [];
  for (const part of [...earlier, { engine, device, until: from }]) {
    const until = isWithin(part.until, from) ? part.until : from;
    const last = parts.at(-1);
    // It ended before its first checkpoint.
    if (last !== undefined && isWithin(until, last.until)) continue;
    if (last !== undefined && isSame(last, part)) parts.pop();
    parts.push({ ...part, until });
  }
  const last = parts.at(-1);
  if (last !== undefined && isSame(last, next)) parts.pop();
  return parts;
}

const isSame = (a: Pick<EngineUse, 'engine' | 'device'>, b: Pick<EngineUse, 'engine' | 'device'>): boolean =>
  a.engine === b.engine && a.device === b.device;

/**
 * Which engines trained a run, as a sentence that says what this means for its results; null if it was one engine.
 * @param folds Number of folds of the run.
 */
export function engineHistorySentence(
  { engine, device, earlier = [] }: EngineUse,
  folds: number,
): string | null {
  if (earlier.length === 0) return null;
  const parts = earlier.map((part) => `until ${placeOf(part.until, folds)} ${part.engine} (${part.device})`);
  return `Several engines trained this run: ${parts.join(', ')}, then ${engine} (${device}). They agree within rounding, so no single engine repeats its results to the bit.`;
}

function placeOf({ fold, epochs, steps }: TrainedUntil, folds: number): string {
  const of = fold >= folds ? ' of the final model' : folds > 1 ? ` of fold ${fold + 1}` : '';
  if (epochs === null) return folds > 1 ? `the end${of}` : 'the test';
  return steps > 0 ? `step ${steps} of epoch ${epochs + 1}${of}` : `epoch ${epochs}${of}`;
}
