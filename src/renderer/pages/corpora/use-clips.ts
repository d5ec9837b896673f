import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Failure, toFailure } from '../../../shared/failure.ts';
import type { LibraryClips } from '../../../shared/library.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';

/** Rows that come in one message: some hundred kilobytes, which a page takes in without a pause. */
const STRETCH = 1500;

/** All clips and problems of these folders; undefined until they are there, the older ones while newer come. */
export function useClips(folders: readonly string[]): {
  data: Pick<LibraryClips, 'clips' | 'problems'> | undefined;
  failure: Failure | null;
} {
  const laboratory = useLaboratory();
  const { data, error } = useQuery({
    queryKey: ['library.clips', { folders }],
    queryFn: async ({ signal }) => {
      const clips: LibraryClips['clips'] = [];
      const problems: LibraryClips['problems'] = [];
      for (let offset = 0; ; offset += STRETCH) {
        const input = { folders: [...folders], offset, limit: STRETCH };
        const part = await laboratory.invoke('library.clips', input, { signal });
        clips.push(...part.clips);
        problems.push(...part.problems);
        if (offset + STRETCH >= Math.max(part.total.clips, part.total.problems)) return { clips, problems };
      }
    },
    enabled: folders.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    // Comparing two lists of 12,000 clips field by field would take longer than drawing them.
    structuralSharing: false,
  });
  return { data, failure: error === null ? null : toFailure(error) };
}
