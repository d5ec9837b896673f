import { skipToken, useQuery } from '@tanstack/react-query';
import { type Failure, toFailure } from '../../shared/failure.ts';
import type { SoundPicture } from '../../shared/sounds.ts';
import { useLaboratory } from '../laboratory/use-laboratory.tsx';

/** A sound file of the laboratory's machine, or the bytes of a WAV that is no file. */
export type SoundSource = { path: string } | { wav: Uint8Array<ArrayBuffer>; name: string };

/** A sound as the page needs it; both null until they are there. */
export interface LoadedSound {
  wav: Uint8Array<ArrayBuffer> | null;
  picture: SoundPicture | null;
  failure: Failure | null;
}

/** Sounds are large: those that nothing shows any more are forgotten after a minute. */
const FORGET_MILLISECONDS = 60_000;

/**
 * Asks for a sound's bytes and its picture. Never those of the sound before, as `useRequest` would give meanwhile: one
 * sound must not be heard under another's name.
 */
export function useSound(sound: SoundSource): LoadedSound {
  const laboratory = useLaboratory();
  const path = 'path' in sound ? sound.path : null;
  const own = 'wav' in sound ? sound.wav : null;
  const settings = { staleTime: Number.POSITIVE_INFINITY, gcTime: FORGET_MILLISECONDS, retry: false };
  const read = useQuery({
    ...settings,
    queryKey: ['sounds.read', path],
    queryFn:
      path === null ? skipToken : ({ signal }) => laboratory.invoke('sounds.read', { path }, { signal }),
  });
  const drawn = useQuery({
    ...settings,
    queryKey: ['sounds.picture', path ?? (own && numberOf(own))],
    queryFn: ({ signal }) => {
      const asked = own === null ? { path: path ?? '' } : { wav: own };
      return laboratory.invoke('sounds.picture', { sound: asked }, { signal });
    },
  });
  const error = read.error ?? drawn.error;
  return {
    wav: own ?? read.data?.wav ?? null,
    picture: drawn.data ?? null,
    failure: error === null ? null : toFailure(error),
  };
}

const numbers = new WeakMap<Uint8Array, number>();
let lastNumber = 0;

/** A number of its own for each array of bytes, to remember its picture by: their content would be a key too long. */
function numberOf(bytes: Uint8Array): number {
  let number = numbers.get(bytes);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(bytes, number);
  }
  return number;
}
