import { describe, expect, it } from 'vitest';
import { networkRequests } from '#core/laboratory/networks/requests.ts';
import { NETWORK_DEFINITIONS, NETWORKS, networkNamed } from '#core/models/registry.ts';
import { FEATURES, type InputShape } from '#shared/settings/features.ts';

describe('the registered networks', () => {
  it.each(NETWORK_DEFINITIONS)(
    '$name says what it is, and is called so',
    ({ name, about, kind, features, write }) => {
      expect(about).toMatch(/^[A-Z].*\.$/);
      expect([...Object.keys(FEATURES), 'encoder', 'joined']).toContain(features);
      const melRows = kind === 'joined' ? 64 : undefined;
      expect(write({ bands: 128, frames: 200, melRows, emotions: 7 }).name).toBe(name);
    },
  );

  it.each(NETWORK_DEFINITIONS)('$name declares its smallest input', ({ name, kind, minInput = 1 }) => {
    const smallest: InputShape = kind === 'joined' ? [2, 1, 1, 1] : [minInput, minInput];
    expect(networkNamed(name, smallest).name).toBe(name);
    if (minInput === 1) return;
    expect(() => networkNamed(name, [minInput - 1, 300])).toThrow(/too small/);
    expect(() => networkNamed(name, [300, minInput - 1])).toThrow(/too small/);
  });

  it('are told to the page with their text', async () => {
    const list = networkRequests({} as never)['networks.list'];
    expect(await list({}, {} as never)).toEqual(
      NETWORK_DEFINITIONS.map(({ name, about, kind = 'mel', features, minInput = 1 }) => ({
        name,
        about,
        kind,
        features,
        minInput,
      })),
    );
    expect(Object.keys(NETWORKS)).toEqual(NETWORK_DEFINITIONS.map(({ name }) => name));
  });
});
