import type { Handlers, RequestsOf } from '#core/laboratory/services.ts';
import { PRESETS } from '#shared/settings/presets.ts';

/** What runs start from: the presets, for clips of several corpora. */
export function presetRequests(): Handlers<RequestsOf<'presets'>> {
  return {
    'presets.list': async () =>
      Object.entries(PRESETS).map(([name, { about, settings }]) => ({
        name,
        about,
        settings: settings(2),
      })),
  };
}
