import { skipToken, useQuery } from '@tanstack/react-query';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { FrequencyScale } from '#shared/frequency-scale.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { NetworkInput, SoundCurves, SoundInput, SoundPicture, TimeRange } from '#shared/sounds.ts';
import { loadWav } from './load-wav.ts';
import { wavPart } from './wav-part.ts';

/** A sound file on the laboratory's computer, or a sound that only the page has. */
export type SoundSource =
  | { path: string }
  | {
      /** A WAV file of PCM or float, which is played and drawn. */
      wav: Uint8Array<ArrayBuffer>;
      /** The file that `wav` was decoded from, in any format that the laboratory reads; what is computed is computed from it. */
      file?: Uint8Array<ArrayBuffer>;
      name: string;
    };

/** A sound and its picture; both are null until they are loaded. */
export interface LoadedSound {
  wav: Uint8Array<ArrayBuffer> | null;
  picture: SoundPicture | null;
  failure: Failure | null;
}

/** Sounds are large: those that are no longer shown leave the cache after a minute. */
const FORGET_MILLISECONDS = 60_000;
/** Views that are left are seldom shown again. */
const FORGET_VIEW_MILLISECONDS = 5000;
const settings = { staleTime: Number.POSITIVE_INFINITY, gcTime: FORGET_MILLISECONDS, retry: false };

/**
 * Loads a sound's bytes and its picture. Unlike `useRequest` it never returns those of the previous sound meanwhile: a
 * sound must not play under another sound's name.
 */
export function useSound(sound: SoundSource, scale: FrequencyScale): LoadedSound {
  const laboratory = useLaboratory();
  const path = 'path' in sound ? sound.path : null;
  const own = 'wav' in sound ? sound.wav : null;
  const read = useQuery({
    ...settings,
    queryKey: ['sounds.read', path],
    queryFn: path === null ? skipToken : ({ signal }) => loadWav(laboratory, path, signal),
  });
  const drawn = useQuery({
    ...settings,
    queryKey: ['sounds.picture', soundKey(sound), scale],
    queryFn: ({ signal }) =>
      laboratory.invoke('sounds.picture', { sound: drawnInput(sound), scale }, { signal }),
    // The picture of the same sound on another scale stays until the new one is there.
    placeholderData: (before, query) => (query?.queryKey[1] === soundKey(sound) ? before : undefined),
  });
  const error = read.error ?? drawn.error;
  return {
    wav: own ?? read.data ?? null,
    picture: drawn.data ?? null,
    failure: error === null ? null : toFailure(error),
  };
}

/** The picture of a part of a sound; null: none is asked for, or it is not there yet. */
export function useSoundDetail(
  sound: SoundSource,
  scale: FrequencyScale,
  range: TimeRange | null,
): SoundPicture | null {
  const laboratory = useLaboratory();
  const drawn = useQuery({
    ...settings,
    gcTime: FORGET_VIEW_MILLISECONDS,
    queryKey: ['sounds.picture', soundKey(sound), scale, range],
    queryFn:
      range === null
        ? skipToken
        : async ({ signal }) => {
            const cut = cutOf(sound, range);
            const answer = await laboratory.invoke('sounds.picture', { ...cut.input, scale }, { signal });
            return shifted(answer, cut.bySeconds);
          },
    placeholderData: (before, query) => (query?.queryKey[1] === soundKey(sound) ? before : undefined),
  });
  return range === null ? null : (drawn.data ?? null);
}

/** Pitch and intensity; null until they are asked for and loaded. */
export function useSoundCurves(sound: SoundSource, wanted: boolean): LoadedAnswer<SoundCurves> {
  const laboratory = useLaboratory();
  const { data, error } = useQuery({
    ...settings,
    queryKey: ['sounds.curves', soundKey(sound)],
    queryFn: wanted
      ? ({ signal }) => laboratory.invoke('sounds.curves', { sound: inputOf(sound) }, { signal })
      : skipToken,
  });
  return { data: wanted ? (data ?? null) : null, failure: wanted && error ? toFailure(error) : null };
}

interface LoadedAnswer<T> {
  data: T | null;
  failure: Failure | null;
}

/** The features of a sound under some settings; null settings: none. */
export function useNetworkInput(
  sound: SoundSource,
  features: FeatureSettings | null,
): LoadedAnswer<NetworkInput> {
  const laboratory = useLaboratory();
  const { data, error } = useQuery({
    ...settings,
    queryKey: ['features.show', soundKey(sound), features && canonicalJson(features)],
    queryFn:
      features === null
        ? skipToken
        : ({ signal }) => laboratory.invoke('features.show', { sound: inputOf(sound), features }, { signal }),
    placeholderData: (before, query) => (query?.queryKey[1] === soundKey(sound) ? before : undefined),
  });
  return { data: data ?? null, failure: error === null ? null : toFailure(error) };
}

/** A sound as requests that compute something take it. */
export const inputOf = (sound: SoundSource): SoundInput =>
  'wav' in sound ? { wav: sound.file ?? sound.wav } : { path: sound.path };

/** A sound as pictures take it: pieces of a WAV file are decoded where they are drawn. */
const drawnInput = (sound: SoundSource): SoundInput =>
  'wav' in sound ? { wav: sound.wav } : { path: sound.path };

/** Seconds on both sides of a part that its transforms need. */
const MARGIN_SECONDS = 0.1;

/** What to ask for a part. Of a sound without a file only this part is sent. */
function cutOf(sound: SoundSource, range: TimeRange) {
  if ('path' in sound) return { input: { sound: { path: sound.path }, range }, bySeconds: 0 };
  const wider = {
    startSeconds: range.startSeconds - MARGIN_SECONDS,
    endSeconds: range.endSeconds + MARGIN_SECONDS,
  };
  const part = wavPart(sound.wav, wider);
  if (part === null) return { input: { sound: { wav: sound.wav }, range }, bySeconds: 0 };
  const within = {
    startSeconds: Math.max(0, range.startSeconds - part.startSeconds),
    endSeconds: range.endSeconds - part.startSeconds,
  };
  return { input: { sound: { wav: part.wav }, range: within }, bySeconds: part.startSeconds };
}

const shifted = (picture: SoundPicture, bySeconds: number): SoundPicture => ({
  ...picture,
  startSeconds: picture.startSeconds + bySeconds,
  endSeconds: picture.endSeconds + bySeconds,
});

/** What identifies a sound in a cache key. */
export const soundKey = (sound: SoundSource): string | number =>
  'path' in sound ? sound.path : numberOf(sound.wav);

const numbers = new WeakMap<Uint8Array, number>();
let lastNumber = 0;

/** A unique number for each array of bytes, used as a cache key, because the content would be too long. */
function numberOf(bytes: Uint8Array): number {
  let number = numbers.get(bytes);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(bytes, number);
  }
  return number;
}
