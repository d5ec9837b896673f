import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Engine } from '#core/engines/engine.ts';
import { measureSpeed } from '#core/engines/estimates/calibrate.ts';
import { REFERENCE_CALIBRATION } from '#core/engines/estimates/throughput.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** An engine whose n-th step of a network takes `seconds(n)`, from 0. It counts the steps of both networks. */
function engineOf(seconds: (step: number) => number) {
  const counted = { steps: 0 };
  const engine = {
    name: 'webgpu',
    device: 'test',
    build: async () => {
      let step = 0;
      return {
        trainStep: async () => {
          vi.advanceTimersByTime(1000 * seconds(step++));
          counted.steps++;
        },
        [Symbol.dispose]: () => undefined,
      };
    },
  } as unknown as Engine;
  return { engine, counted };
}
const hold = async () => undefined;
const reference = REFERENCE_CALIBRATION.webgpu;

it('leaves the first step out, which also compiles', async () => {
  const { engine, counted } = engineOf((step) => (step === 0 ? 2 : 0.1));
  const speed = await measureSpeed(engine, hold);
  expect(speed.products).toBeCloseTo(0.1 / reference.products);
  expect(speed.rest).toBeCloseTo(0.1 / reference.rest);
  // Five rounds of one and three steps.
  expect(counted.steps).toBe(2 + 5 * 4);
});

it('ends after one round if that and the first steps took too long', async () => {
  const { engine, counted } = engineOf(() => 4);
  expect(await measureSpeed(engine, hold)).toEqual({
    products: 4 / reference.products,
    rest: 4 / reference.rest,
  });
  expect(counted.steps).toBe(2 + 4);
});
