import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { type Action, useLastingAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { type Requested, useRequest } from '#renderer/client/use-request.ts';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import { toFailure } from '#shared/failure.ts';
import type { LibraryFolder } from '#shared/library.ts';
import { folderName, many } from './corpus-labels.ts';

export interface Corpora {
  library: Requested<'library.list'>;
  /** The running scan, also after the page was left and opened again. */
  add: Action<'library.add'>;
  sample: Action<'corpora.sample'>;
  /** Scans folders, adds new ones, and shows notifications of what was found. */
  scan: (folders: string[]) => Promise<void>;
  /** Makes sample voices, adds them and, unless the page was left meanwhile, goes to Train. */
  makeSample: () => Promise<void>;
  /** Removes a folder from the list; a notification offers to undo it. */
  remove: (folder: LibraryFolder) => Promise<void>;
}

/** The list of corpora and the actions on it. */
export function useCorpora(): Corpora {
  const laboratory = useLaboratory();
  const navigate = useNavigate();
  const library = useRequest('library.list', {}, { staleMs: 10_000 });
  const add = useLastingAction('library.add');
  const sample = useLastingAction('corpora.sample');
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const scan = async (folders: string[]) => {
    const before = new Map((library.data ?? []).map((entry) => [entry.folder, entry.scannedAt]));
    const listed = await add.run({ folders });
    const scanned = listed?.filter(({ folder, scannedAt }) => before.get(folder) !== scannedAt) ?? [];
    for (const entry of scanned) notifications.show({ message: scannedText(entry) });
  };

  const makeSample = async () => {
    const made = await sample.run({});
    if (made === undefined) return;
    const listed = await add.run({ folders: [made.folder] });
    if (listed === undefined) return;
    notifications.show({
      message: `${many(made.clips, 'clip')} of ${many(made.speakers, 'speaker')} are ready for training.`,
    });
    if (mounted.current) await navigate('/train');
  };

  const showFailure = (error: unknown) =>
    notifications.show({ color: 'red', message: toFailure(error).message });
  const remove = async (entry: LibraryFolder) => {
    const { folder } = entry;
    try {
      await laboratory.invoke('library.remove', { folder });
      // Runs beside a scan, if there is one: it is fast, because all of its files are known.
      const undo = () => void laboratory.invoke('library.add', { folders: [folder] }).catch(showFailure);
      showUndo(`${folderName(entry)} removed from the list. Its files were not changed.`, undo);
    } catch (error) {
      showFailure(error);
    }
  };

  return { library, add, sample, scan, makeSample, remove };
}

function scannedText(entry: LibraryFolder): string {
  const { clips, problems } = entry;
  const suffix = problems === 0 ? '' : `, ${many(problems, 'problem')}`;
  return `${folderName(entry)}: ${many(clips, 'clip')}${suffix}.`;
}
