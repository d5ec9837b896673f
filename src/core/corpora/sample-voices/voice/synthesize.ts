import type { Sentence } from '#core/corpora/sample-voices/sentences.ts';
import type { Speaker } from '#core/corpora/sample-voices/speakers.ts';
import type { Emotion } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import { createRandom, type Random } from '#shared/random.ts';
import { articulate, type Segment } from './articulation.ts';
import { type ControlTracks, controlTracks } from './control-tracks.ts';
import { drawDelivery } from './delivery.ts';
import type { Delivery } from './emotion-profiles.ts';
import { glottalSource } from './glottal-source.ts';
import { drawRoom, type RecordingRoom, type RoomDraw, recordInRoom } from './recording-room.ts';
import { vocalTract } from './vocal-tract.ts';

export interface SynthesisOptions {
  speaker: Speaker;
  sentence: Sentence;
  emotion: Emotion;
  /** 0: like neutral, 1: clear (default), above 1: stronger. */
  intensity?: number;
  seed: number;
  /** Number of the repetition of one sentence; default 0. */
  take?: number;
  /** 8,000 to 96,000; default 16,000. */
  sampleRateHz?: number;
  room?: RecordingRoom;
}

/** A small, quiet studio. */
const STUDIO: RecordingRoom = {
  neutralLevelDbfs: -25,
  signalToNoiseDb: [36, 5],
  silenceSeconds: [0.1, 0.25],
};

/** The plan of an utterance, before any sample is computed. */
export interface Utterance {
  delivery: Delivery;
  segments: Segment[];
  tracks: ControlTracks;
  room: RoomDraw;
  /** Length of the finished clip. */
  samples: number;
  /** Also used to compute the sound. */
  random: Random;
}

/**
 * Draws the pitch, rate, level, voice and length of an utterance. Throws {@link UserError} `invalid-sample-rate`.
 */
export function planUtterance(options: SynthesisOptions): Utterance {
  const { speaker, sentence, emotion, seed } = options;
  const { intensity = 1, take = 0, sampleRateHz = 16_000, room = STUDIO } = options;
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 8000 || sampleRateHz > 96_000) {
    throw new UserError(
      'invalid-sample-rate',
      `The sample rate must be 8,000 to 96,000 Hz, not ${sampleRateHz}.`,
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
 * Synthesizes a sentence: mono samples, −0.9…0.9, at `sampleRateHz`. Equal options give equal samples. A source–filter
 * formant synthesizer after Klatt (1980): glottal pulses and aspiration pass through a cascade of moving formants.
 */
export function synthesize(options: SynthesisOptions): Float32Array {
  const { sampleRateHz = 16_000, room = STUDIO } = options;
  const { delivery, tracks, room: roomDraw, random } = planUtterance(options);
  const source = glottalSource(tracks, delivery, sampleRateHz, random);
  const speech = vocalTract(options.speaker, source, tracks, delivery.openQuotient, sampleRateHz, random);
  return recordInRoom(speech, delivery.levelDb, room, roomDraw, random);
}
