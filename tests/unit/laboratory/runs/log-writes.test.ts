import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { LOG_FILE, openDatabase } from '#core/database/open-database.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import {
  NO_CONTEXT,
  type PreparedVoices,
  playedServices,
  prepareVoices,
  temporaryFolder,
} from '../laboratory-services.ts';
import { engine, epochOf, fold, result } from './training-events.ts';

let prepared: PreparedVoices;
beforeAll(async () => {
  prepared = await prepareVoices();
});
afterAll(() => prepared[Symbol.dispose]());

/** A run that trains, with the database of its log. */
async function training() {
  const folder = temporaryFolder();
  const played = playedServices(prepared, folder);
  const { db } = openDatabase(folder);
  const services = { ...played, log: experimentLogOver(db, null) };
  onTestFinished(() => services.log.close());
  const director = createRunDirector(services);
  const requests = runRequests(services, director, { resumed: [] });
  const start = async () => {
    const { id } = await requests['runs.start'](
      { folders: [prepared.corpus], settings: { epochs: 2 }, tags: [] },
      NO_CONTEXT,
    );
    const job = services.hosts.training.jobs.at(-1)!;
    job.say(engine);
    job.say(fold([]));
    return { id, job };
  };
  const warnings = () =>
    services.events.flatMap((event) =>
      event.name === 'run.status' && event.data.failure?.code === 'log-waiting' ? [event.data] : [],
    );
  return { ...services, db, director, requests, start, warnings };
}

/** Another program that writes to the log and does not end its transaction. */
function lock(folder: string): () => void {
  const other = new SqliteDatabase(join(folder, LOG_FILE));
  onTestFinished(() => {
    other.close();
  });
  other.exec('BEGIN IMMEDIATE');
  return () => other.exec('ROLLBACK');
}

/** Fills the disk of the log, until the returned function is called. */
function fillDisk(db: Database): () => void {
  // The write-ahead log may grow within the pages that are allocated.
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  return () => void db.pragma('max_page_count = 1000000');
}

describe('while another program has locked the log', () => {
  it('a training continues, and everything is recorded in order afterwards', async () => {
    const { start, log, folder, director, warnings, events } = await training();
    const { id, job } = await start();
    const unlock = lock(folder);
    // None of these may throw, because the job host ends a training whose events cannot be delivered.
    job.say({ kind: 'epoch', epoch: epochOf(1, 0.9) });
    job.say({ kind: 'epoch', epoch: epochOf(2) });
    // A resumed fold replaces what came before.
    job.say(fold([epochOf(1)]));
    job.say({ kind: 'epoch', epoch: epochOf(2, 0.25) });
    job.say(result(job.job as TrainJob));
    job.end({ status: 'finished', result: { folds: 1 } });
    expect(log.showRun(id).epochs).toEqual([]);
    expect(warnings()).toEqual([
      {
        run: id,
        status: 'running',
        failure: { code: 'log-waiting', message: expect.stringContaining('Another program has locked') },
      },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    // A run is finished when its results can be seen.
    expect(log.showRun(id)).toMatchObject({ status: 'running', test: null });
    expect(director.queue()).toEqual([id]);
    unlock();
    await director.settled();
    expect(log.showRun(id)).toMatchObject({
      status: 'finished',
      failure: null,
      epochs: [epochOf(1), epochOf(2, 0.25)],
      test: { clips: 7 },
    });
    expect(events.at(-1)?.data).toEqual({ run: id, status: 'finished', failure: null });
  });

  it('short waits of other requests end by themselves', async () => {
    const { start, log, folder, requests, director } = await training();
    const { id, job } = await start();
    const unlock = lock(folder);
    setTimeout(unlock, 600);
    job.end({ status: 'stopped' });
    await new Promise((resolve) => setImmediate(resolve));
    await requests['runs.resume']({ run: id }, NO_CONTEXT);
    expect(log.showRun(id).status).toBe('waiting');
    expect(director.queue()).toEqual([id]);
  });
});

describe('on a full disk', () => {
  it('the end of a run is shown at once and recorded when there is room', async () => {
    const { start, log, db, folder, director } = await training();
    const { id, job } = await start();
    const free = fillDisk(db);
    // Large enough for new pages.
    const failure = { code: 'disk-full', message: `The disk is full. ${'x'.repeat(300_000)}` };
    job.end({ status: 'failed', failure });
    await expect.poll(() => log.showRun(id)).toMatchObject({ status: 'failed', failure });
    expect(log.listRuns()).toMatchObject([{ id, status: 'failed' }]);
    using other = experimentLogOver(new SqliteDatabase(join(folder, LOG_FILE), { readonly: true }), null);
    expect(other.showRun(id).status).toBe('running');
    free();
    await director.settled();
    expect(other.showRun(id)).toMatchObject({ status: 'failed', failure });
    expect(log.unwritten.size).toBe(0);
  });

  it('a closing laboratory does not wait for ever, and its run can be resumed later', async () => {
    const { start, log, db, folder, director } = await training();
    const { id, job } = await start();
    fillDisk(db);
    job.say({ kind: 'epoch', epoch: epochOf(1) });
    job.end({ status: 'failed', failure: { code: 'x', message: 'x'.repeat(300_000) } });
    await director.close();
    log.close();
    using other = experimentLogOver(new SqliteDatabase(join(folder, LOG_FILE)), null, {
      ownerLives: () => false,
    });
    expect(other.claimInterrupted()).toEqual([id]);
    expect(other.showRun(id)).toMatchObject({ status: 'interrupted' });
  });
});

it('a record that can never be written ends the run as failed, and later ones are written', async () => {
  const { start, log, folder, db, director } = await training();
  const { id, job } = await start();
  const unlock = lock(folder);
  job.say({ kind: 'epoch', epoch: epochOf(1) });
  job.say({ kind: 'epoch', epoch: { ...epochOf(2), loss: Number.NaN } });
  job.say({ kind: 'epoch', epoch: epochOf(3) });
  job.end({ status: 'finished', result: { folds: 1 } });
  unlock();
  await director.settled();
  expect(log.showRun(id)).toMatchObject({ status: 'failed', epochs: [epochOf(1), epochOf(3)] });
  expect(db.open).toBe(true);
});
