import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { LibraryClips } from '#shared/library.ts';

/** Rows per message: a few hundred kB, which a page processes without a noticeable pause. */
const PAGE_SIZE = 1500;

/** All clips and problems of these folders: undefined until loaded; the previous ones while new ones load. */
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
      for (let offset = 0; ; offset += PAGE_SIZE) {
        const input = { folders: [...folders], offset, limit: PAGE_SIZE };
        const part = await laboratory.invoke('library.clips', input, { signal });
        clips.push(...part.clips);
        problems.push(...part.problems);
        if (offset + PAGE_SIZE >= Math.max(part.total.clips, part.total.problems)) return { clips, problems };
      }
    },
    enabled: folders.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    // Comparing two lists of 12,000 clips field by field takes longer than drawing them.
    structuralSharing: false,
  });
  return { data, failure: error === null ? null : toFailure(error) };
}
