import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeNpy } from '../../../src/core/features/npy.ts';
import { type Laboratory, openLaboratory } from '../../../src/core/laboratory.ts';
import { openExperimentLog } from '../../../src/core/runs/experiment-log.ts';
import type { ComputeChild, ComputeExit } from '../../../src/core/training/compute-child.ts';
import type { Order } from '../../../src/core/training/job.ts';
import { type LaboratoryEvent, type RequestName, requests } from '../../../src/shared/contract.ts';
import { ENTRIES, ROOMY, temporaryFolder, voices } from './laboratory-parts.ts';

let corpus = '';
beforeAll(async () => {
  corpus = await voices(mkdtempSync(join(tmpdir(), 'neural-ser-voices-')));
});
afterAll(() => rmSync(corpus, { recursive: true, force: true }));

/**
 * A compute process that takes every job and never ends one, until it is asked to end itself. What a run would take it
 * says at once; a process that is asked nothing else sends nothing to `sent`.
 */
function idleChild(sent: Order[]): ComputeChild {
  let say: (message: unknown) => void = () => undefined;
  let exited: (exit: ComputeExit) => void = () => undefined;
  let job = 0;
  const end = () => {
    say({ kind: 'outcome', id: job, outcome: { status: 'stopped' } });
    exited({ code: 0, signal: null, said: '' });
  };
  return {
    pid: null,
    send: (message) => {
      const order = message as Order;
      if (order.kind === 'job' && order.job.kind === 'estimate') {
        const outcome = { status: 'finished', result: ROOMY };
        queueMicrotask(() => say({ kind: 'outcome', id: order.id, outcome }));
        return;
      }
      if (order.kind === 'job') job = order.id;
      if (job > 0) sent.push(order);
      if (order.kind === 'wish' && order.wish === 'cancel') {
        queueMicrotask(() => say({ kind: 'outcome', id: job, outcome: { status: 'cancelled' } }));
      }
      if (order.kind === 'shutdown') queueMicrotask(end);
    },
    onMessage: (listener) => {
      say = listener;
      queueMicrotask(() => say({ kind: 'ready' }));
    },
    onExit: (listener) => {
      exited = listener;
    },
    kill: end,
    hold: () => undefined,
  };
}

async function open(folder = temporaryFolder()) {
  const sent: Order[] = [];
  const events: LaboratoryEvent[] = [];
  const laboratory = await openLaboratory({
    folder,
    entries: ENTRIES,
    spawn: () => idleChild(sent),
    native: { explicit: 'off' },
  });
  onTestFinished(() => laboratory[Symbol.asyncDispose]());
  laboratory.subscribe((event) => events.push(event));
  return { laboratory, sent, events, folder };
}

/** Below a file: nothing can be written there by mistake. */
const NOWHERE = join(fileURLToPath(import.meta.url), 'nowhere');

describe('the contract', () => {
  /** A sound input of every request, so that none is forgotten when one is added. */
  const inputs: { [N in RequestName]: unknown } = {
    doctor: {},
    'native.status': {},
    'native.install': {},
    'native.remove': {},
    'corpora.scan': { folders: ['x'] },
    'corpora.clips': { folders: ['x'] },
    'corpora.export': { folders: ['x'], target: NOWHERE },
    'corpora.sample': {},
    'library.list': {},
    'library.detect': { folder: NOWHERE },
    'library.add': { folders: [NOWHERE] },
    'library.remove': { folder: NOWHERE },
    'library.clips': { folders: [NOWHERE] },
    'folders.list': {},
    about: {},
    'presets.list': {},
    'recipes.list': {},
    'features.write': { files: ['x'], recipe: 'log-mel', target: NOWHERE },
    'networks.list': {},
    'networks.describe': { name: 'compact' },
    'networks.run': { name: 'compact', weights: 'w', input: 'i', output: NOWHERE, engine: 'auto' },
    'splits.preview': { folders: ['x'], protocol: { name: 'random' }, seed: 1 },
    'runs.plan': { folders: ['x'], settings: {} },
    'runs.start': { folders: ['x'], settings: {} },
    'runs.list': {},
    'runs.show': { run: 'x' },
    'runs.groups': { run: 'x', by: 'sex' },
    'runs.batches': { run: 'x' },
    'runs.queue': {},
    'runs.pause': { run: 'x' },
    'runs.resume': { run: 'x' },
    'runs.stop': { run: 'x' },
    'runs.annotate': { run: 'x' },
    'runs.bin': { run: 'x' },
    'runs.restore': { run: 'x' },
    'runs.predictions': { run: 'x' },
    'runs.evaluate': { run: 'x', folders: ['x'] },
    'recognise.files': { run: 'x', files: ['x'] },
    'recognise.sound': { run: 'x', wav: new Uint8Array(3) },
    'recognise.prepare': { run: 'x' },
    'sounds.read': { path: NOWHERE },
    'sounds.picture': { sound: { wav: new Uint8Array(3) } },
    'recordings.keep': { name: 'x', wav: new Uint8Array(3) },
    'recordings.list': {},
    'recordings.remove': { id: 'x' },
    'recordings.restore': { id: 'x' },
  };

  it('knows a sound input of every request', () => {
    expect(Object.keys(inputs).toSorted()).toEqual(Object.keys(requests).toSorted());
    for (const [name, input] of Object.entries(inputs)) {
      expect(requests[name as RequestName].input.safeParse(input).success, name).toBe(true);
    }
  });

  it('has an answer to every request: a result, or a sentence for the user, never a defect', async () => {
    const { laboratory } = await open();
    // Fetching and removing a runtime is no matter for here, and a probe of this child never ends.
    const left: RequestName[] = ['native.install', 'native.remove', 'native.status', 'doctor'];
    for (const name of (Object.keys(requests) as RequestName[]).filter((name) => !left.includes(name))) {
      const input = inputs[name] as never;
      const outcome = await laboratory.invoke(name, input).then(
        (value) => requests[name].output.safeParse(value).success,
        (error: Error) => error.name,
      );
      expect([true, 'UserError'], name).toContain(outcome);
    }
  });

  it('refuses what no request is', async () => {
    const { laboratory } = await open();
    for (const name of ['runs.delete', 'constructor', '__proto__', 'toString', '']) {
      await expect(laboratory.invoke(name as RequestName, {} as never)).rejects.toMatchObject({
        code: 'unknown-request',
      });
    }
  });

  it('refuses inputs that are none, before anything is done', async () => {
    const { laboratory, folder } = await open();
    const wrong: [RequestName, unknown][] = [
      ['corpora.scan', {}],
      ['corpora.scan', { folders: [] }],
      ['corpora.scan', { folders: [''] }],
      ['corpora.scan', { folders: 'x' }],
      ['corpora.scan', null],
      ['corpora.sample', { speakers: 0 }],
      ['corpora.sample', { speakers: 1e9 }],
      ['features.write', { files: [], recipe: 'log-mel', target: 'y' }],
      ['features.write', { files: ['x'], recipe: 'log-mel', target: 'y', offsetSamples: -1 }],
      ['splits.preview', { folders: ['x'], protocol: { name: 'constructor' }, seed: 1 }],
      ['runs.start', { folders: ['x'], settings: [] }],
      ['runs.start', { folders: ['x'], settings: 'fast' }],
      ['runs.start', { folders: ['x'], settings: {}, name: 'x'.repeat(201) }],
      ['runs.start', { folders: ['x'], settings: {}, tags: 'a' }],
      ['runs.list', { limit: 0 }],
      ['runs.show', {}],
      ['runs.show', { run: 5 }],
      ['runs.predictions', { run: 'x', truth: 'calm' }],
      ['recognise.files', { run: 'x', files: [], hopSeconds: 0 }],
    ];
    for (const [name, input] of wrong) {
      await expect(
        laboratory.invoke(name, input as never),
        `${name} ${JSON.stringify(input)}`,
      ).rejects.toMatchObject({
        name: 'ZodError',
      });
    }
    expect(await laboratory.invoke('runs.list', {})).toEqual([]);
    expect(laboratory.folder).toBe(folder);
  });
});

