import type { ComparedItem, ItemMetric } from '#shared/comparison.ts';
import { counted, withInterval } from '#shared/format.ts';
import type { RunStatus } from '#shared/runs.ts';

/** `42.1 % [39.0–45.2]`, or for a group `42.1 ± 2.3 %`. */
export function metricText({ value, interval, deviation }: ItemMetric): string {
  if (deviation !== null) return `${(100 * value).toFixed(1)} ± ${(100 * deviation).toFixed(1)} %`;
  // Without an interval where there are too few speakers.
  return withInterval(value, interval, null);
}

/** A difference in percentage points with its sign: `+3.1`, `−0.4`, `0.0`. */
export function pointsText(difference: number): string {
  const text = (100 * difference).toFixed(1);
  if (Number(text) === 0) return '0.0';
  return Number(text) > 0 ? `+${text}` : text.replace('-', '−');
}

/** Whether a difference, as it is shown, is better or worse. */
export function directionOf(difference: number): 'better' | 'worse' | 'equal' {
  const shown = Number((100 * difference).toFixed(1));
  return shown > 0 ? 'better' : shown < 0 ? 'worse' : 'equal';
}

const STATES: Readonly<Record<RunStatus, string>> = {
  waiting: 'queued',
  running: 'running',
  paused: 'paused',
  stopped: 'stopped',
  interrupted: 'interrupted',
  failed: 'failed',
  finished: 'finished without test results',
};

/** How many runs count, and the states of those that do not: `n = 3; 1 running, 1 failed do not count`. */
export function membersText({ runs }: Pick<ComparedItem, 'runs'>): string {
  const counting = runs.filter(({ counts }) => counts).length;
  const others = runs.filter(({ counts }) => !counts);
  if (others.length === 0) return `n = ${counting}`;
  const states = [...new Set(others.map(({ status }) => status))].map(
    (status) => `${others.filter((run) => run.status === status).length} ${STATES[status]}`,
  );
  if (runs.length === 1) return STATES[runs[0].status];
  return `n = ${counting}; not counted: ${states.join(', ')}`;
}

/** `compact, speaker-independent, RAVDESS, 2,433 test clips`. */
export function itemLine({ network, protocol, corpora, synthetic, results, runs }: ComparedItem): string {
  return [
    network,
    protocol,
    synthetic ? 'synthetic voices' : corpora.join(' + '),
    ...(results === null ? [] : [counted(Math.round(results.clips), 'test clip')]),
    ...(runs.length === 1 ? [`seed ${runs[0].seed}`] : []),
  ].join(', ');
}
