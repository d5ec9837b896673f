import { access, constants, mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Doctor } from '../../shared/contract.ts';
import { toFailure } from '../../shared/failure.ts';
import { platformName, VERSION } from './environment.ts';
import { outcomeResult } from './outcome.ts';
import type { Handlers, Parts } from './parts.ts';

export function doctorRequest(parts: Parts): Handlers<'doctor'> {
  return {
    doctor: async (_input, { signal }) => {
      const { engines } = await outcomeResult(parts.host.run({ kind: 'probe' }), signal);
      const best = engines.find(({ works }) => works);
      return {
        version: VERSION,
        node: process.versions.node,
        platform: platformName(),
        folder: await folderReport(parts.folder),
        engines: engines.map(({ engine, works, device, reason, versions }) => ({
          name: engine,
          works,
          device,
          version: Object.values(versions)[0] ?? null,
          reason,
        })),
        devices: [
          {
            kind: 'cpu',
            name: `${cpus()[0]?.model.trim() ?? 'processor'} × ${cpus().length}`,
            works: true,
            reason: null,
          },
        ],
        choice: best
          ? { engine: best.engine, reason: `The first in order of speed that works here, on ${best.device}.` }
          : { engine: null, reason: 'No engine works here; the reasons stand beside each.' },
      };
    },
  };
}

async function folderReport(path: string): Promise<Doctor['folder']> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return { path, works: true, reason: null };
  } catch (error) {
    return { path, works: false, reason: toFailure(error).message };
  }
}
