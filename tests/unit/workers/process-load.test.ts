import { expect, test } from 'vitest';
import { createLoadMeter } from '#workers/process-load.ts';

const during = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
function burn(milliseconds: number): void {
  const end = process.cpuUsage().user + milliseconds * 1000;
  while (process.cpuUsage().user < end) Math.sqrt(end);
}

test('measures more load for a busy process than for an idle one, relative to the number of cores', async () => {
  const [one, four, idle] = [createLoadMeter(1), createLoadMeter(4), createLoadMeter(1)];
  burn(200);
  const [busy, quarter] = [one(), four()];
  // On a shared machine the process got at most one core, which is a quarter of four.
  expect(busy.cpuPercent).toBeGreaterThan(5);
  expect(busy.cpuPercent).toBeLessThanOrEqual(100);
  expect(quarter.cpuPercent / busy.cpuPercent).toBeCloseTo(0.25, 1);
  expect(busy.memoryBytes).toBeGreaterThan(10e6);
  idle();
  await during(200);
  expect(idle().cpuPercent).toBeLessThan(busy.cpuPercent);
});
