import type { Page } from '@playwright/test';
import type { StagedLaboratory } from './simulated-run.ts';
import { trainingEvents } from './simulated-run.ts';

/** The speed of a medium network on two cores. A page gets at most ten updates per second of a faster one. */
const SPEED = { batchesPerSecond: 5, stepsPerEpoch: 60 };
const MINUTE = 60;
/** Sent at once. A page gets a bundle every tenth of a second. */
const BUNDLE_SECONDS = 60;

export interface MemoryGrowth {
  events: number;
  /** Bytes of the JavaScript heap after a garbage collection. */
  beforeBytes: number;
  afterBytes: number;
  /** DOM nodes. */
  nodesBefore: number;
  nodesAfter: number;
}

/** The growth of a page that shows the curves of an hour of training, whose events are sent faster than real time. */
export async function memoryGrowth(
  page: Page,
  laboratory: StagedLaboratory,
  hours = 1,
): Promise<MemoryGrowth> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  let events = 0;
  const tell = async (from: number, to: number) => {
    let last = '';
    for (let second = from; second < to; second += BUNDLE_SECONDS) {
      for (const event of trainingEvents(second, Math.min(to, second + BUNDLE_SECONDS), SPEED)) {
        laboratory.emit(event);
        events++;
        if (event.name === 'run.batch') last = `${event.data.epoch} ${event.data.step}`;
      }
      // Waits until it is shown.
      const [epoch, step] = last.split(' ');
      await page.getByText(`${epoch} of `).first().waitFor();
      await page.getByText(`${step} of ${SPEED.stepsPerEpoch}`, { exact: true }).waitFor();
    }
  };
  const weigh = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await cdp.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { heap: value('JSHeapUsedSize'), nodes: value('Nodes') };
  };
  await page.getByRole('img', { name: /^Loss/ }).waitFor();
  // Objects that are created once exist before the first measurement.
  await tell(0, 2 * MINUTE);
  const before = await weigh();
  events = 0;
  await tell(2 * MINUTE, (60 * hours + 2) * MINUTE);
  const after = await weigh();
  await cdp.detach();
  return {
    events,
    beforeBytes: before.heap,
    afterBytes: after.heap,
    nodesBefore: before.nodes,
    nodesAfter: after.nodes,
  };
}
