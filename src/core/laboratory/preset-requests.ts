import { PRESETS } from '../training/presets.ts';
import { DEFAULT_SETTINGS, resolveSettings } from '../training/settings.ts';
import type { Handlers } from './parts.ts';

/** What runs start from: the laboratory's default, and the thesis's five. */
export function presetRequests(): Handlers<'presets.list'> {
  return {
    'presets.list': async () => [
      {
        name: 'default',
        about:
          'The laboratory’s own: a compact network on log-mel bands, tested on speakers that it never heard.',
        settings: DEFAULT_SETTINGS,
      },
      ...Object.keys(PRESETS).map((name) => ({
        name,
        about:
          'The thesis’s settings. Its random split puts the same voices on both sides: compare with a speaker-independent protocol.',
        settings: resolveSettings({ preset: name }),
      })),
    ],
  };
}
