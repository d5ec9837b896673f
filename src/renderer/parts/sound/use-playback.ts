import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { TimeRange } from '#shared/sounds.ts';
import { createPlayer, type Player } from './player.ts';

/** The playback of a sound, for its buttons and its cursor. */
export interface Playback {
  playing: boolean;
  /** Playback reached the end. */
  ended: boolean;
  /** Why the browser does not play the sound; null if there is no problem. */
  problem: string | null;
  /** Plays, pauses, or plays again from the start: the selection, where there is one. */
  toggle(): void;
  seek(seconds: number): void;
  /** The current position, in seconds. */
  position(): number;
  /** Calls `listener` with the position at every frame of playback and every seek. Returns the function that ends it. */
  follow(listener: (seconds: number) => void): () => void;
}

export interface PlaybackOptions {
  /** The part that is played; null: all. */
  range?: TimeRange | null;
  loop?: boolean;
  /** 1: as the file. */
  volume?: number;
}

/** The player that plays now; starting another one pauses it. */
let playingNow: Player | null = null;

/**
 * Plays the bytes of a WAV file. React does not render during playback: positions go to the followers.
 * @param autoPlay Plays as soon as the bytes are loaded. If the browser requires a click first, it is not a
 * {@link Playback.problem}.
 */
export function usePlayback(
  wav: Uint8Array<ArrayBuffer> | null,
  autoPlay: boolean,
  { range = null, loop = false, volume = 1 }: PlaybackOptions = {},
): Playback {
  const [state, setState] = useState({ playing: false, ended: false, problem: null as string | null });
  const player = useRef<Player | null>(null);
  const followers = useRef(new Set<(seconds: number) => void>());
  const options = useRef({ range, loop, volume });
  options.current = { range, loop, volume };

  const play = useCallback(
    async (started: Player) => {
      if (playingNow !== started) playingNow?.pause();
      playingNow = started;
      try {
        await started.play(options.current.range);
      } catch (error) {
        // Paused before playback started, or the bytes were replaced: not a problem.
        if (error instanceof DOMException && error.name === 'AbortError') return;
        const needsClick = error instanceof DOMException && error.name === 'NotAllowedError';
        const problem = needsClick
          ? 'The browser plays sound only after a click. Press play.'
          : 'This sound cannot be played here.';
        setState((before) => ({
          ...before,
          playing: false,
          problem: autoPlay && needsClick ? null : problem,
        }));
      }
    },
    [autoPlay],
  );

  useEffect(() => {
    setState({ playing: false, ended: false, problem: null });
    if (wav === null) return;
    const created = createPlayer(wav, {
      playing: () => setState({ playing: true, ended: false, problem: null }),
      paused: () => setState((before) => ({ ...before, playing: false })),
      ended: () => setState({ playing: false, ended: true, problem: null }),
      moved: (seconds) => {
        for (const follower of followers.current) follower(seconds);
      },
    });
    created.setLoop(options.current.loop);
    created.setVolume(options.current.volume);
    player.current = created;
    if (autoPlay) void play(created);
    return () => {
      created[Symbol.dispose]();
      if (playingNow === created) playingNow = null;
      player.current = null;
    };
  }, [wav, autoPlay, play]);

  useEffect(() => player.current?.setLoop(loop), [loop]);
  useEffect(() => player.current?.setVolume(volume), [volume]);

  return useMemo(
    () => ({
      ...state,
      toggle() {
        const current = player.current;
        if (current === null) return;
        if (!current.paused) current.pause();
        else void play(current);
      },
      seek(seconds) {
        if (player.current === null) return;
        player.current.seek(seconds);
        setState((before) => (before.ended ? { ...before, ended: false } : before));
      },
      position: () => player.current?.position() ?? 0,
      follow(listener) {
        followers.current.add(listener);
        return () => followers.current.delete(listener);
      },
    }),
    [state, play],
  );
}
