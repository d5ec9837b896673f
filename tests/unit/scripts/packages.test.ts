import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import packages from '../../../resources/packages.json' with { type: 'json' };
// @ts-expect-error: a script without types.
import { shippedPackages } from '../../../scripts/packages.mjs';

describe('the list of what ships', () => {
  it('is the lock file’s', () => {
    expect(packages).toEqual(shippedPackages());
  });

  it('names every dependency', () => {
    const names = new Set(packages.map(({ name }) => name));
    expect(Object.keys(manifest.dependencies).filter((name) => !names.has(name))).toEqual([]);
  });
});
