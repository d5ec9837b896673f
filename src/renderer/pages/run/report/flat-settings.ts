import type { RunSettings } from '../../../../shared/runs.ts';

/** Settings as pairs of a dotted name and a value, in the order of the record: `optimizer.learningRate`, `0.002`. */
export function flatSettings(settings: RunSettings): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else if (value !== null) pairs.push([path, String(value)]);
  };
  walk(settings, '');
  return pairs;
}
