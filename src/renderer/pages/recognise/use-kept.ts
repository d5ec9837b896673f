import { useState } from 'react';
import { type Failure, toFailure } from '../../../shared/failure.ts';
import type { Recording } from '../../../shared/sounds.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { useInvalidate, useRequest } from '../../laboratory/use-request.ts';
import { showUndo } from '../../parts/show-undo.tsx';
import type { SessionSound, SessionStore } from './session-store.ts';

/** The recordings in the laboratory's folder, and what can be done with them. */
export function useKept(session: SessionStore) {
  const laboratory = useLaboratory();
  const invalidate = useInvalidate();
  const list = useRequest('recordings.list', {});
  const [failure, setFailure] = useState<Failure | null>(null);
  const attempt = async (work: () => Promise<void>) => {
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(toFailure(error));
    }
    invalidate('recordings.list');
  };
  const forget = (id: string) => {
    for (const sound of session.state().sounds) if (sound.kept?.id === id) session.markKept(sound.id, null);
  };

  return {
    recordings: list.data ?? [],
    listFailure: list.failure,
    failure,
    clear: () => setFailure(null),
    keep: ({ id, name, sound }: SessionSound) =>
      attempt(async () => {
        if (!('wav' in sound)) return;
        session.markKept(id, await laboratory.invoke('recordings.keep', { name, wav: sound.wav }));
      }),
    remove: (recording: Recording) =>
      attempt(async () => {
        await laboratory.invoke('recordings.remove', { id: recording.id });
        forget(recording.id);
        showUndo(`Removed “${recording.name}”.`, () => {
          void attempt(async () => {
            await laboratory.invoke('recordings.restore', { id: recording.id });
          });
        });
      }),
  };
}
