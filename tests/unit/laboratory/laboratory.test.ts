import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { writeNpy } from '#core/features/npy.ts';
import type { JobCommand } from '#core/jobs/job-protocol.ts';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import type { ForkedProcess, ProcessExit } from '#core/system/forked-process.ts';
import { type LaboratoryEvent, type RequestName, requests } from '#shared/contract.ts';
import { SEVEN } from '#shared/label-sets.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { ROOMY, temporaryFolder, voices } from './laboratory-services.ts';

let corpus = '';
beforeAll(async () => {
  corpus = await voices(mkdtempSync(join(tmpdir(), 'neural-ser-voices-')));
});
afterAll(() => rmSync(corpus, { recursive: true, force: true }));

/**
 * A job process that accepts every job and never ends one until it is asked to exit. It answers estimates immediately; a
 * process that gets only estimates sends nothing to `sent`.
 */
function idleChild(sent: JobCommand[]): ForkedProcess {
  let say: (message: unknown) => void = () => undefined;
  let exited: (exit: ProcessExit) => void = () => undefined;
  let job = 0;
  const end = () => {
    say({ kind: 'outcome', id: job, outcome: { status: 'stopped' } });
    exited({ code: 0, signal: null, stderrTail: '' });
  };
  return {
    pid: null,
    send: (message) => {
      const command = message as JobCommand;
      if (command.kind === 'job' && command.job.kind === 'estimate') {
        const outcome = { status: 'finished', of: { kind: 'estimate', result: ROOMY } };
        queueMicrotask(() => say({ kind: 'outcome', id: command.id, outcome }));
        return;
      }
      if (command.kind === 'job') job = command.id;
      if (job > 0) sent.push(command);
      if (command.kind === 'control' && command.command === 'cancel') {
        queueMicrotask(() => say({ kind: 'outcome', id: job, outcome: { status: 'cancelled' } }));
      }
      if (command.kind === 'shutdown') queueMicrotask(end);
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
  const sent: JobCommand[] = [];
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

/** A path below a file, so that nothing can be written there by mistake. */
const NOWHERE = join(fileURLToPath(import.meta.url), 'nowhere');

const PROMPTS = { emotions: ['happy'], sentences: ['Good morning.'], repetitions: 1, order: 'fixed' };

describe('the contract', () => {
  /** A valid input of every request that needs one. */
  const needed: { [N in RequestName]?: unknown } = {
    'corpora.scan': { folders: ['x'] },
    'corpora.clips': { folders: ['x'] },
    'corpora.export': { folders: ['x'], target: NOWHERE },
    'computing.choose': { adapter: 1, encoders: 'cpu' },
    'labelSets.save': { set: { ...SEVEN, name: 'mine' } },
    'labelSets.remove': { name: 'mine' },
    'words.save': { words: [{ word: 'krass', label: 'angry' }] },
    'words.remove': { words: null },
    'words.import': { csv: new Uint8Array(3) },
    'library.detect': { folder: NOWHERE },
    'library.rule': { folder: NOWHERE },
    'library.previewRule': { folder: NOWHERE },
    'library.setRule': { folder: NOWHERE, rule: null },
    'library.add': { folders: [NOWHERE] },
    'library.remove': { folder: NOWHERE },
    'library.rename': { key: 'x', name: 'y' },
    'library.clips': { folders: [NOWHERE] },
    'corrections.set': { clips: [`${'a'.repeat(64)} sad`], change: { marked: true } },
    'corrections.import': { csv: new Uint8Array(3) },
    'features.write': { files: ['x'], features: 'log-mel', target: NOWHERE },
    'networks.describe': { name: 'compact' },
    'networks.run': { name: 'compact', weights: 'w', input: 'i', output: NOWHERE, engine: 'auto' },
    'encoders.add': { name: 'x', path: NOWHERE },
    'encoders.download': { name: 'x' },
    'encoders.remove': { name: 'x' },
    'readyMade.find': { path: NOWHERE },
    'readyMade.add': { name: 'x', path: NOWHERE },
    'readyMade.download': { name: 'x' },
    'readyMade.remove': { name: 'x' },
    'readyMade.evaluate': { model: 'x', folders: ['x'] },
    'runs.plan': { folders: ['x'], settings: {} },
    'runs.start': { folders: ['x'], settings: {} },
    'runs.startMany': { runs: [{ folders: ['x'], settings: {} }] },
    'runs.show': { run: 'x' },
    'runs.groups': { run: 'x', by: 'sex' },
    'runs.fairness': { run: 'x' },
    'comparisons.show': { items: [['x']] },
    'comparisons.curves': { runs: ['x'] },
    'comparisons.parts': { items: [['x']], by: 'sex' },
    'comparisons.clips': { first: 'x', second: 'y' },
    'reports.make': { items: [['x']] },
    'reports.keep': { items: [['x']] },
    'reports.files': { items: [['x']] },
    'reports.predictions': { run: 'x' },
    'comparisons.settings': { runs: ['x'] },
    'runs.batches': { run: 'x' },
    'runs.pause': { run: 'x' },
    'runs.resume': { run: 'x' },
    'runs.stop': { run: 'x' },
    'runs.dequeue': { runs: ['x'] },
    'runs.reorder': { runs: ['x'] },
    'runs.annotate': { run: 'x' },
    'runs.trash': { run: 'x' },
    'runs.restore': { run: 'x' },
    'runs.predictions': { run: 'x' },
    'runs.evaluate': { run: 'x', folders: ['x'] },
    'runs.archive': { run: 'x' },
    'cluster.status': { folder: NOWHERE },
    'cluster.plan': {
      grid: { folders: ['x'] },
      target: NOWHERE,
      command: ['x'],
      program: { folder: 'x', packaged: false },
    },
    'runs.export': { run: 'x', target: NOWHERE },
    'runs.import': { sources: [{ path: NOWHERE }] },
    'evaluations.show': { evaluation: 'x' },
    'evaluations.predictions': { evaluation: 'x' },
    'evaluations.matrix': { runs: ['x'], columns: [{ folder: 'x' }] },
    'evaluations.fill': { cells: [{ run: 'x', folder: 'x' }] },
    'evaluations.remove': { evaluation: 'x' },
    'robustness.list': { run: 'x' },
    'robustness.test': { run: 'x' },
    'runs.tensorboard': { run: 'x', target: NOWHERE },
    'models.export': { run: 'x', format: 'onnx', target: NOWHERE },
    'predict.files': { run: 'x', files: ['x'] },
    'predict.sound': { run: 'x', wav: new Uint8Array(3) },
    'embeddings.show': { run: 'x' },
    'predict.explain': { run: 'x', sound: { path: 'x' } },
    'predict.prepare': { run: 'x' },
    'sounds.read': { path: NOWHERE },
    'sounds.decode': { file: new Uint8Array(3) },
    'sounds.picture': { sound: { wav: new Uint8Array(3) } },
    'sounds.curves': { sound: { wav: new Uint8Array(3) } },
    'features.show': { sound: { path: NOWHERE }, features: LOG_MEL },
    'recordings.save': { name: 'x', wav: new Uint8Array(3) },
    'recordings.remove': { id: 'x' },
    'recordings.restore': { id: 'x' },
    'ownCorpora.show': { name: 'x' },
    'ownCorpora.takes': { name: 'x', speaker: 'p01' },
    'ownCorpora.archive': { name: 'x' },
    'ownCorpora.create': { name: 'x', prompts: PROMPTS, statement: 'I agree.' },
    'ownCorpora.change': { name: 'x', prompts: PROMPTS, statement: 'I agree.' },
    'ownCorpora.saveSpeaker': { name: 'x', speaker: { code: 'p01' } },
    'ownCorpora.removeSpeaker': { name: 'x', speaker: 'p01' },
    'ownCorpora.giveConsent': { name: 'x', speaker: 'p01', givenBy: 'Anna' },
    'ownCorpora.withdrawConsent': { name: 'x', speaker: 'p01' },
    'ownCorpora.restoreConsent': { name: 'x', speaker: 'p01' },
    'ownCorpora.saveTake': {
      name: 'x',
      speaker: 'p01',
      prompt: { sentence: 0, emotion: 0, repetition: 1 },
      wav: new Uint8Array(3),
    },
    'ownCorpora.useTake': {
      name: 'x',
      speaker: 'p01',
      prompt: { sentence: 0, emotion: 0, repetition: 1 },
      take: 1,
    },
  };

  const inputOf = (name: RequestName) => needed[name] ?? {};

  it('has a valid input for every request', () => {
    for (const name of Object.keys(requests) as RequestName[]) {
      expect(requests[name].input.safeParse(inputOf(name)).success, name).toBe(true);
    }
  });

  it('answers every request with a result or a message for the user, never a defect', async () => {
    const { laboratory } = await open();
    // Runtimes are not downloaded or removed here, and a probe of this child never ends.
    const left: RequestName[] = ['native.install', 'native.remove', 'native.status', 'doctor'];
    for (const name of (Object.keys(requests) as RequestName[]).filter((name) => !left.includes(name))) {
      const input = inputOf(name) as never;
      const outcome = await laboratory.invoke(name, input).then(
        (value) => requests[name].output.safeParse(value).success,
        (error: Error) => error.name,
      );
      expect([true, 'UserError'], name).toContain(outcome);
    }
  });

  it('rejects unknown requests', async () => {
    const { laboratory } = await open();
    for (const name of ['runs.delete', 'constructor', '__proto__', 'toString', '']) {
      await expect(laboratory.invoke(name as RequestName, {} as never)).rejects.toMatchObject({
        code: 'unknown-request',
      });
    }
  });

  it('rejects invalid inputs before any work', async () => {
    const { laboratory, folder } = await open();
    const wrong: [RequestName, unknown][] = [
      ['corpora.scan', {}],
      ['corpora.scan', { folders: [] }],
      ['corpora.scan', { folders: [''] }],
      ['corpora.scan', { folders: 'x' }],
      ['corpora.scan', null],
      ['corpora.sample', { speakers: 0 }],
      ['corpora.sample', { speakers: 1e9 }],
      ['features.write', { files: [], features: 'log-mel', target: 'y' }],
      ['features.write', { files: ['x'], features: 'log-mel', target: 'y', offsetSamples: -1 }],
      ['runs.start', { folders: ['x'], settings: [] }],
      ['runs.start', { folders: ['x'], settings: 'fast' }],
      ['runs.start', { folders: ['x'], settings: {}, name: 'x'.repeat(201) }],
      ['runs.start', { folders: ['x'], settings: {}, tags: 'a' }],
      ['runs.list', { limit: 0 }],
      ['runs.show', {}],
      ['runs.show', { run: 5 }],
      ['runs.predictions', { run: 'x', actual: 5 }],
      ['predict.files', { run: 'x', files: [], hopSeconds: 0 }],
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
  it('emits its progress with its own name, and none without a name', async () => {
    const { laboratory, events } = await open();
    await laboratory.invoke('corpora.scan', { folders: [corpus] }, { call: 'mine' });
    const progress = events.flatMap((event) => (event.name === 'progress' ? [event.data] : []));
    expect(progress.length).toBeGreaterThan(0);
    expect(new Set(progress.map(({ call }) => call))).toEqual(new Set(['mine']));
    const before = events.length;
    await laboratory.invoke('corpora.scan', { folders: [corpus] });
    expect(events).toHaveLength(before);
  });

  it('emits stale queries before its answer; a query emits nothing', async () => {
    const { laboratory, events } = await open();
    await laboratory.invoke('runs.list', {});
    expect(events).toEqual([]);
    await laboratory.invoke('library.add', { folders: [corpus] });
    const stale = events.flatMap((event) => (event.name === 'stale' ? [event.data.queries] : []));
    expect(stale).toHaveLength(1);
    expect(stale[0]).toContainEqual({ query: 'library.list', where: null });
    // A failed command may have done a part.
    const before = events.length;
    await expect(laboratory.invoke('runs.annotate', { run: 'none', name: 'x' })).rejects.toMatchObject({
      code: 'no-such-run',
    });
    expect(events.slice(before)).toEqual([
      {
        name: 'stale',
        data: {
          queries: [
            { query: 'runs.list', where: null },
            { query: 'runs.show', where: { key: 'run', value: 'none' } },
            { query: 'comparisons.show', where: null },
            { query: 'evaluations.matrix', where: null },
          ],
        },
      },
    ]);
  });

  it('emits stale queries after a run’s status', async () => {
    const { laboratory, events } = await open();
    const { id } = await laboratory.invoke('runs.start', { folders: [corpus], settings: {} });
    const at = events.findIndex(({ name }) => name === 'run.status');
    expect(events[at].data).toMatchObject({ run: id, status: 'waiting' });
    expect(events[at + 1]).toMatchObject({
      name: 'stale',
      data: { queries: expect.arrayContaining([{ query: 'runs.show', where: { key: 'run', value: id } }]) },
    });
  });

  it('ends with its signal', async () => {
    const { laboratory } = await open();
    const asked = laboratory.invoke('corpora.scan', { folders: [corpus] }, { signal: AbortSignal.abort() });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('closing a laboratory', () => {
  const started = async (laboratory: Laboratory) =>
    laboratory.invoke('runs.start', { folders: [corpus], settings: {} });

  it('stops running and queued runs, so that both can be resumed', async () => {
    const { laboratory, sent, folder } = await open();
    const ids = [(await started(laboratory)).id, (await started(laboratory)).id];
    await laboratory[Symbol.asyncDispose]();
    expect(sent.map(({ kind }) => kind)).toEqual(['job', 'shutdown']);
    const log = openExperimentLog(folder);
    onTestFinished(() => log.close());
    expect(ids.map((id) => log.showRun(id).status)).toEqual(['stopped', 'stopped']);
    expect(ids.map((id) => log.showRun(id).failure?.code ?? null)).toEqual([null, 'laboratory-closed']);
  });

  it('keeps runs for the next start if its door asks for that', async () => {
    const { laboratory, folder } = await open();
    const ids = [(await started(laboratory)).id, (await started(laboratory)).id];
    await laboratory.keepRuns();
    await laboratory[Symbol.asyncDispose]();
    const log = openExperimentLog(folder);
    onTestFinished(() => log.close());
    for (const id of ids) {
      expect(log.showRun(id)).toMatchObject({ status: 'stopped', failure: { code: 'continues-at-start' } });
    }
  });

  it('cancels requests and accepts no new ones; a second call only waits', async () => {
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

describe('opening a laboratory', () => {
  it('creates its folder, or reports why it cannot', async () => {
    const folder = temporaryFolder();
    const { laboratory } = await open(join(folder, 'new', 'place'));
    expect(laboratory.remarks).toEqual([]);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const place of [file, join(file, 'below')]) {
      await expect(open(place)).rejects.toMatchObject({
        code: 'folder-not-writable',
        message: expect.stringContaining('a file has this path'),
      });
    }
  });

  it('reports a damaged log', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'laboratory.sqlite'), 'no database at all, but long enough'.repeat(40));
    const { laboratory } = await open(folder);
    expect(laboratory.remarks).toEqual([expect.stringContaining('was damaged')]);
    expect(await laboratory.invoke('runs.list', {})).toEqual([]);
  });
});
