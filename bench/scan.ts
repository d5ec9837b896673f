/**
 * Measures a cold scan (every clip is read and measured) and an unchanged scan (all results are stored):
 * `node bench/scan.ts [folder]`, by default with the clips beside the checkout. The file system's cache is warm in both,
 * so the ratio compares the work. Each is also measured from the start of a process to its end.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { createScanMemory, type RememberedFile, type ScanMemory } from '#core/corpora/scan/scan-memory.ts';

type Entry = [path: string, size: number, mtimeMs: number, file: RememberedFile];

const ROUNDS = 5;

/** Stored scan results that can be written to a file for another process. */
function createKeptMemory(entries: readonly Entry[]): ScanMemory & { entries: Entry[] } {
  const memory = createScanMemory();
  const kept: Entry[] = [];
  const remember: ScanMemory['remember'] = (...entry) => {
    kept.push(entry);
    memory.remember(...entry);
  };
  for (const entry of entries) remember(...entry);
  return { entries: kept, recall: memory.recall, remember };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function main(folder: string): Promise<void> {
  const keeping = createKeptMemory([]);
  // The first scan also warms the file system's cache and the compiler.
  const scan = await scanFolders([folder], { memory: keeping });
  const cold: number[] = [];
  const unchanged: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    cold.push(await timed(() => scanFolders([folder])));
    unchanged.push(await timed(() => scanFolders([folder], { memory: keeping })));
  }

  const work = mkdtempSync(path.join(tmpdir(), 'bench-scan-'));
  const snapshot = path.join(work, 'memory.json');
  const ownProcess = (...args: string[]) =>
    timed(() => {
      const child = spawnSync(process.execPath, [import.meta.filename, '--once', folder, ...args], {
        stdio: 'inherit',
      });
      if (child.status !== 0) throw new Error(`The scan process ended with code ${child.status}.`);
    });
  let coldProcess: number;
  let unchangedProcess: number;
  try {
    writeFileSync(snapshot, JSON.stringify(keeping.entries));
    coldProcess = await ownProcess();
    unchangedProcess = await ownProcess(snapshot);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }

  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(3)} s`;
  const hours = scan.clips.reduce((sum, clip) => sum + clip.durationSeconds, 0) / 3600;
  console.log(
    `${scan.clips.length} clips, ${hours.toFixed(2)} h, ${scan.problems.length} problems in ${folder}`,
  );
  console.log(`cold       ${seconds(median(cold))}   whole process ${seconds(coldProcess)}`);
  console.log(`unchanged  ${seconds(median(unchanged))}   whole process ${seconds(unchangedProcess)}`);
  console.log(`cold / unchanged  ${(median(cold) / median(unchanged)).toFixed(1)}`);
}

const args = process.argv.slice(2);
if (args[0] === '--once') {
  const entries: Entry[] = args[2] === undefined ? [] : JSON.parse(readFileSync(args[2], 'utf8'));
  await scanFolders([args[1]], { memory: createKeptMemory(entries) });
} else {
  const folder = path.resolve(args[0] ?? path.join(import.meta.dirname, '../../shared/data/ravdess-16k'));
  if (existsSync(folder)) await main(folder);
  else {
    console.error(`The folder ${folder} does not exist. Give a folder to scan.`);
    process.exitCode = 1;
  }
}
