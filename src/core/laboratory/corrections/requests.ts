import { lapsedState } from '#core/corpora/apply-corrections.ts';
import type { MergedScan } from '#core/corpora/scan/merge-scan.ts';
import { decodeText } from '#core/corpora/tables/table-text.ts';
import type { CorrectedClip } from '#core/database/tables/corrections-table.ts';
import type { StoredSound } from '#core/database/tables/scanned-rows.ts';
import { scanAndRemember } from '#core/laboratory/corpora/scanning.ts';
import type { LibraryScan } from '#core/laboratory/library/library-scan.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import type { Clip } from '#shared/corpora.ts';
import { type Correction, correctionKey, type ListedCorrection } from '#shared/corrections.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import { MAX_CORRECTIONS_CSV_BYTES } from '#shared/limits.ts';
import { correctionsCsv } from './corrections-csv.ts';
import { importCorrections } from './import-corrections.ts';

/** The corrections of clips. */
export function correctionRequests(
  services: Services,
  libraryScan: LibraryScan,
): Handlers<RequestsOf<'corrections'>> {
  const { log } = services;
  return {
    'corrections.list': async (_, { signal }) => withStates(log.listCorrections(), await libraryScan(signal)),
    'corrections.set': async ({ clips, change }, { signal }) => {
      const known = clipsByKey(await libraryScan(signal));
      const found = clips.flatMap((key) => known.get(key) ?? []);
      if (found.length < clips.length) throw unknownClips(clips, known);
      return whileBusy(() => log.changeCorrections(found.map((clip) => ({ ...clip, set: change }))), signal);
    },
    'corrections.undo': async ({ change }) => log.undoCorrections(change),
    'corrections.export': async () => {
      const corrections = log.listCorrections();
      return { csv: correctionsCsv(corrections), clips: corrections.length };
    },
    'corrections.import': async ({ csv, overwrite, folders }, context) => {
      const scanned = folders.length === 0 ? [] : (await scanAndRemember(services, folders, context)).clips;
      if (csv.byteLength > MAX_CORRECTIONS_CSV_BYTES)
        throw new UserError('corrections-unreadable', 'The table of corrections is larger than 32 MB.');
      const { clips } = await libraryScan(context.signal);
      const known = clipsByKey({ clips: [...scanned, ...clips] });
      return whileBusy(() => importCorrections(log, decodeText(csv), { overwrite, known }), context.signal);
    },
  };
}

/** The clips of the library by the key of their corrections. */
function clipsByKey({
  clips,
}: {
  clips: readonly Pick<Clip, 'fingerprint' | 'emotion' | 'path' | 'corpus'>[];
}): Map<string, CorrectedClip> {
  return new Map(
    clips.map(({ fingerprint, emotion: own, path, corpus }) => [
      correctionKey({ fingerprint, own }),
      { fingerprint, own, path, corpus },
    ]),
  );
}

function withStates(corrections: readonly Correction[], scan: MergedScan<StoredSound>): ListedCorrection[] {
  if (corrections.length === 0) return [];
  const known = clipsByKey(scan);
  const lapsed = lapsedState(scan);
  return corrections.map((correction) => {
    const clip = known.get(correctionKey(correction));
    if (clip !== undefined) return { ...correction, path: clip.path, corpus: clip.corpus, state: 'applies' };
    const { fingerprint, path } = correction;
    return { ...correction, state: lapsed({ fingerprint, lastPath: path }) ?? 'missing' };
  });
}

/** A list that was read before a scan may have clips that are others now. */
function unknownClips(clips: readonly string[], known: ReadonlyMap<string, unknown>): UserError {
  const number = clips.filter((key) => !known.has(key)).length;
  return new UserError(
    'clips-changed',
    `${counted(number, 'clip')} ${number === 1 ? 'is' : 'are'} not in the added corpora, or changed since the list was read. Nothing was corrected. Select the clips again.`,
  );
}
