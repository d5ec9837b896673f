import type { Handlers, Services } from '#core/laboratory/services.ts';
import { VERSION } from '#core/system/program-version.ts';
import packages from '../../../../resources/packages.json' with { type: 'json' };

/** `remarks` are the messages from opening the laboratory. */
export function aboutRequest({ folder }: Services, remarks: readonly string[]): Handlers<'about'> {
  return {
    about: async () => ({
      version: VERSION,
      folder,
      node: process.versions.node,
      remarks: [...remarks],
      packages,
    }),
  };
}
