/**
 * Compares a cold scan of clips in ten formats with a loop in Python that decodes (soundfile) and hashes (hashlib) the same
 * files one after another. A scan also measures each clip and computes its acoustic signature. The file system's cache is
 * warm in both. Needs a Python with soundfile (`NEURAL_SER_PYTHON`).
 *
 *     node bench/mixed-formats.ts [--clips 12000] [--threads 2] [--folder FOLDER]
 *
 * With `--folder`, its clips are compared instead of made ones.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSoundReader } from '#core/audio/sound-reader.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { createScanMemory } from '#core/corpora/scan/scan-memory.ts';
import { pythonHas, runPython } from '../tests/python.ts';

const { values: given } = parseArgs({
  options: {
    clips: { type: 'string', default: '12000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    folder: { type: 'string' },
  },
});
const ROUNDS = 3;
const script = new URL('mixed-formats.py', import.meta.url);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

async function compare(folder: string): Promise<void> {
  const threads = Number(given.threads);
  await using sounds = createSoundReader(
    new URL('../src/workers/sound-process.ts', import.meta.url),
    threads,
  );
  const cold: number[] = [];
  let clips = 0;
  let problems = 0;
  const memory = createScanMemory();
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const scan = await scanFolders([folder], { sounds, ...(round === 0 ? { memory } : {}) });
    clips = scan.clips.length;
    problems = scan.problems.length;
    cold.push((1000 * (clips + problems)) / (performance.now() - startedAt));
  }
  const startedAt = performance.now();
  await scanFolders([folder], { sounds, memory });
  const unchanged = (performance.now() - startedAt) / 1000;
  const python = runPython<number[]>(script, 'loop', folder);
  const ratio = median(cold) / median(python);
  console.log(`${clips} clips, ${problems} problems, ${threads} threads`);
  console.log(`scan       ${median(cold).toFixed(0)} clips a second`);
  console.log(`Python     ${median(python).toFixed(0)} clips a second`);
  console.log(`ratio      ${ratio.toFixed(2)}`);
  console.log(`unchanged  ${unchanged.toFixed(3)} s`);
}

if (!pythonHas('soundfile', 'numpy')) process.exitCode = 1;
else if (given.folder !== undefined) await compare(given.folder);
else {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-mixed-'));
  try {
    runPython(script, 'make', folder, given.clips);
    await compare(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
