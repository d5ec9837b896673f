import { useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useRequest } from '#renderer/client/use-request.ts';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { Recording } from '#shared/sounds.ts';
import type { SessionSound, SessionStore } from './session-store.ts';

/** The recordings in the laboratory's folder, and the actions on them. */
export function useSavedRecordings(session: SessionStore) {
  const laboratory = useLaboratory();
  const list = useRequest('recordings.list', {});
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt = async (work: () => Promise<void>) => {
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(toFailure(error));
    }
  };
  const markUnsaved = (id: string) => {
    for (const sound of session.state().sounds) if (sound.saved?.id === id) session.markSaved(sound.id, null);
  };

  return {
    saved: list.data ?? [],
    listFailure: list.failure,
    failure,
    clear: () => setFailure(null),
    save: ({ id, name, sound }: SessionSound) =>
      attempt(async () => {
        if (!('wav' in sound)) return;
        session.markSaved(id, await laboratory.invoke('recordings.save', { name, wav: sound.wav }));
      }),
    remove: (recording: Recording) =>
      attempt(async () => {
        await laboratory.invoke('recordings.remove', { id: recording.id });
        markUnsaved(recording.id);
        showUndo(`Removed “${recording.name}”.`, () => {
          void attempt(async () => {
            await laboratory.invoke('recordings.restore', { id: recording.id });
          });
        });
      }),
  };
}
