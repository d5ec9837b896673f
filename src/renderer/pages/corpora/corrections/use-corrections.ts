import { notifications } from '@mantine/notifications';
import { useRef } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { type CorrectionChange, undoneText } from '#shared/corrections.ts';
import { toFailure } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import { MAX_CORRECTED_CLIPS } from '#shared/limits.ts';
import { keyOfClip, type ListedClip } from './corrected-clips.ts';

export interface Corrections {
  /** Corrects clips and shows a notification with `done` as what was done to them, such as `marked`. */
  correct(clips: readonly ListedClip[], change: CorrectionChange, done: string): Promise<void>;
  /** Undoes the latest change of this page that was not undone. */
  undoLatest(): Promise<void>;
}

/** The actions on corrections, with notifications. */
export function useCorrections(): Corrections {
  const laboratory = useLaboratory();
  /** The numbers of this page's changes, the latest last. */
  const changes = useRef<number[]>([]);

  const undo = async (change: number): Promise<void> => {
    changes.current = changes.current.filter((one) => one !== change);
    try {
      notifications.show({ message: undoneText(await laboratory.invoke('corrections.undo', { change })) });
    } catch (error) {
      showFailure(error);
    }
  };

  const correct: Corrections['correct'] = async (clips, change, done) => {
    if (clips.length > MAX_CORRECTED_CLIPS) {
      notifications.show({
        color: 'red',
        message: `Select at most ${counted(MAX_CORRECTED_CLIPS, 'clip')} at once.`,
      });
      return;
    }
    try {
      const made = await laboratory.invoke('corrections.set', { clips: clips.map(keyOfClip), change });
      const number = made.change;
      if (number === null) {
        notifications.show({ message: 'Nothing to change.' });
        return;
      }
      changes.current.push(number);
      showUndo(`${counted(made.changed, 'clip')} ${done}.`, () => void undo(number));
    } catch (error) {
      showFailure(error);
    }
  };

  return {
    correct,
    undoLatest: async () => {
      const change = changes.current.at(-1);
      if (change === undefined) notifications.show({ message: 'Nothing to undo on this page.' });
      else await undo(change);
    },
  };
}

const showFailure = (error: unknown): void =>
  void notifications.show({ color: 'red', message: toFailure(error).message });
