import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSignatureIndex, type SignatureIndex } from '#core/fingerprints/signature-index.ts';
import type { RecognisedSound } from '#core/jobs/kinds/recognition-job.ts';
import { startingRun } from '#core/laboratory/runs/start-weights.ts';
import { trainedClips } from '#core/laboratory/runs/trained-clips.ts';
import type { Services } from '#core/laboratory/services.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Clip } from '#shared/corpora.ts';
import type { RunDescription } from '#shared/runs.ts';
import type { TrainedOn } from '#shared/trained-on.ts';

/** Finds sounds among the clips that a run's model was trained or selected on. */
export interface TrainedClips {
  find(sound: Pick<RecognisedSound, 'fingerprint' | 'signature'>): TrainedOn | null;
}

/** Of a model whose training is unknown to the log. */
export const NOTHING_TRAINED: TrainedClips = { find: () => null };

/** Two models to compare, and two previous ones: about 20 MB each for 12,000 clips. */
const MAX_REMEMBERED = 4;

/**
 * Looks up the clips of runs. The clips of the last runs are remembered, because they are asked for with every window of a
 * live prediction, and reading 12,000 of them takes a few tenths of a second. The clips of a run never change.
 */
export function createTrainedClips(services: Services): (run: RunDescription) => Promise<TrainedClips> {
  const remembered = new Map<string, Promise<TrainedClips>>();
  return (run) => {
    const known = remembered.get(run.id) ?? read(services, run);
    remembered.delete(run.id);
    remembered.set(run.id, known);
    known.catch(() => remembered.delete(run.id));
    for (const id of remembered.keys()) {
      if (remembered.size <= MAX_REMEMBERED) break;
      remembered.delete(id);
    }
    return known;
  };
}

async function read(services: Services, run: RunDescription): Promise<TrainedClips> {
  const clips: Clip[] = [];
  const seen = new Set<string>();
  // The weights of a run that started from another one were trained on both runs' clips.
  for (
    let at: RunDescription | null = run;
    at !== null && !seen.has(at.id);
    at = await startingRun(services, at)
  ) {
    seen.add(at.id);
    await nextTurn();
    for (const clip of trainedClips(services.log, at.id)) clips.push(clip);
  }
  const fingerprints = new Set(clips.map(({ fingerprint }) => fingerprint));
  const index: SignatureIndex = await createSignatureIndex(
    clips.map(({ signature }) => signature),
    createYielder(),
  );
  return {
    find({ fingerprint, signature }) {
      if (fingerprint !== null && fingerprints.has(fingerprint)) return 'same clip';
      return index.hasCopy(signature) ? 'near-identical' : null;
    },
  };
}
