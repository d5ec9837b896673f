import type { Emotion, PerEmotion } from '../../shared/emotions.ts';
import { throwIfCancelled, UserError } from '../../shared/failure.ts';
import { meanPredictions, mostProbable, named, type Recogniser } from './recogniser.ts';
import { detectSpeech } from './speech-presence.ts';
import { smoothSegments, type TimelineSegment, type TimelineWindow } from './timeline-segments.ts';

/** A sound that need not be in memory as a whole. */
export interface LongSound {
  sampleRateHz: number;
  /** Of one channel. */
  sampleCount: number;
  /** Content's fingerprint. */
  identity: string;
  /** `count` samples from `start` on, mono; never asked beyond the end. */
  read(start: number, count: number): Float32Array | Promise<Float32Array>;
}

export interface Timeline {
  /** In order, overlapping where the hop is shorter than the recipe's window. */
  windows: TimelineWindow[];
  /** Without overlap or gap, from 0 to the end. */
  segments: TimelineSegment[];
  /** Mean over the windows in which somebody speaks; null where there is none. */
  overall: { emotion: Emotion; probabilities: PerEmotion<number> } | null;
}

export interface TimelineOptions {
  /** Between the beginnings of two windows; default 1, at least 0.05. Longer than a window counts as a window. */
  hopSeconds?: number;
  /** Windows that one call to a network takes; default 32. */
  batchWindows?: number;
  signal?: AbortSignal;
  /** After each batch: windows done, of how many. */
  onProgress?: (done: number, total: number) => void;
}

const LEAST_HOP_SECONDS = 0.05;

/** A whole sound in memory as a {@link LongSound}. */
export function soundInMemory(samples: Float32Array, sampleRateHz: number, identity: string): LongSound {
  const read = (start: number, count: number) => samples.subarray(start, start + count);
  return { sampleRateHz, sampleCount: samples.length, identity, read };
}

/**
 * What is felt when, through a sound of any length: windows as long as the recipe's, each judged like a clip of its
 * own. Holds one batch of windows in memory at a time, whatever the sound's length.
 *
 * @throws UserError `invalid-hop`, `cancelled`; `damaged-sound` and what else the extractor finds.
 */
export async function recogniseTimeline(
  sound: LongSound,
  recogniser: Recogniser,
  { hopSeconds = 1, batchWindows = 32, signal, onProgress }: TimelineOptions = {},
): Promise<Timeline> {
  const spans = windowSpans(sound, recogniser.recipe.durationSeconds, hopSeconds);
  const judged: (number[] | null)[] = [];
  for (let from = 0; from < spans.length; from += batchWindows) {
    const batch = spans.slice(from, from + batchWindows);
    judged.push(...(await judgeBatch(sound, batch, recogniser, signal)));
    onProgress?.(judged.length, spans.length);
  }
  const seconds = (samples: number) => samples / sound.sampleRateHz;
  const windows = spans.map(({ start, end }, index): TimelineWindow => {
    const probabilities = judged[index];
    return {
      startSeconds: seconds(start),
      endSeconds: seconds(end),
      emotion: probabilities && mostProbable(probabilities),
      probabilities: probabilities && named(probabilities),
    };
  });
  return { windows, segments: smoothSegments(windows), overall: overall(judged) };
}

interface Span {
  start: number;
  end: number;
}

/** Windows every hop; the last one ends with the sound, so that nothing is left over or filled with zeros. */
function windowSpans(sound: LongSound, windowSeconds: number, hopSeconds: number): Span[] {
  if (!(hopSeconds >= LEAST_HOP_SECONDS)) {
    throw new UserError(
      'invalid-hop',
      `A timeline needs a step of at least ${LEAST_HOP_SECONDS} s between two windows, not ${hopSeconds}.`,
    );
  }
  const { sampleCount, sampleRateHz } = sound;
  if (sampleCount === 0) return [];
  const length = Math.round(windowSeconds * sampleRateHz);
  const hop = Math.min(length, hopSeconds * sampleRateHz);
  const last = Math.max(0, sampleCount - length);
  const spans: Span[] = [];
  for (let n = 0; Math.round(n * hop) < last; n++) {
    const start = Math.round(n * hop);
    spans.push({ start, end: start + length });
  }
  spans.push({ start: last, end: sampleCount });
  return spans;
}

/** The probabilities of each window, null where nobody speaks. */
async function judgeBatch(
  sound: LongSound,
  spans: readonly Span[],
  recogniser: Recogniser,
  signal: AbortSignal | undefined,
): Promise<(number[] | null)[]> {
  const matrices: Float32Array[] = [];
  const spoken: boolean[] = [];
  for (const { start, end } of spans) {
    throwIfCancelled(signal);
    const samples = await sound.read(start, end - start);
    const { present } = detectSpeech(samples, sound.sampleRateHz);
    spoken.push(present);
    if (!present) continue;
    // The one window of a short clip is the clip: a seeded recipe places it as it does anywhere else.
    const whole = end - start === sound.sampleCount;
    const identity = whole ? sound.identity : `${sound.identity} ${start}`;
    matrices.push(await recogniser.extractor.extract(samples, sound.sampleRateHz, identity));
  }
  throwIfCancelled(signal);
  const probabilities = await meanPredictions(recogniser, matrices);
  let next = 0;
  return spoken.map((present) => (present ? probabilities[next++] : null));
}

function overall(judged: readonly (number[] | null)[]): Timeline['overall'] {
  const spoken = judged.filter((probabilities) => probabilities !== null);
  if (spoken.length === 0) return null;
  const mean = spoken[0].map((_, e) => spoken.reduce((sum, values) => sum + values[e], 0) / spoken.length);
  return { emotion: mostProbable(mean), probabilities: named(mean) };
}
