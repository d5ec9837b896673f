import type { ComparedDifference } from '#shared/comparison.ts';
import { counted } from '#shared/format.ts';
import { hasTooFewUnits, type Interval } from '#shared/metrics.ts';

type Result = ComparedDifference['result'];

/** Differences with a p-value below this, after correction, are called certain. */
const SIGNIFICANCE_LEVEL = 0.05;

/**
 * Whether a p-value and an interval exist and say something. Resampling two or three speakers gives almost the same
 * difference in every draw, which would look certain.
 */
export function isTested(
  result: Result,
): result is Exclude<Result, { test: 'none' }> & { uarInterval: Interval; uarP: number } {
  if (result.test === 'none' || result.uarInterval === null || result.uarP === null) return false;
  return result.test !== 'bootstrap' || !hasTooFewUnits(result.resampling);
}

/** Whether the second item is better than the first, by UAR, its interval and its corrected p-value. */
export function verdictOf(result: Result, adjustedP: number | null): ComparedDifference['verdict'] {
  if (!isTested(result) || adjustedP === null) return 'unknown';
  const [low, high] = result.uarInterval;
  if (adjustedP >= SIGNIFICANCE_LEVEL || (low <= 0 && high >= 0)) return 'not-certain';
  return result.uar > 0 ? 'better' : 'worse';
}

/** The result in one plain sentence. Differences are in percentage points of UAR. */
export function differenceSentence(
  result: Result,
  verdict: ComparedDifference['verdict'],
  [first, second]: readonly [string, string],
): string {
  if (result.test === 'none') {
    const plain = result.uar === null ? '' : `${direction(result.uar, first, second)}. `;
    return `${plain}${result.reason}`;
  }
  if (!isTested(result)) return `${direction(result.uar, first, second)}: ${untestedReason(result)}.`;
  const certainty = verdict === 'not-certain' ? 'not certain' : 'certain at the 5 % level';
  return `${direction(result.uar, first, second)}, 95 % interval ${range(result.uarInterval)}: ${certainty}.`;
}

function untestedReason(result: Exclude<Result, { test: 'none' }>): string {
  if (result.test === 'corrected-t') return 'no test is possible';
  const { unit, units } = result.resampling;
  return `not tested, because ${counted(units, `test ${unit.slice(0, -1)}`)} are too few`;
}

function direction(uar: number, first: string, second: string): string {
  const text = points(Math.abs(uar));
  if (text === '0.0') return `“${second}” and “${first}” have the same UAR`;
  return `“${second}” is ${uar > 0 ? 'better' : 'worse'} than “${first}” by ${text} points of UAR`;
}

/** A share as percentage points with one decimal and a minus sign, not a hyphen: `−0.4`. */
function points(share: number): string {
  const text = (100 * share).toFixed(1);
  return Number(text) === 0 ? '0.0' : text.replace('-', '−');
}

const range = ([low, high]: Interval): string => `${points(low)} to ${points(high)}`;
