import { resolve } from 'node:path';
import { exportTables } from '../corpora/export-table.ts';
import { writeSampleVoices } from '../corpora/sample-voices/write-sample-voices.ts';
import type { Handlers, Parts } from './parts.ts';
import { sampleVoicesFolder } from './places.ts';
import { scanAndRemember } from './scanning.ts';

type Names = 'corpora.scan' | 'corpora.clips' | 'corpora.export' | 'corpora.sample';

export function corporaRequests(parts: Parts): Handlers<Names> {
  return {
    'corpora.scan': async ({ folders }, context) => {
      const { corpora, clips, problems } = await scanAndRemember(parts, folders, context);
      return { corpora, clips: clips.length, problems };
    },
    'corpora.clips': async ({ folders }, context) => (await scanAndRemember(parts, folders, context)).clips,
    'corpora.export': async ({ folders, target }, context) =>
      exportTables(await scanAndRemember(parts, folders, context), resolve(target)),
    'corpora.sample': async ({ folder, ...voices }, { signal, progress }) =>
      writeSampleVoices({
        ...voices,
        folder: folder ?? sampleVoicesFolder(parts.folder, `${voices.layout}-${voices.seed}`),
        signal,
        onProgress: ({ done, total }) => progress('sample voices', done, total),
      }),
  };
}
