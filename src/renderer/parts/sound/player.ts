import type { TimeRange } from '#shared/sounds.ts';
import { wavBlob } from './load-wav.ts';
import { wavPart } from './wav-part.ts';

/** What happens to a {@link Player}. */
export interface PlayerEvents {
  playing(): void;
  paused(): void;
  ended(): void;
  /** The position has changed; also at every frame while it plays. */
  moved(seconds: number): void;
}

/** Plays the bytes of a WAV file, or a part of it, exactly from and to its ends. */
export interface Player {
  readonly paused: boolean;
  position(): number;
  /** Plays a part; null: the sound, from the position. Goes on where it was paused within the same part. */
  play(range: TimeRange | null): Promise<void>;
  pause(): void;
  seek(seconds: number): void;
  setLoop(loop: boolean): void;
  /** 1: as the file. Above 1 the sound goes through an amplifier. */
  setVolume(volume: number): void;
  /** Frees the element and the addresses of the bytes. */
  [Symbol.dispose](): void;
}

/** Ends this close together are one. */
const EPSILON_SECONDS = 0.005;

/** One for all players: browsers allow only a few. Made when a sound is first amplified. */
let audioContext: AudioContext | null = null;

/** Amplifies an element from now on; an element cannot be taken back from an audio context. */
function amplify(element: HTMLAudioElement) {
  audioContext ??= new AudioContext();
  const gain = audioContext.createGain();
  const source = audioContext.createMediaElementSource(element);
  source.connect(gain);
  gain.connect(audioContext.destination);
  return {
    set: (volume: number) => {
      gain.gain.value = volume;
    },
    end: () => {
      source.disconnect();
      gain.disconnect();
    },
  };
}

/**
 * A player for the bytes of a WAV file. A part is played from bytes of its own, because an element cannot stop at a time
 * exactly.
 */
export function createPlayer(wav: Uint8Array<ArrayBuffer>, events: PlayerEvents): Player {
  const addressOf = (bytes: Uint8Array<ArrayBuffer>) => URL.createObjectURL(wavBlob(bytes));
  const whole = addressOf(wav);
  const element = new Audio(whole);
  element.preload = 'auto';
  /** The part that the element has; null: the whole sound. */
  let part: { range: TimeRange; startSeconds: number; address: string } | null = null;
  let amplifier: ReturnType<typeof amplify> | null = null;
  let frame = 0;

  const position = () => (part?.startSeconds ?? 0) + element.currentTime;
  const notify = () => events.moved(position());
  const step = () => {
    notify();
    frame = requestAnimationFrame(step);
  };
  const stopFrames = () => {
    cancelAnimationFrame(frame);
    notify();
  };
  const listeners: Record<string, () => void> = {
    playing: () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(step);
      events.playing();
    },
    pause: () => {
      stopFrames();
      events.paused();
    },
    ended: () => {
      stopFrames();
      events.ended();
    },
    seeked: notify,
  };
  for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);

  /** Gives the element a part, or the whole sound, at a position. */
  const load = (range: TimeRange | null, seconds: number) => {
    const before = part;
    const cut = range === null ? null : wavPart(wav, range);
    part =
      range === null || cut === null
        ? null
        : { range, startSeconds: cut.startSeconds, address: addressOf(cut.wav) };
    element.src = part?.address ?? whole;
    if (before !== null) URL.revokeObjectURL(before.address);
    element.currentTime = Math.max(0, seconds - (part?.startSeconds ?? 0));
  };

  return {
    get paused() {
      return element.paused;
    },
    position,
    async play(range) {
      const same =
        part?.range.startSeconds === range?.startSeconds && part?.range.endSeconds === range?.endSeconds;
      if (!same) load(range, range?.startSeconds ?? position());
      if (range !== null && position() > range.endSeconds - EPSILON_SECONDS) element.currentTime = 0;
      if (amplifier !== null) await audioContext?.resume();
      await element.play();
    },
    pause: () => element.pause(),
    seek(seconds) {
      const goesOn = !element.paused;
      if (part !== null) {
        load(null, seconds);
        if (goesOn) void element.play();
      } else {
        const end = Number.isFinite(element.duration) ? element.duration : seconds;
        element.currentTime = Math.max(0, Math.min(end, seconds));
      }
      notify();
    },
    setLoop(loop) {
      element.loop = loop;
    },
    setVolume(volume) {
      if (volume > 1) amplifier ??= amplify(element);
      element.volume = amplifier === null ? volume : 1;
      amplifier?.set(volume);
    },
    [Symbol.dispose]() {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
      cancelAnimationFrame(frame);
      element.pause();
      element.removeAttribute('src');
      amplifier?.end();
      URL.revokeObjectURL(whole);
      if (part !== null) URL.revokeObjectURL(part.address);
    },
  };
}
