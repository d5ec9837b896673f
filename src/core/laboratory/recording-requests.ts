import { createRecordingStore } from '../recordings/recording-store.ts';
import type { Handlers, Parts } from './parts.ts';
import { recordingsFolder } from './places.ts';

export function recordingRequests({
  folder,
}: Pick<Parts, 'folder'>): Handlers<
  'recordings.keep' | 'recordings.list' | 'recordings.remove' | 'recordings.restore'
> {
  const store = createRecordingStore(recordingsFolder(folder));
  return {
    'recordings.keep': ({ name, wav }, { signal }) => store.keep(name, wav, signal),
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
