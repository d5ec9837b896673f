import type { Handlers, RequestsOf } from '#core/laboratory/services.ts';
import { ALL_PRESETS } from '#shared/settings/presets.ts';

/** What runs start from: the default, and the presets of the thesis, for clips of several corpora. */
export function presetRequests(): Handlers<RequestsOf<'presets'>> {
  return {
    'presets.list': async () =>
      Object.entries(ALL_PRESETS).map(([name, { about, settings }]) => ({
        name,
        about,
        settings: settings(2),
      })),
  };
}
