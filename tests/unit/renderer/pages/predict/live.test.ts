import { describe, expect, it } from 'vitest';
import {
  EMPTY_LIVE_STATE,
  LIVE_HISTORY_SECONDS,
  type LiveState,
  withEstimate,
} from '#renderer/pages/predict/live-estimates.ts';
import { createLiveSchedule } from '#renderer/pages/predict/live-schedule.ts';
import type { Recognition } from '#shared/answers.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';

const RATE = 1000;
const CHUNK = 20;

/** A schedule whose calls are answered by the test; `at` holds the sample counts at which they started. */
function setUp() {
  let total = 0;
  const started: { at: number; answer(result: string): void; fail(error: unknown): void }[] = [];
  const results: [string, number][] = [];
  const failures: unknown[] = [];
  const schedule = createLiveSchedule<string>({
    sampleRateHz: RATE,
    hopSeconds: 0.3,
    minSeconds: 1,
    predict: () => new Promise((answer, fail) => started.push({ at: total, answer, fail })),
    onResult: (result, atSeconds) => results.push([result, atSeconds]),
    onFailure: (error) => failures.push(error),
  });
  const advance = (seconds: number) => {
    for (const end = total + seconds * RATE; total < end; ) {
      total += CHUNK;
      schedule.advance(total);
    }
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { schedule, advance, started, results, failures, settled };
}

describe('the live schedule', () => {
  it('starts after one second of sound, then predicts every hop', async () => {
    const { advance, started, results, settled } = setUp();
    for (let i = 0; i < 30; i++) {
      advance(0.1);
      started.at(-1)?.answer('ok');
      await settled();
    }
    expect(started.map(({ at }) => at)).toEqual([1000, 1300, 1600, 1900, 2200, 2500, 2800]);
    expect(results.map(([, at]) => at)).toEqual([1, 1.3, 1.6, 1.9, 2.2, 2.5, 2.8]);
  });

  it('drops hops during a running prediction instead of queuing them', async () => {
    const { schedule, advance, started, settled } = setUp();
    advance(5);
    expect(started).toHaveLength(1);
    expect(schedule.counts).toEqual({ predicted: 0, dropped: 13 });
    started[0].answer('late');
    await settled();
    advance(0.3);
    expect(started).toHaveLength(2);
    expect(started[1].at).toBeGreaterThan(5000);
    expect(schedule.counts.predicted).toBe(1);
  });

  it('continues after a failure, and reports it', async () => {
    const { advance, started, failures, results, settled } = setUp();
    advance(1);
    started[0].fail(new Error('connection lost'));
    await settled();
    advance(0.3);
    started[1].answer('back');
    await settled();
    expect(failures).toHaveLength(1);
    expect(results.map(([result]) => result)).toEqual(['back']);
  });

  it('reports nothing after its end', async () => {
    const { schedule, advance, started, results, failures, settled } = setUp();
    advance(1);
    schedule.stop();
    started[0].answer('too late');
    await settled();
    advance(2);
    expect([started.length, results, failures]).toEqual([1, [], []]);
  });
});

describe('live estimates', () => {
  const voice = {
    path: '',
    emotion: 'happy' as const,
    probabilities: perEmotion(EMOTIONS, (emotion) => (emotion === 'happy' ? 1 : 0)),
    milliseconds: 5,
    trainedOn: 'same clip' as const,
    sure: { probability: 1, calibrated: false, rightShare: 0.9 },
    model: 'final' as const,
  };
  const nobody: Recognition = { path: '', problem: 'Nobody speaks.' };
  const stateAfter = (times: readonly number[], recognitions: readonly Recognition[] = [voice]) =>
    times.reduce<LiveState>((state, at) => withEstimate(state, recognitions, at), EMPTY_LIVE_STATE);

  it('are counted per second over the last 5 s', () => {
    expect(stateAfter([1]).perSecond).toBe(0);
    expect(stateAfter([1, 1.3, 1.6, 1.9]).perSecond).toBeCloseTo(1 / 0.3, 6);
    // A slow start no longer counts.
    expect(stateAfter([1, 3, ...Array.from({ length: 21 }, (_, i) => 5 + i / 4)]).perSecond).toBeCloseTo(
      4,
      6,
    );
  });

  it('are held for 30 s, and are null for silence', () => {
    const state = stateAfter(Array.from({ length: 400 }, (_, i) => i * 0.3));
    expect(state.estimates[0].atSeconds).toBeGreaterThan(399 * 0.3 - LIVE_HISTORY_SECONDS);
    expect(state.estimates.length).toBeLessThanOrEqual(101);
    const [both] = stateAfter([1], [voice, nobody]).estimates;
    expect(both.probabilities).toEqual([voice.probabilities, null]);
    expect(both.trainedOn).toEqual(['same clip', null]);
    expect(both.sure).toEqual([voice.sure, null]);
  });

  it('clear the failure before them', () => {
    const failed: LiveState = { ...EMPTY_LIVE_STATE, failure: { code: 'x', message: 'x' } };
    expect(withEstimate(failed, [voice], 1).failure).toBeNull();
  });
});
