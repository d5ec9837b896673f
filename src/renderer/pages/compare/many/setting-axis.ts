/** Axes for the values of a setting or a metric over many runs. */

export type SettingValue = string | number | boolean | null;

export interface ValueAxis {
  title: string;
  kind: 'number' | 'choice';
  logarithmic: boolean;
  /** 0 (low) … 1 (high); null for a value that is not on the axis: the setting has no effect. */
  place(value: SettingValue): number | null;
  ticks: readonly { place: number; label: string }[];
}

/** Numbers whose greatest is this many times their least are on a logarithmic axis. */
const MIN_LOG_RATIO = 50;
const MAX_TICKS = 5;

/** The axis of these values: numbers in their order, otherwise one place for each value. */
export function valueAxis(title: string, values: readonly SettingValue[]): ValueAxis {
  const known = [...new Set(values.filter((value) => value !== null))];
  return known.length > 0 && known.every((value) => typeof value === 'number')
    ? numberAxis(title, known as number[])
    : choiceAxis(title, known);
}

function numberAxis(title: string, known: readonly number[]): ValueAxis {
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const logarithmic = low > 0 && high / low >= MIN_LOG_RATIO;
  const scale = logarithmic ? Math.log10 : (value: number) => value;
  const [from, to] = [scale(low), scale(high)];
  const place = (value: number) => (from === to ? 0.5 : (scale(value) - from) / (to - from));
  const sorted = known.toSorted((a, b) => a - b);
  const shown =
    sorted.length <= MAX_TICKS
      ? sorted
      : Array.from({ length: MAX_TICKS }, (_, index) => {
          const at = from + ((to - from) * index) / (MAX_TICKS - 1);
          return logarithmic ? 10 ** at : at;
        });
  return {
    title,
    kind: 'number',
    logarithmic,
    place: (value) => (typeof value === 'number' ? place(value) : null),
    ticks: shown.map((value) => ({ place: place(value), label: numberText(value) })),
  };
}

function choiceAxis(title: string, known: readonly SettingValue[]): ValueAxis {
  const sorted = known.toSorted((a, b) => String(a).localeCompare(String(b), 'en', { numeric: true }));
  const places = new Map(
    sorted.map((value, index) => [value, sorted.length === 1 ? 0.5 : index / (sorted.length - 1)]),
  );
  return {
    title,
    kind: 'choice',
    logarithmic: false,
    place: (value) => places.get(value) ?? null,
    ticks: sorted.map((value) => ({ place: places.get(value) ?? 0, label: valueLabel(value) })),
  };
}

const numberText = (value: number): string => String(Number(value.toPrecision(3)));

/** A value in words: `yes` for a switch, `no effect` where the setting has none. */
export function valueLabel(value: SettingValue): string {
  if (value === null) return 'no effect';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
