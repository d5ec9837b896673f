import { describe, expect, it } from 'vitest';
import { agreementCounts, clipRows } from '#renderer/pages/compare/clips/clip-rows.ts';
import { directionOf, membersText, metricText, pointsText } from '#renderer/pages/compare/metric-text.ts';
import type { ComparedClip, ComparedItem } from '#shared/comparison.ts';

describe('texts', () => {
  it('give a group with its deviation and a run with its interval', () => {
    expect(metricText({ value: 0.421, interval: null, deviation: 0.023 })).toBe('42.1 ± 2.3 %');
    expect(metricText({ value: 0.421, interval: [0.39, 0.452], deviation: null })).toBe('42.1 % [39.0–45.2]');
  });

  it('give differences with a sign and a direction of what is shown', () => {
    expect([0.0314, -0.004, 0.0004, -0.0004].map(pointsText)).toEqual(['+3.1', '−0.4', '0.0', '0.0']);
    expect([0.0314, -0.004, 0.0004].map(directionOf)).toEqual(['better', 'worse', 'equal']);
  });

  it('say which runs of a group do not count', () => {
    const members = (...statuses: string[]) =>
      ({
        runs: statuses.map((status) => ({ status, counts: status === 'finished' })),
      }) as unknown as ComparedItem;
    expect(membersText(members('finished', 'finished'))).toBe('n = 2');
    expect(membersText(members('finished', 'running', 'failed', 'waiting'))).toBe(
      'n = 1; not counted: 1 running, 1 failed, 1 queued',
    );
    expect(membersText(members('failed'))).toBe('failed');
  });
});

describe('the clips of two runs', () => {
  it('are counted by which run is right', () => {
    const clip = (first: string, second: string) =>
      ({
        actual: 'sad',
        first: { predicted: first, probabilities: [0.9, 0.1], fold: 0 },
        second: { predicted: second, probabilities: [0.3, 0.7] },
      }) as ComparedClip;
    const rows = clipRows([
      clip('sad', 'sad'),
      clip('sad', 'fear'),
      clip('fear', 'sad'),
      clip('fear', 'fear'),
    ]);
    expect(agreementCounts(rows)).toEqual({
      all: 4,
      'both-right': 1,
      'only-first': 1,
      'only-second': 1,
      'both-wrong': 1,
    });
    expect(rows[0]).toMatchObject({ firstConfidence: 0.9, secondConfidence: 0.7 });
  });
});
