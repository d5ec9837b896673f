import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import { fillRow, LARGE } from './cache-writer.ts';

const program = fileURLToPath(new URL('cache-writer.ts', import.meta.url));
let folder: string;
let gate: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feature-cache-'));
  gate = join(folder, 'gate');
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Writer {
  child: ChildProcess;
  lines: string[];
  ended: Promise<unknown>;
}

function startWriter(first: number, count: number, prefix: string[] = []): Writer {
  const [command, ...args] = [...prefix, process.execPath, program, folder, `${first}`, `${count}`, gate];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let rest = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    lines.push(...parts);
  });
  return { child, lines, ended: new Promise((resolve) => child.on('close', resolve)) };
}

async function hasLines(writer: Writer, count: number): Promise<void> {
  while (writer.lines.length < count) {
    if (writer.child.exitCode !== null) throw new Error('The writer ended early.');
    await setTimeout(2);
  }
}

/** Number → row of the clips that the writers reported; the cache must contain all of them with the right values. */
function checkReported(lines: string[]): Map<number, number> {
  using cache = openFeatureCache(folder, LARGE);
  expect(cache.quarantined).toEqual([]);
  using rows = openFeatureRows(cache.rowsPath, cache.rowFloats);
  const found = new Float32Array(cache.rowFloats);
  const expected = new Float32Array(cache.rowFloats);
  const reported = new Map<number, number>();
  for (const line of lines.filter((text) => /^\d+ \d+$/.test(text))) {
    const [number, row] = line.split(' ').map(Number);
    reported.set(number, row);
    expect(cache.rowOf(`clip ${number}`)).toBe(row);
    rows.read(row, found);
    expect(found).toEqual(fillRow(number, expected));
  }
  expect(new Set(reported.values()).size).toBe(reported.size);
  return reported;
}

test('keeps all reported clips after a writer is killed', async () => {
  const lines: string[] = [];
  writeFileSync(gate, '');
  for (let round = 0; round < 4; round++) {
    const writer = startWriter(lines.length, 10_000);
    await hasLines(writer, 4 + round);
    // The delay differs, so that each round hits another moment of a write.
    await setTimeout(round * 0.7);
    writer.child.kill('SIGKILL');
    await writer.ended;
    expect(writer.child.signalCode).toBe('SIGKILL');
    lines.push(...writer.lines.filter((line) => line !== 'ready'));
    checkReported(lines);
  }
  using cache = openFeatureCache(folder, LARGE);
  const matrix = new Float32Array(cache.rowFloats);
  const next = lines.length + 100_000;
  cache.append(`clip ${next}`, fillRow(next, matrix));
  checkReported([...lines, `${next} ${cache.rowOf(`clip ${next}`)}`]);
});

test('two simultaneous processes share the rows', async () => {
  const writers = [startWriter(0, 30), startWriter(15, 30)];
  await Promise.all(writers.map((writer) => hasLines(writer, 1)));
  writeFileSync(gate, '');
  await Promise.all(writers.map((writer) => writer.ended));
  const reported = checkReported(writers.flatMap(({ lines }) => lines));
  expect([...reported.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, i) => i));
  using cache = openFeatureCache(folder, LARGE);
  expect(cache.size).toBe(45);
});

test('several processes can open a new cache at the same moment', async () => {
  for (let round = 0; round < 2; round++) {
    rmSync(folder, { recursive: true });
    const writers = [startWriter(0, 1), startWriter(1, 1), startWriter(2, 1)];
    // Each waits for the gate file, which is created when all have opened the cache.
    await Promise.all(writers.map((writer) => hasLines(writer, 1)));
    writeFileSync(gate, '');
    await Promise.all(writers.map((writer) => writer.ended));
    expect(checkReported(writers.flatMap(({ lines }) => lines)).size).toBe(3);
  }
});

test.skipIf(process.platform === 'win32')('reports a full disk and keeps existing rows', async () => {
  writeFileSync(gate, '');
  // The shell's limit on file size (4 MB) simulates a full disk: the write fails in the middle of a row.
  const limit = ['/bin/sh', '-c', 'trap "" XFSZ; ulimit -f 8000; exec "$@"', 'sh'];
  const writer = startWriter(0, 100, limit);
  await writer.ended;
  expect(writer.lines.at(-1)).toBe('failed disk-full');
  const done = checkReported(writer.lines).size;
  expect(done).toBeGreaterThan(0);
  const again = startWriter(done, 2);
  await again.ended;
  expect(checkReported([...writer.lines, ...again.lines]).size).toBe(done + 2);
});
