import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createNetworkProcess } from '#core/features/encoder/network-process.ts';
import { loadOnnxModel } from '#core/features/encoder/onnx-model.ts';
import { forkProcess, scrubbedEnvironment } from '#core/system/forked-process.ts';
import { ENTRIES } from '../../../program-scripts.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { loopingModelOnnx } from '../../../tiny-model.ts';

const quiet = { data: Float32Array.from({ length: 1600 }, (_, i) => 0.3 * Math.sin(i)), dims: [1, 1600] };
const loud = { data: quiet.data.map((sample) => 3 * sample), dims: quiet.dims };

function networks(runSeconds?: number) {
  const path = join(temporaryFolder(), 'looping.onnx');
  writeFileSync(path, loopingModelOnnx());
  const pids: number[] = [];
  const start = () => {
    const child = forkProcess(ENTRIES.reader, scrubbedEnvironment(process.env));
    pids.push(child.pid!);
    return child;
  };
  const opened = createNetworkProcess({ start, runSeconds });
  onTestFinished(() => opened.interrupt());
  return { ...opened, path, pids, ended: () => vi.waitUntil(() => !pids.some(lives), { timeout: 10_000 }) };
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a network in a process', { timeout: 60_000 }, () => {
  it('gives the bits that it gives in this process, and its process ends after its last use', async () => {
    const { load, path, pids, ended } = networks();
    const [here, first, second] = [await loadOnnxModel(path), await load(path), await load(path)];
    const expected = await here.run(quiet, null);
    here[Symbol.dispose]();
    const runs = await Promise.all([
      first.run(quiet, null),
      second.run(quiet, ['logits']),
      first.run(quiet, null),
    ]);
    for (const given of runs) expect(given).toEqual(expected);
    expect(pids).toHaveLength(1);
    first[Symbol.dispose]();
    expect(pids.some(lives)).toBe(true);
    second[Symbol.dispose]();
    await ended();
  });

  it('is stopped when it computes too long, and works again for other clips', async () => {
    const { load, path, pids } = networks(1);
    const model = await load(path);
    const before = await model.run(quiet, null);
    await expect(model.run(loud, null)).rejects.toMatchObject({
      code: 'encoder-stopped',
      message: expect.stringMatching(/looping\.onnx was stopped: it gave no result for \d+ s\./),
    });
    expect(await model.run(quiet, null)).toEqual(before);
    expect(pids).toHaveLength(2);
    await vi.waitUntil(() => !lives(pids[0]), { timeout: 10_000 });
  });

  it('is stopped at once when it is interrupted', async () => {
    const { load, path, ended, interrupt } = networks();
    const model = await load(path);
    const running = model.run(loud, null);
    setTimeout(interrupt, 500);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await ended();
  });

  it('starts no process any more after it was closed, also for runs that wait', async () => {
    const { load, path, pids, ended, ...opened } = networks();
    const model = await load(path);
    const running = [model.run(loud, null), model.run(quiet, null)];
    const codes = Promise.all(running.map((run) => run.catch((error: { code: string }) => error.code)));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await opened[Symbol.asyncDispose]();
    expect(await codes).toEqual(['cancelled', 'cancelled']);
    expect(pids).toHaveLength(1);
    await ended();
  });

  it('is run again after its process was killed, but not for ever', async () => {
    const { load, path, pids } = networks();
    const model = await load(path);
    process.kill(pids[0], 'SIGKILL');
    await model.run(quiet, null);
    expect(pids).toHaveLength(2);
    const running = expect(model.run(loud, null)).rejects.toMatchObject({
      code: 'encoder-stopped',
      message: expect.stringContaining('SIGKILL'),
    });
    for (const number of [1, 2]) {
      await vi.waitUntil(() => pids.length > number, { timeout: 10_000 });
      await new Promise((resolve) => setTimeout(resolve, 500));
      process.kill(pids[number], 'SIGKILL');
    }
    await running;
  });

  it('passes the reasons of ONNX Runtime on', async () => {
    const { load, path } = networks();
    const model = await load(path);
    await expect(model.run(quiet, ['none'])).rejects.toMatchObject({ code: 'encoder-unusable' });
    const text = join(temporaryFolder(), 'text.onnx');
    writeFileSync(text, 'no network');
    await expect(load(text)).rejects.toMatchObject({ code: 'encoder-unusable' });
  });
});
