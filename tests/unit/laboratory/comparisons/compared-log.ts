import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { comparisonRequests } from '#core/laboratory/comparisons/requests.ts';
import type { Services } from '#core/laboratory/services.ts';
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract.ts';
import type { Clip } from '#shared/corpora.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { PLAIN_SETTINGS } from '../../../plain-settings.ts';
import { NO_LEAKAGE, openLog, sampleClip, sampleRun } from '../../database/sample-run.ts';

/** Clips of `speakers` speakers, in turn, with all emotions. */
export const clipsOf = (clips: number, speakers: number): Clip[] =>
  Array.from({ length: clips }, (_, index) =>
    sampleClip(index, {
      speaker: `TESS/${(index * 7919) % speakers}`,
      sex: ((index * 7919) % speakers) % 2 === 0 ? 'female' : 'male',
    }),
  );

export interface TestedRun {
  clips: readonly Clip[];
  name?: string;
  settings?: Partial<RunSettings>;
  /** The test clips of each fold; the other clips are trained on. */
  folds: readonly (readonly number[])[];
  /** The share of clips that are predicted correctly, about. */
  skill: number;
  corpusFingerprint?: string;
  /** Default true. */
  finished?: boolean;
}

/** Records a run with predictions that depend on its seed and network. Returns its id. */
export function addTestedRun(log: ExperimentLog, run: TestedRun): string {
  const settings = { ...PLAIN_SETTINGS, ...run.settings };
  const id = log.createRun({
    ...sampleRun({ clips: run.clips }),
    name: run.name,
    settings,
    corpusFingerprint: run.corpusFingerprint ?? 'f'.repeat(64),
    folds: run.folds.map((test, fold) => ({
      name: `fold ${fold + 1}`,
      train: run.clips.flatMap((_, index) => (test.includes(index) ? [] : [index])),
      validation: [],
      test: [...test],
      leakage: NO_LEAKAGE,
    })),
  });
  if (run.finished === false) return id;
  const random = createRandom(settings.seed, settings.network, run.skill);
  run.folds.forEach((test, fold) => {
    const predictions = test.map((clip) => {
      const right = EMOTIONS.indexOf(run.clips[clip].emotion);
      const chosen = random.next() < run.skill ? right : random.integer(EMOTIONS.length);
      const raw = EMOTIONS.map((_, index) => 0.1 + random.next() + (index === chosen ? 2 : 0));
      const sum = raw.reduce((total, value) => total + value, 0);
      return { clip, probabilities: Float32Array.from(raw, (value) => value / sum) };
    });
    log.finishFold(id, fold, { bestEpoch: 1, predictions });
  });
  log.setStatus(id, 'finished');
  return id;
}

/** A log, and a function that asks a request of the subject `comparisons`. */
export function comparisons() {
  const log = openLog();
  const handlers = comparisonRequests({ log } as Services);
  type Name = Extract<RequestName, `comparisons.${string}`>;
  const ask = <N extends Name>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> => {
    const full = name === 'comparisons.show' ? { baseline: 0, ...input } : input;
    const context = { progress: () => undefined, changed: () => undefined };
    return (handlers[name] as (input: unknown, context: unknown) => Promise<RequestOutput<N>>)(full, context);
  };
  return { log, ask };
}
