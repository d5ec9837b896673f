/** The part of PEP 440 that the CUDA wheels use: numbers, and ranges joined with commas. */

type Version = readonly number[];

/** The numbers of `12.5.3.2`; null for anything with letters (pre-releases are never used). */
export function parseVersion(text: string): Version | null {
  return /^\d+(\.\d+)*$/.test(text) ? text.split('.').map(Number) : null;
}

/** Negative when `a` is older; missing numbers count as 0. */
function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
};

/** Whether a version is in a range such as `<13.0,>=12.5.82`. An unknown clause matches no version. */
export function inRange(version: Version, range: string): boolean {
  return range
    .split(',')
    .filter((clause) => clause.trim() !== '')
    .every((clause) => {
      const [, operator = '', bound = ''] = /^\s*([<>=!]=?)\s*([\d.]+)\s*$/.exec(clause) ?? [];
      const parsed = parseVersion(bound);
      return parsed !== null && (OPERATORS[operator]?.(compareVersions(version, parsed)) ?? false);
    });
}

/** The newest of `versions` in the range; null where there is none. */
export function newestInRange(versions: readonly string[], range: string): string | null {
  let best: { text: string; version: Version } | null = null;
  for (const text of versions) {
    const version = parseVersion(text);
    if (version === null || !inRange(version, range)) continue;
    if (best === null || compareVersions(version, best.version) > 0) best = { text, version };
  }
  return best?.text ?? null;
}
