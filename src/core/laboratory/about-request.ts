import packages from '../../../resources/packages.json' with { type: 'json' };
import { VERSION } from './environment.ts';
import type { Handlers, Parts } from './parts.ts';

/** `remarks` are what the laboratory's opening had to say. */
export function aboutRequest({ folder }: Parts, remarks: readonly string[]): Handlers<'about'> {
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
