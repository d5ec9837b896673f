import type { Emotion } from '../../../shared/emotions.ts';
import { UserError } from '../../../shared/failure.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { articulate, type Segment } from './articulation.ts';
import { type ControlTracks, controlTracks } from './control-tracks.ts';
import { drawDelivery } from './delivery.ts';
import type { Delivery } from './emotion-profiles.ts';
import { glottalSource } from './glottal-source.ts';
import { drawRoom, type RecordingRoom, type RoomDraw, recordInRoom } from './recording-room.ts';
import type { Sentence } from './sentences.ts';
import type { Speaker } from './speakers.ts';
import { vocalTract } from './vocal-tract.ts';

export interface SynthesisOptions {
  speaker: Speaker;
  sentence: Sentence;
  emotion: Emotion;
  /** 0: as neutral, 1: a clear portrayal (default), above: stronger. */
  intensity?: number;
  seed: number;
  /** Tells repetitions of one sentence apart; default 0. */
  take?: number;
  /** 8,000 to 96,000; default 16,000. */
  sampleRateHz?: number;
  room?: RecordingRoom;
}

/** A small, quiet studio. */
export const STUDIO: RecordingRoom = {
  neutralLevelDbfs: -25,
  signalToNoiseDb: [36, 5],
  silenceSeconds: [0.1, 0.25],
};

/** All that is decided about an utterance before any sample is made. */
export interface Utterance {
  delivery: Delivery;
  segments: Segment[];
  tracks: ControlTracks;
  room: RoomDraw;
  /** Length of the finished clip. */
  samples: number;
  /** Goes on into the sound. */
  random: Random;
}

/**
 * Draws an utterance: what it will be asked for in pitch, rate, level and voice, and how long it will be.
 * Throws {@link UserError} `invalid-sample-rate`.
 */
export function planUtterance(options: SynthesisOptions): Utterance {
  const { speaker, sentence, emotion, seed } = options;
  const { intensity = 1, take = 0, sampleRateHz = 16_000, room = STUDIO } = options;
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 8000 || sampleRateHz > 96_000) {
    throw new UserError(
      'invalid-sample-rate',
      `Voices can be made at 8,000 to 96,000 samples a second, not at ${sampleRateHz}.`,
    );
  }
  const random = createRandom('utterance', seed, speaker.name, sentence.code, emotion, intensity, take);
  const delivery = drawDelivery(speaker, emotion, intensity, random);
  const segments = articulate(sentence, delivery, random);
  const tracks = controlTracks(speaker, delivery, segments, sampleRateHz, random);
  const roomDraw = drawRoom(room, sampleRateHz, random);
  const samples = roomDraw.leadSamples + tracks.frames * tracks.frameSamples + roomDraw.tailSamples;
  return { delivery, segments, tracks, room: roomDraw, samples, random };
}

/**
 * Speaks a sentence: mono samples, −0.9…0.9, at `sampleRateHz`. Equal options give equal samples. A source–filter
 * formant synthesizer after Klatt (1980): glottal pulses and breath through a cascade of moving formants.
 */
export function synthesize(options: SynthesisOptions): Float32Array {
  const { sampleRateHz = 16_000, room = STUDIO } = options;
  const { delivery, tracks, room: roomDraw, random } = planUtterance(options);
  const source = glottalSource(tracks, delivery, sampleRateHz, random);
  const speech = vocalTract(options.speaker, source, tracks, delivery.openQuotient, sampleRateHz, random);
  return recordInRoom(speech, delivery.levelDb, room, roomDraw, random);
}
