/** A condition on numbers. */
export type NumberCondition = (value: number) => boolean;

const NUMBER = String.raw`[-−]?(?:\d+(?:[.,]\d+)?|[.,]\d+)`;
const RANGE = new RegExp(`^(${NUMBER})\\s*(?:\\.\\.|…|–|-|to)\\s*(${NUMBER})$`);
const COMPARISON = new RegExp(`^(<=|>=|≤|≥|<|>|=)?\\s*(${NUMBER})$`);

/**
 * Parses a filter of numbers: `>3`, `<= 2.5`, `1..3` or `1-3` (inclusive), `>1 <3` (both conditions), and `3`, which
 * matches every number that rounds to it with as many decimals. A decimal comma is accepted. Null for anything else.
 */
export function parseNumberCondition(text: string): NumberCondition | null {
  const whole = text.trim();
  const range = RANGE.exec(whole);
  if (range) {
    const [low, high] = [toNumber(range[1]), toNumber(range[2])].toSorted((a, b) => a - b);
    return (value) => value >= low && value <= high;
  }
  const parts = whole.replace(/([<>=≤≥])\s+/g, '$1').split(/[\s&;]+/);
  const conditions = parts.map(parseComparison);
  if (conditions.some((condition) => condition === null)) return null;
  return (value) => conditions.every((condition) => condition!(value));
}

function parseComparison(text: string): NumberCondition | null {
  const match = COMPARISON.exec(text);
  if (!match) return null;
  const number = toNumber(match[2]);
  switch (match[1]) {
    case '<':
      return (value) => value < number;
    case '>':
      return (value) => value > number;
    case '<=':
    case '≤':
      return (value) => value <= number;
    case '>=':
    case '≥':
      return (value) => value >= number;
    default: {
      const digits = /[.,](\d+)$/.exec(match[2])?.[1].length ?? 0;
      const half = 0.5 * 10 ** -digits;
      return (value) => value >= number - half && value < number + half;
    }
  }
}

function toNumber(text: string): number {
  return Number(text.replace('−', '-').replace(',', '.'));
}
