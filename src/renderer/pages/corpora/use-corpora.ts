import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { toFailure } from '../../../shared/failure.ts';
import type { LibraryFolder } from '../../../shared/library.ts';
import { type Action, useLastingAction } from '../../laboratory/use-action.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { type Requested, useRequest } from '../../laboratory/use-request.ts';
import { showUndo } from '../../parts/show-undo.tsx';
import { folderName, many } from './corpus-words.ts';

export interface Corpora {
  library: Requested<'library.list'>;
  /** The scan under way, if there is one, also when the page was left and come back to. */
  add: Action<'library.add'>;
  sample: Action<'corpora.sample'>;
  /** Scans folders, adds those that are new, and says what was found. */
  scan: (folders: string[]) => Promise<void>;
  /** Makes sample voices, adds them and, unless the page was left meanwhile, walks on to Train. */
  makeSample: () => Promise<void>;
  /** Takes a folder off the list; a note gives it back. */
  remove: (folder: LibraryFolder) => Promise<void>;
}

/** The library and all that is done to it. */
export function useCorpora(): Corpora {
  const laboratory = useLaboratory();
  const navigate = useNavigate();
  const library = useRequest('library.list', {}, { staleMs: 10_000 });
  const add = useLastingAction('library.add');
  const sample = useLastingAction('corpora.sample');
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
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
      message: `${many(made.clips, 'clip')} of ${many(made.speakers, 'voice')} are ready to train on.`,
    });
    if (here.current) await navigate('/train');
  };

  const tell = (error: unknown) => notifications.show({ color: 'red', message: toFailure(error).message });
  const remove = async (entry: LibraryFolder) => {
    const { folder } = entry;
    try {
      await laboratory.invoke('library.remove', { folder });
      // Beside the scan under way, if there is one: this is quick, for all of its files are known.
      const undo = () => void laboratory.invoke('library.add', { folders: [folder] }).catch(tell);
      showUndo(`${folderName(entry)} removed from the list. Its files are where they were.`, undo);
    } catch (error) {
      tell(error);
    }
  };

  return { library, add, sample, scan, makeSample, remove };
}

function scannedText(entry: LibraryFolder): string {
  const { clips, problems } = entry;
  const left = problems === 0 ? '' : `, ${many(problems, 'problem')}`;
  return `${folderName(entry)}: ${many(clips, 'clip')}${left}.`;
}
