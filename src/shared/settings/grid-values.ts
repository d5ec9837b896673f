/** The values of a varied setting as typed: a list or ranges. */
import { count } from '#shared/format.ts';
import { MAX_GRID_RUNS } from './grid.ts';
import { numberRange, settingProblem } from './problem.ts';
import type { Setting } from './setting.ts';

export type ParsedValues = { values: unknown[]; problem: null } | { values: null; problem: string };

/**
 * Parses the values of a varied setting, separated by commas: `0.001, 0.01`. Numbers can be ranges: `16..64 step 16`, or
 * `1e-4..1e-2 log 3`, which are three numbers with equal ratios. A range of whole numbers has the step 1 by default. `none`
 * is no text; `on` and `off` are a switch. Repeated values count once.
 *
 * @param scale What a typed number is divided by: 100 for a setting that is typed in per cent.
 */
export function parseValues(setting: Setting, text: string, scale = 1): ParsedValues {
  const items = text
    .split(/[,;]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) return { values: null, problem: 'Enter at least one value.' };
  const values: unknown[] = [];
  for (const item of items) {
    const parsed = numberRange(setting) === null ? [wordOf(setting, item)] : numbersOf(setting, item, scale);
    if (typeof parsed === 'string') return { values: null, problem: parsed };
    for (const value of parsed) {
      const problem = value === null ? null : settingProblem(setting, value);
      if (problem !== null) return { values: null, problem: `${item}: ${problem}` };
      if (!values.includes(value)) values.push(value);
    }
    if (values.length > MAX_GRID_RUNS) return { values: null, problem: TOO_MANY };
  }
  return { values, problem: null };
}

const TOO_MANY = `Enter at most ${count(MAX_GRID_RUNS)} values.`;

function wordOf({ default: value }: Setting, item: string): unknown {
  if (typeof value === 'boolean') {
    if (['on', 'true'].includes(item)) return true;
    return ['off', 'false'].includes(item) ? false : item;
  }
  // No start weights have no text, and no frozen layer is null.
  return item === 'none' && (value === null || value === '') ? null : item;
}

const RANGE = /^(\S+?)\s*\.\.\s*(\S+)(?:\s+(step|log)\s+(\S+))?$/;

/** The numbers of one item, or what is wrong with it. */
function numbersOf(setting: Setting, item: string, scale: number): number[] | string {
  const range = RANGE.exec(item);
  if (range === null) {
    // Seeds may be separated by spaces.
    const numbers = item.split(/\s+/).map((word) => numberOf(word, scale));
    return numbers.some(Number.isNaN) ? `“${item}” is not a number.` : numbers;
  }
  const [, from, to, kind, by] = range;
  const [first, last] = [numberOf(from, scale), numberOf(to, scale)];
  if (Number.isNaN(first) || Number.isNaN(last) || last < first) {
    return `“${item}” is not a range. Write it from the smallest to the largest number, such as 1..5.`;
  }
  if (kind === 'log') return logRange(item, first, last, Number(by));
  const whole = numberRange(setting)?.whole === true;
  if (kind === undefined && !whole) {
    return `Add a step: “${item} step …”, or “${item} log …” for so many numbers with equal ratios.`;
  }
  const step = kind === undefined ? 1 : numberOf(by, scale);
  if (!(step > 0)) return `The step of “${item}” must be a number above 0.`;
  // The last number is not lost by rounding.
  const steps = Math.floor((last - first) / step + 1e-9);
  if (steps >= MAX_GRID_RUNS) return TOO_MANY;
  return Array.from({ length: steps + 1 }, (_, index) => tidy(first + index * step));
}

function logRange(item: string, first: number, last: number, amount: number): number[] | string {
  if (!Number.isSafeInteger(amount) || amount < 2) {
    return `“${item}”: the number after “log” is how many values; a whole number from 2.`;
  }
  if (amount > MAX_GRID_RUNS) return TOO_MANY;
  if (!(first > 0)) return `“${item}”: a range with “log” must be above 0.`;
  const ratio = Math.log(last / first) / (amount - 1);
  return Array.from({ length: amount }, (_, index) =>
    index === amount - 1 ? last : tidy(first * Math.exp(index * ratio)),
  );
}

function numberOf(word: string, scale: number): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? tidy(Number(word) / scale) : Number.NaN;
}

/** Without the last digits, which are rounding errors. */
const tidy = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(12)));
