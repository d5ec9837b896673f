import {
  applyCorrections,
  type CorrectedScan,
  effectiveCorrections,
  recordedAsEffective,
} from '#core/corpora/apply-corrections.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import type { Clip, Scan } from '#shared/corpora.ts';
import { correctionKey, type RecordedCorrection } from '#shared/corrections.ts';

/** The scan with the corrections of a run's record applied; null: those of the log. */
export function correctScan<S extends Scan>(
  log: Pick<ExperimentLog, 'listCorrections'>,
  scan: S,
  recorded: readonly RecordedCorrection[] | null = null,
): CorrectedScan<S> {
  return applyCorrections(
    scan,
    recorded === null ? effectiveCorrections(log.listCorrections()) : recordedAsEffective(recorded),
  );
}

/** Updates where corrected clips are, after a scan. */
export async function followCorrections(
  log: Pick<ExperimentLog, 'listCorrections' | 'followCorrections'>,
  clips: readonly Pick<Clip, 'path' | 'corpus' | 'fingerprint' | 'emotion'>[],
): Promise<void> {
  const seen = new Map(log.listCorrections().map((one) => [correctionKey(one), one]));
  if (seen.size === 0) return;
  const moved = clips.flatMap(({ path, corpus, fingerprint, emotion: own }) => {
    const known = seen.get(correctionKey({ fingerprint, own }));
    return known === undefined || (known.path === path && known.corpus === corpus)
      ? []
      : [{ path, corpus, fingerprint, own }];
  });
  if (moved.length > 0) await whileBusy(() => log.followCorrections(moved));
}
