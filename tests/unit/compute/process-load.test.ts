import { expect, test } from 'vitest';
import { createLoadMeter } from '../../../src/compute/process-load.ts';

const during = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
function burn(milliseconds: number): void {
  const end = process.cpuUsage().user + milliseconds * 1000;
  while (process.cpuUsage().user < end) Math.sqrt(end);
}

test('a process that works takes more than one that waits, of one core all and of four a quarter', async () => {
  const [one, four, idle] = [createLoadMeter(1), createLoadMeter(4), createLoadMeter(1)];
  burn(200);
  const [busy, quarter] = [one(), four()];
  // The machine may be shared: it had no more than its core, and of four that is a quarter.
  expect(busy.cpuPercent).toBeGreaterThan(5);
  expect(busy.cpuPercent).toBeLessThanOrEqual(100);
  expect(quarter.cpuPercent / busy.cpuPercent).toBeCloseTo(0.25, 1);
  expect(busy.memoryBytes).toBeGreaterThan(10e6);
  idle();
  await during(200);
  expect(idle().cpuPercent).toBeLessThan(busy.cpuPercent);
});
