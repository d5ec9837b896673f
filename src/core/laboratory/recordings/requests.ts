import { recordingsFolder } from '#core/laboratory/paths.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { createRecordingStore } from '#core/recordings/recording-store.ts';

export function recordingRequests({ folder }: Pick<Services, 'folder'>): Handlers<RequestsOf<'recordings'>> {
  const store = createRecordingStore(recordingsFolder(folder));
  return {
    'recordings.save': ({ name, wav }, { signal }) => store.save(name, wav, signal),
    'recordings.list': () => store.list(),
    'recordings.remove': async ({ id }) => {
      await store.remove(id);
      return {};
    },
    'recordings.restore': async ({ id }) => {
      await store.restore(id);
      return {};
    },
  };
}
