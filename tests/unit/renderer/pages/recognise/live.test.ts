import { describe, expect, it } from 'vitest';
import {
  LIVE_SHOWN_SECONDS,
  type LiveState,
  NOTHING_HEARD,
  withEstimate,
} from '../../../../../src/renderer/pages/recognise/live-estimates.ts';
import { createLiveSchedule } from '../../../../../src/renderer/pages/recognise/live-schedule.ts';
import type { Recognition } from '../../../../../src/shared/answers.ts';
import { perEmotion } from '../../../../../src/shared/emotions.ts';

const RATE = 1000;
const CHUNK = 20;

/** A schedule whose calls the test answers; `at` holds the samples at which each was begun. */
function setUp() {
  let total = 0;
  const begun: { at: number; answer(result: string): void; fail(error: unknown): void }[] = [];
  const results: [string, number][] = [];
  const failures: unknown[] = [];
  const schedule = createLiveSchedule<string>({
    sampleRateHz: RATE,
    hopSeconds: 0.3,
    leastSeconds: 1,
    judge: () => new Promise((answer, fail) => begun.push({ at: total, answer, fail })),
    onResult: (result, atSeconds) => results.push([result, atSeconds]),
    onFailure: (error) => failures.push(error),
  });
  const hear = (seconds: number) => {
    for (const end = total + seconds * RATE; total < end; ) {
      total += CHUNK;
      schedule.advance(total);
    }
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { schedule, hear, begun, results, failures, settled };
}

describe('the live schedule', () => {
  it('begins when there is a second of sound, then judges every hop', async () => {
    const { hear, begun, results, settled } = setUp();
    for (let i = 0; i < 30; i++) {
      hear(0.1);
      begun.at(-1)?.answer('ok');
      await settled();
    }
    expect(begun.map(({ at }) => at)).toEqual([1000, 1300, 1600, 1900, 2200, 2500, 2800]);
    expect(results.map(([, at]) => at)).toEqual([1, 1.3, 1.6, 1.9, 2.2, 2.5, 2.8]);
  });

  it('never asks while it waits: what is late is left out, not queued', async () => {
    const { schedule, hear, begun, settled } = setUp();
    hear(5);
    expect(begun).toHaveLength(1);
    expect(schedule.counts).toEqual({ judged: 0, dropped: 13 });
    begun[0].answer('late');
    await settled();
    hear(0.3);
    expect(begun).toHaveLength(2);
    expect(begun[1].at).toBeGreaterThan(5000);
    expect(schedule.counts.judged).toBe(1);
  });

  it('goes on after a failure, and tells it', async () => {
    const { hear, begun, failures, results, settled } = setUp();
    hear(1);
    begun[0].fail(new Error('the door was away'));
    await settled();
    hear(0.3);
    begun[1].answer('back');
    await settled();
    expect(failures).toHaveLength(1);
    expect(results.map(([result]) => result)).toEqual(['back']);
  });

  it('says nothing after its end', async () => {
    const { schedule, hear, begun, results, failures, settled } = setUp();
    hear(1);
    schedule.stop();
    begun[0].answer('too late');
    await settled();
    hear(2);
    expect([begun.length, results, failures]).toEqual([1, [], []]);
  });
});

describe('live estimates', () => {
  const voice: Recognition = {
    path: '',
    emotion: 'happy',
    probabilities: perEmotion((emotion) => (emotion === 'happy' ? 1 : 0)),
    milliseconds: 5,
  };
  const nobody: Recognition = { path: '', problem: 'Nobody speaks.' };
  const stateAfter = (times: readonly number[], recognitions: readonly Recognition[] = [voice]) =>
    times.reduce<LiveState>((state, at) => withEstimate(state, recognitions, at), NOTHING_HEARD);

  it('are counted by the second, over the last five', () => {
    expect(stateAfter([1]).perSecond).toBe(0);
    expect(stateAfter([1, 1.3, 1.6, 1.9]).perSecond).toBeCloseTo(1 / 0.3, 6);
    // A slow begin is forgotten.
    expect(stateAfter([1, 3, ...Array.from({ length: 21 }, (_, i) => 5 + i / 4)]).perSecond).toBeCloseTo(
      4,
      6,
    );
  });

  it('are kept for half a minute, those of silence as nothing', () => {
    const state = stateAfter(Array.from({ length: 400 }, (_, i) => i * 0.3));
    expect(state.estimates[0].atSeconds).toBeGreaterThan(399 * 0.3 - LIVE_SHOWN_SECONDS);
    expect(state.estimates.length).toBeLessThanOrEqual(101);
    const [both] = stateAfter([1], [voice, nobody]).estimates;
    expect(both.probabilities).toEqual([voice.probabilities, null]);
  });

  it('forget the failure before them', () => {
    const failed: LiveState = { ...NOTHING_HEARD, failure: { code: 'x', message: 'x' } };
    expect(withEstimate(failed, [voice], 1).failure).toBeNull();
  });
});
