import type { NativeOptions } from '#core/laboratory/index.ts';
import { openLaboratory } from '#core/laboratory/index.ts';
import type { LaboratoryEvent, RequestInput } from '#shared/contract.ts';
import type { RunStatus } from '#shared/runs.ts';

/** A run to create. */
export interface WantedRun {
  name: string;
  settings: RequestInput<'runs.start'>['settings'];
  tags?: string[];
  notes?: string;
  /** Stops the run after this many epochs. */
  stopAfterEpochs?: number;
}

export interface WantedLaboratory {
  /** The laboratory's folder. */
  folder: string;
  /** Folders of corpora. */
  corpora: readonly string[];
  /** Sample voices to create first in a folder, which is then one of the corpora. */
  voices?: RequestInput<'corpora.sample'> & { folder: string };
  runs: readonly WantedRun[];
  native?: NativeOptions;
  /** Called with a line for each step. */
  say?: (line: string) => void;
}

/** The entry scripts in the sources. */
export const ENTRIES = {
  jobs: new URL('../src/workers/job-process.ts', import.meta.url),
  features: new URL('../src/workers/feature-process.ts', import.meta.url),
  probe: new URL('../src/workers/runtime-probe.ts', import.meta.url),
  reader: new URL('../src/workers/reader-process.ts', import.meta.url),
  sounds: new URL('../src/workers/sound-process.ts', import.meta.url),
};

/** Fills a laboratory with the requests of its pages, without a page. Returns the ids of the runs in order. */
export async function makeLaboratory(wanted: WantedLaboratory): Promise<string[]> {
  const { folder, corpora, voices, runs, native, say = () => undefined } = wanted;
  await using laboratory = await openLaboratory({ folder, entries: ENTRIES, native });
  if (voices !== undefined) {
    const { clips } = await laboratory.invoke('corpora.sample', voices);
    say(`${clips} sample voices`);
  }
  const folders = [...(voices === undefined ? [] : [voices.folder]), ...corpora];
  await laboratory.invoke('library.add', { folders });
  const ids: string[] = [];
  for (const { name, settings, tags, notes, stopAfterEpochs } of runs) {
    const events: LaboratoryEvent[] = [];
    let wake: () => void = () => undefined;
    using subscription = new DisposableStack();
    subscription.defer(
      laboratory.subscribe((event) => {
        events.push(event);
        wake();
      }),
    );
    const { id } = await laboratory.invoke('runs.start', { folders, settings, name, tags });
    const ended: readonly RunStatus[] = ['finished', 'stopped', 'failed', 'interrupted'];
    let asked = false;
    let last: RunStatus | null = null;
    while (last === null || !ended.includes(last)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      if (events.length === 0) await promise;
      for (const event of events.splice(0)) {
        if (event.name === 'run.status' && event.data.run === id) last = event.data.status;
        if (event.name !== 'run.epoch' || event.data.epoch.epoch !== stopAfterEpochs || asked) continue;
        asked = true;
        await laboratory.invoke('runs.stop', { run: id });
      }
    }
    const { failure, test } = await laboratory.invoke('runs.show', { run: id });
    if (last !== (stopAfterEpochs === undefined ? 'finished' : 'stopped')) {
      throw new Error(`The run ${name} is ${last}: ${failure?.message ?? 'unknown reason'}`);
    }
    if (notes !== undefined) await laboratory.invoke('runs.annotate', { run: id, notes });
    say(`${name}: ${test === null ? last : `UAR ${(100 * test.uar).toFixed(1)} %`}`);
    ids.push(id);
  }
  return ids;
}
