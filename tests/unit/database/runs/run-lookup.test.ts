import { describe, expect, test } from 'vitest';
import { createRunId } from '#core/database/runs/run-id.ts';
import { openLog, sampleRun } from '../sample-run.ts';

describe('a run is found', () => {
  const at = (minute: string) => () => new Date(`2026-11-22T15:${minute}:00Z`);
  let now = at('30');
  const log = () => openLog(undefined, { now: () => now() });

  test('by its id, the start of its id, or its name', () => {
    const runs = log();
    now = at('30');
    const one = runs.createRun(sampleRun({ name: 'one' }));
    now = at('45');
    const two = runs.createRun(sampleRun({ name: 'two' }));
    expect(runs.showRun(one).id).toBe(one);
    expect(runs.showRun(` ${two} `).id).toBe(two);
    expect(runs.showRun('20261122-1530').id).toBe(one);
    expect(runs.showRun(two.slice(0, -1)).id).toBe(two);
    expect(runs.showRun('two').id).toBe(two);
    expect([one, '20261122-1530', 'one', ` ${one}`].map(runs.findRun)).toEqual([one, one, one, one]);
    expect(() => runs.findRun('three')).toThrow(expect.objectContaining({ code: 'no-such-run' }));
  });

  test('but not if several runs match, or none', () => {
    const runs = log();
    const ids = [1, 2, 3, 4, 5, 6, 7].map(() => runs.createRun(sampleRun({ name: 'same' })));
    const ambiguous = expect.objectContaining({
      code: 'ambiguous-run',
      message: expect.stringContaining(ids[6]),
    });
    expect(() => runs.showRun('same')).toThrow(ambiguous);
    expect(() => runs.showRun('2026')).toThrow(ambiguous);
    for (const unknown of [
      '',
      ' ',
      'Same',
      'sam',
      '2027',
      '20261122-1546',
      '%',
      '*',
      `${ids[0]}x`,
      "'; --",
      '\u0000',
    ]) {
      expect(() => runs.showRun(unknown)).toThrow(expect.objectContaining({ code: 'no-such-run' }));
    }
    for (const id of ids.slice(1)) runs.setStatus(id, 'stopped');
    for (const id of ids.slice(1)) runs.trashRun(id);
    expect(runs.showRun('same').id).toBe(ids[0]);
    expect(runs.showRun(ids[3]).id).toBe(ids[3]);
  });

  test('in the trash by its name if no other run has this name', () => {
    const runs = log();
    const id = runs.createRun(sampleRun({ name: 'gone' }));
    runs.setStatus(id, 'stopped');
    runs.trashRun(id);
    expect(runs.showRun('gone').id).toBe(id);
  });
});

test('ids sort by time and differ within the minute', () => {
  const minute = new Date('2026-11-22T15:30:10Z');
  const ids = Array.from({ length: 200 }, () => createRunId(minute));
  expect(new Set(ids).size).toBeGreaterThan(190);
  for (const id of ids) {
    expect(id).toMatch(/^20261122-1530-[23456789bcdfghjkmnpqrstvwxz]{4}$/);
    expect(id < createRunId(new Date('2026-11-22T15:31:00Z'))).toBe(true);
  }
});

test('three hundred runs in one minute have different ids', () => {
  const log = openLog(undefined, { now: () => new Date('2026-11-22T15:30:10Z') });
  const clips = sampleRun().clips.slice(0, 1);
  const folds = [{ ...sampleRun().folds[0], train: [], validation: [], test: [0] }];
  const run = sampleRun({ clips, folds });
  const ids = Array.from({ length: 300 }, () => log.createRun(run));
  expect(new Set(ids).size).toBe(300);
  expect(log.listRuns({ limit: 1000 })).toHaveLength(300);
});
