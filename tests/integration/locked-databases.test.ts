/** Another program locks the log or the features while results of long work are written. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { LOG_FILE } from '#core/database/open-database.ts';
import { openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { extractFeatures } from '#core/features/pool/feature-pool.ts';
import { writeImported, writeResult } from '#core/laboratory/log-waits.ts';
import { UserError } from '#shared/failure.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { ENTRIES } from '../program-scripts.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { sampleRun } from '../unit/database/sample-run.ts';

/** Locks a database in another process for so many seconds; resolves when it is locked. */
async function lock(path: string, seconds: number): Promise<void> {
  const code = `
    import Database from 'better-sqlite3';
    const db = new Database(${JSON.stringify(path)}, { timeout: 60000 });
    db.exec('BEGIN EXCLUSIVE');
    console.log('locked');
    setTimeout(() => db.close(), ${1000 * seconds});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  await new Promise((resolve) => child.stdout.once('data', resolve));
}

/** How often a timer of 100 ms could run meanwhile. */
async function ticksDuring(work: Promise<unknown>): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 100);
  await work.finally(() => clearInterval(timer));
  return ticks;
}

describe('the result of long work', { timeout: 60_000 }, () => {
  it('is written after the log was locked for longer than a click waits, and the thread is free', async () => {
    const folder = temporaryFolder();
    using log = openExperimentLog(folder);
    await lock(join(folder, LOG_FILE), 12);
    let id = '';
    const ticks = await ticksDuring(
      writeResult(log, () => log.createRun(sampleRun())).then((created) => {
        id = created;
      }),
    );
    expect(log.hasRun(id)).toBe(true);
    expect(ticks).toBeGreaterThan(30);
  });

  it('waits for space on the disk, but not after an error that stays, and not when it is cancelled', async () => {
    using log = openExperimentLog(temporaryFolder());
    let tries = 0;
    const full = () => {
      if (++tries < 3) throw new UserError('disk-full', 'full');
      return 'written';
    };
    expect(await writeResult(log, full)).toBe('written');
    const failing = (code: string) => () => {
      throw new UserError(code, code);
    };
    await expect(writeResult(log, failing('log-damaged'))).rejects.toMatchObject({ code: 'log-damaged' });
    await expect(writeResult(log, failing('disk-full'), {}, 300)).rejects.toMatchObject({
      code: 'disk-full',
    });
    const cancelled = writeResult(log, failing('log-busy'), { signal: AbortSignal.timeout(300) });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.concurrent.each([
    ['a result', 'disk-full', 'disk full, waiting to save (s)', writeResult],
    ['a result', 'log-busy', 'experiment log locked, waiting to save (s)', writeResult],
    ['a result', 'folder-not-writable', 'experiment log not writable, waiting to save (s)', writeResult],
    ['an import', 'log-busy', 'experiment log locked, waiting to save (s)', writeImported],
  ] as const)('%s says why it waits until it is cancelled: %s', async (_what, code, phase, write) => {
    using log = openExperimentLog(temporaryFolder());
    const cancellation = new AbortController();
    const said: [string, number, number | null][] = [];
    const progress = (...step: [string, number, number | null]) => {
      said.push(step);
      cancellation.abort();
    };
    const failing = () => {
      throw new UserError(code, code);
    };
    await expect(write(log, failing, { signal: cancellation.signal, progress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    // A short lock would have passed before.
    expect(said).toEqual([[phase, expect.toSatisfy((seconds: number) => seconds >= 1), 600]]);
  });

  it('features are saved after their index was locked, and the thread is free', async () => {
    const folder = temporaryFolder();
    const voices = join(folder, 'voices');
    await writeSampleVoices({ folder: voices, layout: 'ravdess', speakers: 3, clipsPerEmotion: 1, seed: 3 });
    const clips = globSync('**/*.wav', { cwd: voices }).map((name) => ({
      path: join(voices, name),
      fingerprint: name,
    }));
    using cache = openFeatureCache(folder, LOG_MEL);
    await lock(globSync(join(folder, '*.sqlite'))[0], 8);
    const ticks = await ticksDuring(
      extractFeatures({
        clips,
        features: LOG_MEL,
        cache,
        entry: ENTRIES.features,
        checkFingerprints: false,
      }),
    );
    expect(clips.filter(({ fingerprint }) => cache.has(fingerprint))).toHaveLength(21);
    expect(ticks).toBeGreaterThan(15);
  });
});
