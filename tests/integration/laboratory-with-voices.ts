import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import type { Entries } from '#core/laboratory/services.ts';
import type { RunStatus } from '#shared/runs.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { ENTRIES } from '../program-scripts.ts';

/** A laboratory in its own folder, with its real processes and a corpus of 21 synthetic clips of three actors. */
export interface LaboratoryWithVoices extends AsyncDisposable {
  folder: string;
  voices: string;
  /** A clip of the corpus. */
  clip: string;
  laboratory: Laboratory;
  status(run: string): Promise<RunStatus>;
  /** Starts a run on the voices and waits until it has this status (default: finished). Returns its id. */
  start(settings: RunSettingsInput, until?: RunStatus): Promise<string>;
}

export async function laboratoryWithVoices(entries: Partial<Entries> = {}): Promise<LaboratoryWithVoices> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-voices-'));
  const voices = join(folder, 'voices');
  await writeSampleVoices({ folder: voices, layout: 'ravdess', speakers: 3, clipsPerEmotion: 1, seed: 3 });
  const laboratory = await openLaboratory({
    folder: join(folder, 'laboratory'),
    entries: { ...ENTRIES, ...entries },
    native: { explicit: 'off' },
  });
  const status = async (run: string) => (await laboratory.invoke('runs.show', { run })).status;
  return {
    folder,
    voices,
    clip: join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav'),
    laboratory,
    status,
    start: async (settings, until = 'finished') => {
      const { id } = await laboratory.invoke('runs.start', { folders: [voices], settings });
      await vi.waitUntil(async () => (await status(id)) === until, { timeout: 60_000 });
      return id;
    },
    [Symbol.asyncDispose]: async () => {
      await laboratory[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
