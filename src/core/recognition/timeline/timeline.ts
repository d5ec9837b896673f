import { byEmotion, type ClipModel, meanPredictions, mostProbable } from '#core/recognition/clip-model.ts';
import { detectSpeech } from '#core/recognition/speech/speech-presence.ts';
import type { Emotion, PerEmotion } from '#shared/emotions.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import { smoothSegments, type TimelineSegment, type TimelineWindow } from './timeline-segments.ts';

/** A sound that does not have to be completely in memory. */
export interface LongSound {
  sampleRateHz: number;
  /** Number of samples of one channel. */
  sampleCount: number;
  /** Fingerprint of the content. */
  identity: string;
  /** `count` samples from `start`, mono; never called beyond the end. */
  read(start: number, count: number): Float32Array | Promise<Float32Array>;
}

export interface Timeline {
  /** In order. They overlap if the hop is shorter than the window of the feature settings. */
  windows: TimelineWindow[];
  /** From 0 to the end, without overlaps or gaps. */
  segments: TimelineSegment[];
  /** Mean over the windows with speech; null if there are none. */
  overall: { emotion: Emotion; probabilities: PerEmotion<number> } | null;
}

export interface TimelineOptions {
  /** Time between the starts of two windows; default 1, at least 0.05. Limited to the length of a window. */
  hopSeconds?: number;
  /** Number of windows per call of a network; default 32. */
  batchWindows?: number;
  signal?: AbortSignal;
  /** Called after each batch with the finished and the total number of windows. */
  onProgress?: (done: number, total: number) => void;
}

const MIN_HOP_SECONDS = 0.05;

/** A sound in memory as a {@link LongSound}. */
export function soundInMemory(samples: Float32Array, sampleRateHz: number, identity: string): LongSound {
  const read = (start: number, count: number) => samples.subarray(start, start + count);
  return { sampleRateHz, sampleCount: samples.length, identity, read };
}

/**
 * Predicts emotions over time for a sound of any length, in windows with the length of the feature settings. Each
 * window is predicted like a separate clip. Holds one batch of windows in memory, independent of the sound's length.
 *
 * @throws UserError `invalid-hop`, `cancelled`; `damaged-sound` and other errors of the extractor.
 */
export async function predictTimeline(
  sound: LongSound,
  model: ClipModel,
  { hopSeconds = 1, batchWindows = 32, signal, onProgress }: TimelineOptions = {},
): Promise<Timeline> {
  const spans = windowSpans(sound, timeAxisOf(model.features).durationSeconds, hopSeconds);
  const predictions: (number[] | null)[] = [];
  for (let from = 0; from < spans.length; from += batchWindows) {
    const batch = spans.slice(from, from + batchWindows);
    predictions.push(...(await predictBatch(sound, batch, model, signal)));
    onProgress?.(predictions.length, spans.length);
  }
  const seconds = (samples: number) => samples / sound.sampleRateHz;
  const windows = spans.map(({ start, end }, index): TimelineWindow => {
    const probabilities = predictions[index];
    return {
      startSeconds: seconds(start),
      endSeconds: seconds(end),
      emotion: probabilities && mostProbable(model.emotions, probabilities),
      probabilities: probabilities && byEmotion(model.emotions, probabilities),
    };
  });
  return {
    windows,
    segments: smoothSegments(windows, model.emotions),
    overall: overall(predictions, model.emotions),
  };
}

interface Span {
  start: number;
  end: number;
}

/** One window per hop. The last window ends with the sound, so that no part is omitted or padded with zeros. */
function windowSpans(sound: LongSound, windowSeconds: number, hopSeconds: number): Span[] {
  if (!(hopSeconds >= MIN_HOP_SECONDS)) {
    throw new UserError(
      'invalid-hop',
      `The step between two windows must be at least ${MIN_HOP_SECONDS} s, not ${hopSeconds} s.`,
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

/** The probabilities of each window; null without speech. */
async function predictBatch(
  sound: LongSound,
  spans: readonly Span[],
  model: ClipModel,
  signal: AbortSignal | undefined,
): Promise<(number[] | null)[]> {
  const matrices: Float32Array[] = [];
  const withSpeech: boolean[] = [];
  for (const { start, end } of spans) {
    throwIfCancelled(signal);
    const samples = await sound.read(start, end - start);
    const { present } = detectSpeech(samples, sound.sampleRateHz);
    withSpeech.push(present);
    if (!present) continue;
    // The only window of a short clip is the clip itself, so it has the same identity as in other predictions.
    const whole = end - start === sound.sampleCount;
    const identity = whole ? sound.identity : `${sound.identity} ${start}`;
    matrices.push(await model.extractor.extract(samples, sound.sampleRateHz, identity));
  }
  throwIfCancelled(signal);
  const probabilities = await meanPredictions(model, matrices);
  let next = 0;
  return withSpeech.map((present) => (present ? probabilities[next++] : null));
}

function overall(
  predictions: readonly (number[] | null)[],
  emotions: readonly Emotion[],
): Timeline['overall'] {
  const withSpeech = predictions.filter((probabilities) => probabilities !== null);
  if (withSpeech.length === 0) return null;
  const mean = withSpeech[0].map(
    (_, e) => withSpeech.reduce((sum, values) => sum + values[e], 0) / withSpeech.length,
  );
  return { emotion: mostProbable(emotions, mean), probabilities: byEmotion(emotions, mean) };
}
