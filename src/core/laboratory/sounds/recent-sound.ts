import type { SoundPieces } from '#core/audio/wav/sound-pieces.ts';

/** Keeps the sound that was decoded last, because a page asks for it in parts. */
export interface RecentSound {
  get(key: string): SoundPieces | null;
  set(key: string, sound: SoundPieces): void;
}

/** Long enough to load a sound, short enough not to hold the memory of a long one. */
const KEPT_MILLISECONDS = 30_000;

export function createRecentSound(): RecentSound {
  let kept: { key: string; sound: SoundPieces } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      kept = null;
    }, KEPT_MILLISECONDS).unref();
  };
  return {
    get(key) {
      if (kept?.key !== key) return null;
      keep();
      return kept.sound;
    },
    set(key, sound) {
      kept = { key, sound };
      keep();
    },
  };
}
