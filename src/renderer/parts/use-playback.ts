import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** A sound that can be heard: what its buttons and its cursor stand on. */
export interface Playback {
  playing: boolean;
  /** It was played to its end. */
  ended: boolean;
  /** Why the browser does not play it; null when all is well. */
  refusal: string | null;
  /** Plays, pauses, or plays again from the begin. */
  toggle(): void;
  seek(seconds: number): void;
  /** Now, in seconds. */
  position(): number;
  /** Calls `listener` with the position: at every frame while it plays, and at every jump. Gives what ends that. */
  follow(listener: (seconds: number) => void): () => void;
}

/** The one that plays: a second sound silences the first. */
let heard: HTMLAudioElement | null = null;

/**
 * Plays a WAV's bytes. Nothing is re-rendered while it plays: positions go to the followers.
 * @param autoPlay As soon as the bytes are there; a browser that wants a click first says so by {@link Playback.refusal}.
 */
export function usePlayback(wav: Uint8Array<ArrayBuffer> | null, autoPlay: boolean): Playback {
  const [state, setState] = useState({ playing: false, ended: false, refusal: null as string | null });
  const audio = useRef<HTMLAudioElement | null>(null);
  const followers = useRef(new Set<(seconds: number) => void>());

  const play = useCallback(
    async (element: HTMLAudioElement) => {
      if (heard !== element) heard?.pause();
      heard = element;
      try {
        await element.play();
      } catch (error) {
        // Paused again before it began, or its bytes were replaced: no refusal.
        if (error instanceof DOMException && error.name === 'AbortError') return;
        const needsClick = error instanceof DOMException && error.name === 'NotAllowedError';
        const refusal = needsClick
          ? 'The browser plays sound only after a click: press play.'
          : 'This sound cannot be played here.';
        setState((before) => ({
          ...before,
          playing: false,
          refusal: autoPlay && needsClick ? null : refusal,
        }));
      }
    },
    [autoPlay],
  );

  useEffect(() => {
    setState({ playing: false, ended: false, refusal: null });
    if (wav === null) return;
    const url = URL.createObjectURL(new Blob([wav], { type: 'audio/wav' }));
    const element = new Audio(url);
    element.preload = 'auto';
    audio.current = element;
    let frame = 0;
    const tell = () => {
      for (const follower of followers.current) follower(element.currentTime);
    };
    const step = () => {
      tell();
      frame = requestAnimationFrame(step);
    };
    const still = () => {
      cancelAnimationFrame(frame);
      tell();
    };
    const listeners: Record<string, () => void> = {
      playing: () => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(step);
        setState({ playing: true, ended: false, refusal: null });
      },
      pause: () => {
        still();
        setState((before) => ({ ...before, playing: false }));
      },
      ended: () => {
        still();
        setState({ playing: false, ended: true, refusal: null });
      },
      seeked: tell,
    };
    for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
    if (autoPlay) void play(element);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
      cancelAnimationFrame(frame);
      element.pause();
      element.removeAttribute('src');
      URL.revokeObjectURL(url);
      if (heard === element) heard = null;
      audio.current = null;
    };
  }, [wav, autoPlay, play]);

  return useMemo(
    () => ({
      ...state,
      toggle() {
        const element = audio.current;
        if (element === null) return;
        if (!element.paused) element.pause();
        else void play(element);
      },
      seek(seconds) {
        const element = audio.current;
        if (element === null) return;
        const end = Number.isFinite(element.duration) ? element.duration : seconds;
        element.currentTime = Math.max(0, Math.min(end, seconds));
        setState((before) => (before.ended ? { ...before, ended: false } : before));
        for (const follower of followers.current) follower(element.currentTime);
      },
      position: () => audio.current?.currentTime ?? 0,
      follow(listener) {
        followers.current.add(listener);
        return () => followers.current.delete(listener);
      },
    }),
    [state, play],
  );
}
