import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFeatureCache } from '../../../src/core/features/cache.ts';
import { openFeatureRows } from '../../../src/core/features/cache-rows.ts';
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

/** Number → row of what the writers reported as done; the cache must offer all of it, with the right values. */
function checkReported(lines: string[]): Map<number, number> {
  using cache = openFeatureCache(folder, LARGE);
  expect(cache.setAside).toEqual([]);
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

test('a writer killed in the midst of it costs nothing that it had reported', async () => {
  const lines: string[] = [];
  writeFileSync(gate, '');
  for (let round = 0; round < 4; round++) {
    const writer = startWriter(lines.length, 10_000);
    await hasLines(writer, 4 + round);
    // Not in step with the writes, so that each round hits another moment of one.
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

test('two processes at once share the rows', async () => {
  const writers = [startWriter(0, 30), startWriter(15, 30)];
  await Promise.all(writers.map((writer) => hasLines(writer, 1)));
  writeFileSync(gate, '');
  await Promise.all(writers.map((writer) => writer.ended));
  const reported = checkReported(writers.flatMap(({ lines }) => lines));
  expect([...reported.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, i) => i));
  using cache = openFeatureCache(folder, LARGE);
  expect(cache.size).toBe(45);
});

test('several processes may open a new cache at the same moment', async () => {
  for (let round = 0; round < 2; round++) {
    rmSync(folder, { recursive: true });
    const writers = [startWriter(0, 1), startWriter(1, 1), startWriter(2, 1)];
    // Each waits for the gate, which is made once all have opened the cache.
    await Promise.all(writers.map((writer) => hasLines(writer, 1)));
    writeFileSync(gate, '');
    await Promise.all(writers.map((writer) => writer.ended));
    expect(checkReported(writers.flatMap(({ lines }) => lines)).size).toBe(3);
  }
});

test.skipIf(process.platform === 'win32')(
  'a full disk is told, and costs nothing that was there',
  async () => {
    writeFileSync(gate, '');
    // The shell's limit on a file's size (4 MB here) stands for the disk's end: writing stops in the midst of a row.
    const limit = ['/bin/sh', '-c', 'trap "" XFSZ; ulimit -f 8000; exec "$@"', 'sh'];
    const writer = startWriter(0, 100, limit);
    await writer.ended;
    expect(writer.lines.at(-1)).toBe('failed disk-full');
    const done = checkReported(writer.lines).size;
    expect(done).toBeGreaterThan(0);
    const again = startWriter(done, 2);
    await again.ended;
    expect(checkReported([...writer.lines, ...again.lines]).size).toBe(done + 2);
  },
);
