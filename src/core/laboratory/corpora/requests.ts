import { resolve } from 'node:path';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { voicesOf } from '#core/corpora/scan/voices.ts';
import { exportTables } from '#core/corpora/tables/export-table.ts';
import { sampleVoicesFolder } from '#core/laboratory/paths.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { clipWarnings, scanAndRemember, scanWithLabels } from './scanning.ts';

export function corporaRequests(services: Services): Handlers<RequestsOf<'corpora'>> {
  return {
    'corpora.scan': async ({ folders, labels }, context) => {
      const { scan, set, use, corrections } = await scanWithLabels(services, folders, labels, context);
      const { corpora, clips, problems } = scan;
      return {
        corpora,
        clips: clips.length,
        voices: voicesOf(clips),
        problems,
        warnings: clipWarnings(clips),
        labels: set,
        ...use,
        words: scan.words ?? [],
        corrections,
      };
    },
    'corpora.clips': async ({ folders, labels }, context) =>
      labels === null
        ? (await scanAndRemember(services, folders, context)).clips
        : (await scanWithLabels(services, folders, labels, context)).scan.clips,
    'corpora.export': async ({ folders, labels, target }, context) =>
      exportTables((await scanWithLabels(services, folders, labels, context)).scan, resolve(target)),
    'corpora.sample': async ({ folder, ...voices }, { signal, progress }) =>
      writeSampleVoices({
        ...voices,
        folder: folder ?? sampleVoicesFolder(services.folder, `${voices.layout}-${voices.seed}`),
        signal,
        onProgress: ({ done, total }) => progress('sample voices', done, total),
      }),
  };
}