describe('a call', () => {
  it('tells its progress under its own name, and none without one', async () => {
    const { laboratory, events } = await open();
    await laboratory.invoke('corpora.scan', { folders: [corpus] }, { call: 'mine' });
    const told = events.flatMap((event) => (event.name === 'progress' ? [event.data] : []));
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ call }) => call))).toEqual(new Set(['mine']));
    const before = events.length;
    await laboratory.invoke('corpora.scan', { folders: [corpus] });
    expect(events).toHaveLength(before);
  });

  it('ends with its signal', async () => {
    const { laboratory } = await open();
    const asked = laboratory.invoke('corpora.scan', { folders: [corpus] }, { signal: AbortSignal.abort() });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the end of a laboratory', () => {
  const started = async (laboratory: Laboratory) =>
    laboratory.invoke('runs.start', { folders: [corpus], settings: {} });

  it('stops what trains and what waits, so that both can be resumed', async () => {
    const { laboratory, sent, folder } = await open();
    const ids = [(await started(laboratory)).id, (await started(laboratory)).id];
    await laboratory[Symbol.asyncDispose]();
    expect(sent.map(({ kind }) => kind)).toEqual(['job', 'shutdown']);
    const log = openExperimentLog(folder);
    onTestFinished(() => log.close());
    expect(ids.map((id) => log.showRun(id).status)).toEqual(['stopped', 'stopped']);
    expect(ids.map((id) => log.showRun(id).failure?.code ?? null)).toEqual([null, 'laboratory-closed']);
  });

  it('cancels what is asked, and takes no more; the second time it only waits', async () => {
    const { laboratory, folder } = await open();
    const [weights, input] = ['w', join(folder, 'input.npy')];
    await writeNpy(input, new Float32Array(64 * 151), [64, 151]);
    const asked = started(laboratory);
    const running = laboratory.invoke('networks.run', {
      name: 'compact',
      weights,
      input,
      output: 'o',
      engine: 'auto',
    });
    const answers = Promise.allSettled([asked, running]);
    const first = laboratory[Symbol.asyncDispose]();
    expect(laboratory[Symbol.asyncDispose]()).toBe(first);
    for (const answer of await answers) {
      expect(answer).toMatchObject({
        status: 'rejected',
        reason: { code: expect.stringMatching(/cancelled|closed/) },
      });
    }
    await first;
    await expect(laboratory.invoke('runs.list', {})).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('the opening of a laboratory', () => {
  it('makes its folder, and says why it cannot', async () => {
    const folder = temporaryFolder();
    const { laboratory } = await open(join(folder, 'new', 'place'));
    expect(laboratory.remarks).toEqual([]);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const place of [file, join(file, 'below')]) {
      await expect(open(place)).rejects.toMatchObject({
        code: 'folder-not-writable',
        message: expect.stringContaining('a file stands in its place'),
      });
    }
  });

  it('remarks on a log that was damaged', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'laboratory.sqlite'), 'no database at all, but long enough'.repeat(40));
    const { laboratory } = await open(folder);
    expect(laboratory.remarks).toEqual([expect.stringContaining('was damaged')]);
    expect(await laboratory.invoke('runs.list', {})).toEqual([]);
  });
});
