import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tableReading } from '#core/corpora/tables/table-reading.ts';
import { readWeightsFile } from '#core/models/weight-files/weights-file.ts';
import { weightsReading } from '#core/models/weight-files/weights-reading.ts';
import { createReader, type Reader } from '#core/reader/reader.ts';
import type { ReadingReport } from '#core/reader/reading.ts';
import { type ForkedProcess, forkProcess, scrubbedEnvironment } from '#core/system/forked-process.ts';
import { COMPACT, kerasWeights, loopingWeights } from '../../keras-weights.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const ENTRY = ENTRIES.reader;

const folder = temporaryFolder();
const whole = join(folder, 'whole.h5');
const looping = join(folder, 'looping.h5');
const table = join(folder, 'table.csv');
beforeAll(async () => {
  writeFileSync(whole, await kerasWeights());
  writeFileSync(looping, await loopingWeights());
  writeFileSync(table, 'Path,Emotions,Actor\na.wav,sad,1\n\nb.wav,angry,\n');
});

/** A reader with the real process. `begun`: the readings that have begun. */
function realReader() {
  const children: ForkedProcess[] = [];
  const begun: unknown[] = [];
  const reader = createReader({
    start: () => {
      const child = forkProcess(ENTRY, scrubbedEnvironment(process.env));
      children.push(child);
      child.onMessage((message) => {
        if ((message as ReadingReport).kind === 'begun') begun.push(message);
      });
      return child;
    },
  });
  onTestFinished(() => reader[Symbol.asyncDispose]());
  return { reader, children, begun };
}

const weights = (reader: Reader, path: string, signal?: AbortSignal) =>
  reader.read(weightsReading, { path, architecture: COMPACT, values: true }, signal);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilEnded(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(20);
}

describe('a reader', () => {
  it('gives what the parser gives, in one process for several files', async () => {
    const { reader, children } = realReader();
    expect(await weights(reader, whole)).toEqual(await readWeightsFile(whole, COMPACT));
    const { rows } = await reader.read(tableReading, { path: table });
    expect(rows).toMatchObject([
      { line: 2, path: 'a.wav', emotions: ['sad'], speaker: '1', ...EMPTY },
      { line: 4, path: 'b.wav', emotions: ['angry'], speaker: null, ...EMPTY },
    ]);
    expect(children).toHaveLength(1);
  });

  it('passes on the error of the parser', async () => {
    const { reader } = realReader();
    await expect(weights(reader, table)).rejects.toMatchObject({
      code: 'weights-unreadable',
      message: expect.stringContaining('its header is longer'),
    });
    await expect(weights(reader, join(folder, 'none.h5'))).rejects.toMatchObject({
      code: 'weights-unreadable',
    });
  });

  it('gives up a file that HDF5 never stops reading, and reads another one meanwhile and afterwards', async () => {
    const { reader, children } = realReader();
    let ended = false;
    const hopeless = weights(reader, looping).finally(() => {
      ended = true;
    });
    const [meanwhile] = await Promise.all([
      weights(reader, whole).then(() => ended),
      expect(hopeless).rejects.toMatchObject({
        code: 'weights-unreadable',
        message: expect.stringMatching(/looping\.h5 cannot be read: it was given up after \d+ s\./),
      }),
    ]);
    expect(meanwhile).toBe(false);
    expect(children.filter(({ pid }) => isAlive(pid!))).toHaveLength(1);
    expect((await weights(reader, whole)).report.missing).toEqual([]);
  });

  it('gives up a file that needs too much memory', async () => {
    const { reader, children } = realReader();
    await expect(
      reader.read({ ...tableReading, megabytes: 1 }, { path: largeTable() }),
    ).rejects.toMatchObject({
      code: 'table-unreadable',
      message: expect.stringContaining('takes more than'),
    });
    expect(isAlive(children[0].pid!)).toBe(false);
  });

  it('ends a reading with its signal, at once', async () => {
    const { reader, children } = realReader();
    const cancelled = AbortSignal.timeout(100);
    await expect(weights(reader, looping, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
    expect(isAlive(children[0].pid!)).toBe(false);
    await expect(weights(reader, whole, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('names the file whose process ended', async () => {
    const { reader, children, begun } = realReader();
    const lost = weights(reader, looping);
    const expected = expect(lost).rejects.toMatchObject({
      code: 'weights-unreadable',
      message: expect.stringMatching(/looping\.h5 .*SIGKILL/),
    });
    while (begun.length === 0) await sleep(10);
    process.kill(children[0].pid!, 'SIGKILL');
    await expected;
    expect((await weights(reader, whole)).report.missing).toEqual([]);
  });

  it('ends its readings when it is disposed', async () => {
    const { reader, children } = realReader();
    const ended = expect(weights(reader, looping)).rejects.toMatchObject({ code: 'closed' });
    while (children.length === 0) await sleep(10);
    await reader[Symbol.asyncDispose]();
    await ended;
    expect(isAlive(children[0].pid!)).toBe(false);
    await expect(weights(reader, whole)).rejects.toMatchObject({ code: 'closed' });
  });

  it('ends with its laboratory, also while a parser loops', async () => {
    const laboratory = fork(fileURLToPath(new URL('reading-process.ts', import.meta.url)), [looping]);
    const [pid] = (await once(laboratory, 'message')) as [number];
    laboratory.kill('SIGKILL');
    await untilEnded(pid);
  });
});

const EMPTY = { sex: null, sentence: null, intensity: null, split: null };

function largeTable(): string {
  const path = join(folder, 'large.csv');
  writeFileSync(path, `Path,Emotions\n${'clips/a.wav,sad\n'.repeat(100_000)}`);
  return path;
}
