import { describe, expect, test } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import type { RememberedFile } from '#core/database/tables/scan-memory-table.ts';
import { openLog, temporaryFolder } from '../sample-run.ts';

const file = (index: number): RememberedFile => ({
  version: 1,
  sound: {
    sampleRateHz: 16_000,
    channels: 1,
    durationSeconds: index / 7,
    levelDbfs: -20,
    fingerprint: index.toString(16).padStart(64, '0'),
    signature: 'A'.repeat(400),
    warning: null,
  },
  problem: null,
});

describe('the scan memory', () => {
  test('finds a file by path, size and time, also after reopening', () => {
    const folder = temporaryFolder();
    const log = openExperimentLog(folder);
    const { recall, remember } = log.scanMemory;
    remember('/a.wav', 1000, 1_700_000_000_000.125, file(1));
    remember('/big.wav', 5_000_000_000, 1, file(2));
    const check = (memory: typeof log.scanMemory) => {
      expect(memory.recall('/a.wav', 1000, 1_700_000_000_000.125)).toEqual(file(1));
      expect(memory.recall('/big.wav', 5_000_000_000, 1)).toEqual(file(2));
      expect(memory.recall('/a.wav', 1001, 1_700_000_000_000.125)).toBeUndefined();
      expect(memory.recall('/a.wav', 1000, 1_700_000_000_000.25)).toBeUndefined();
      expect(memory.recall('/b.wav', 1000, 1_700_000_000_000.125)).toBeUndefined();
    };
    check({ ...log.scanMemory, recall });
    log.close();
    check(openLog(folder).scanMemory);
  });

  test('keeps only the newest result of a file', () => {
    const { scanMemory } = openLog();
    scanMemory.remember('/a.wav', 1, 1, file(1));
    scanMemory.flush();
    scanMemory.remember('/a.wav', 2, 2, file(2));
    expect([scanMemory.recall('/a.wav', 1, 1), scanMemory.recall('/a.wav', 2, 2)]).toEqual([
      undefined,
      file(2),
    ]);
    scanMemory.flush();
    expect([scanMemory.recall('/a.wav', 1, 1), scanMemory.recall('/a.wav', 2, 2)]).toEqual([
      undefined,
      file(2),
    ]);
  });

  test('stores 12,000 files in batches and finds all of them', () => {
    const folder = temporaryFolder();
    const log = openLog(folder);
    for (let index = 0; index < 12_000; index++)
      log.scanMemory.remember(`/${index}.wav`, index, index, file(index));
    // A second log sees all of them before the first closes, because 12,000 is a whole number of batches.
    const other = openLog(folder).scanMemory;
    let known = 0;
    for (let index = 0; index < 12_000; index++) {
      const recalled = other.recall(`/${index}.wav`, index, index);
      if (recalled?.sound?.durationSeconds === index / 7) known++;
    }
    expect(known).toBe(12_000);
  });
});
