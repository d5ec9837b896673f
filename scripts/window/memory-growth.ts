import type { Page } from '@playwright/test';
import type { StagedLaboratory } from './simulated-run.ts';
import { trainingEvents } from './simulated-run.ts';

/** As a network of middling size trains on two cores; the page hears at most ten a second of a quicker one. */
const PACE = { batchesPerSecond: 5, stepsPerEpoch: 60 };
const MINUTE = 60;
/** At once; a page takes a bundle each tenth of a second. */
const BUNDLE_SECONDS = 60;

export interface MemoryGrowth {
  events: number;
  /** Of JavaScript's heap, after its garbage was collected. */
  beforeBytes: number;
  afterBytes: number;
  /** DOM nodes. */
  nodesBefore: number;
  nodesAfter: number;
}

/** What an hour's curves leave in the page that shows them: told at speed, over the page's own way for events. */
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
      for (const event of trainingEvents(second, Math.min(to, second + BUNDLE_SECONDS), PACE)) {
        laboratory.tell(event);
        events++;
        if (event.name === 'run.batch') last = `${event.data.epoch} ${event.data.step}`;
      }
      // It is on the screen before more follows.
      const [epoch, step] = last.split(' ');
      await page.getByText(`${epoch} of `).first().waitFor();
      await page.getByText(`${step} of ${PACE.stepsPerEpoch}`, { exact: true }).waitFor();
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
  // What is made once stands before the first weighing.
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
