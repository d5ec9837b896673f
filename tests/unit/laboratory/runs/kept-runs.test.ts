import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { createKeptRuns } from '#core/laboratory/runs/kept-runs.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import {
  NO_CONTEXT,
  type PlayedServices,
  type PreparedVoices,
  playedServices,
  prepareVoices,
} from '../laboratory-services.ts';
import { engine } from './training-events.ts';

let prepared: PreparedVoices;
beforeAll(async () => {
  prepared = await prepareVoices();
});
afterAll(() => prepared[Symbol.dispose]());

/** A start of the program: with other services of the same folder, another start of the same laboratory. */
function started(services: PlayedServices = playedServices(prepared)) {
  const director = createRunDirector(services);
  const kept = createKeptRuns(services, director);
  const requests = runRequests(services, director, kept);
  const { jobs } = services.hosts.training;
  return {
    ...{ services, director, kept, requests, jobs },
    trained: () => jobs.map(({ job }) => (job as TrainJob).runId),
    start: async () => {
      const input = { folders: [prepared.corpus], settings: {}, tags: [] };
      return (await requests['runs.start'](input, NO_CONTEXT)).id;
    },
    file: join(services.folder, 'kept-runs.json'),
    onDefect: vi.fn(),
  };
}

/** A laboratory that was closed while the first run trained, the second was paused and the third was queued. */
async function closed() {
  const first = started();
  const ids = [await first.start(), await first.start(), await first.start()];
  first.jobs[0]!.say(engine);
  await first.requests['runs.reorder']({ runs: [ids[2]!] }, NO_CONTEXT);
  first.director.pause(ids[1]!);
  await first.kept.keep();
  first.jobs[0]!.end({ status: 'stopped' });
  for (const job of first.jobs.slice(1)) job.end({ status: 'cancelled' });
  await first.director.settled();
  return { first, ids };
}

/** The same laboratory after another start: its log is the same, its jobs are new. */
const startedAgain = ({ services }: ReturnType<typeof started>) =>
  started({ ...services, hosts: playedServices(prepared).hosts });

it('waits for the next start, and says so', async () => {
  const { first, ids } = await closed();
  for (const id of ids) {
    expect(first.services.log.describeRun(id)).toMatchObject({
      status: 'stopped',
      failure: { code: 'continues-at-start' },
    });
  }
});

it('continues in the order of the queue, paused as it was, and only once', async () => {
  const { first, ids } = await closed();
  const again = startedAgain(first);
  expect(again.kept.resumed).toEqual([]);
  again.kept.resume(again.onDefect);
  expect(again.kept.resumed.map(({ id }) => id)).toEqual(again.director.queue());
  expect(new Set(again.director.queue())).toEqual(new Set(ids));
  expect(await again.requests['runs.resumed']({}, NO_CONTEXT)).toEqual(again.kept.resumed);
  expect(existsSync(again.file)).toBe(false);
  await vi.waitFor(() => expect(again.jobs).toHaveLength(3));
  expect(again.trained()).toEqual([ids[0], ids[2], ids[1]]);
  const paused = again.jobs.filter(({ commands }) => commands.includes('pause'));
  expect(paused.map(({ job }) => (job as TrainJob).runId)).toEqual([ids[1]]);
  expect(again.services.log.describeRun(ids[0]!)).toMatchObject({ status: 'waiting', failure: null });
  // Nothing is kept for a third start, unless this one is closed with its runs.
  const third = startedAgain(again);
  third.kept.resume(third.onDefect);
  expect(third.kept.resumed).toEqual([]);
  expect(again.onDefect).not.toHaveBeenCalled();
});

it('continues a run whose process was killed while the program was closed', async () => {
  const first = started();
  const id = await first.start();
  first.jobs[0]!.say(engine);
  await first.kept.keep();
  first.services.log.setStatus(id, 'interrupted');
  const again = startedAgain(first);
  again.kept.resume(again.onDefect);
  expect(again.kept.resumed.map((run) => run.id)).toEqual([id]);
});

it('leaves runs alone that the user has stopped, resumed or deleted since', async () => {
  const { first, ids } = await closed();
  const { log } = first.services;
  log.setStatus(ids[0]!, 'stopped');
  log.trashRun(ids[1]!);
  const again = startedAgain(first);
  again.kept.resume(again.onDefect);
  await vi.waitFor(() => expect(again.jobs).toHaveLength(1));
  expect(again.trained()).toEqual([ids[2]]);
  expect(log.describeRun(ids[0]!).status).toBe('stopped');
});

it('keeps what another program with the same laboratory has kept', async () => {
  const { first, ids } = await closed();
  const other = startedAgain(first);
  const own = await other.start();
  await other.kept.keep();
  const kept = JSON.parse(readFileSync(first.file, 'utf8'));
  expect(kept.map(({ run }: { run: string }) => run)).toHaveLength(ids.length + 1);
  expect(kept.at(-1)).toEqual({ run: own, paused: false });
});

it.each([
  '',
  '[',
  '{}',
  '[{"run":"../../etc","paused":false}]',
  '[{"run":"20261122-1530-k3f9","paused":false}]',
])('starts without runs where the file says %j', (text) => {
  const program = started();
  writeFileSync(program.file, text);
  program.kept.resume(program.onDefect);
  expect(program.kept.resumed).toEqual([]);
  expect(program.director.queue()).toEqual([]);
  expect(existsSync(program.file)).toBe(false);
});

it('writes nothing without active runs', async () => {
  const program = started();
  await program.kept.keep();
  expect(existsSync(program.file)).toBe(false);
});
