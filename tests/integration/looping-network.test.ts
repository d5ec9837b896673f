/** A network of somebody else that computes for ever on loud clips, after it has worked on others. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { loopingModelOnnx, TINY_LABELS } from '../tiny-model.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let home: LaboratoryWithVoices;
let loud: string;
beforeEach(async () => {
  home = await laboratoryWithVoices();
  const folder = temporaryFolder();
  const path = join(folder, 'looping.onnx');
  writeFileSync(path, loopingModelOnnx());
  writeFileSync(join(folder, 'looping.json'), JSON.stringify({ labels: TINY_LABELS }));
  await home.laboratory.invoke('readyMade.add', { name: 'looping', path });
  loud = join(folder, 'voices');
  for (const name of globSync('**/*.wav', { cwd: home.voices })) writeLoud(name);
}, 60_000);
afterEach(() => home[Symbol.asyncDispose]());

/** A copy of a 16-bit clip whose loudest sample is full scale. */
function writeLoud(name: string): void {
  const wav = readFileSync(join(home.voices, name));
  const start = wav.indexOf('data') + 8;
  const samples = new Int16Array((wav.length - start) >> 1).map((_, i) => wav.readInt16LE(start + 2 * i));
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);
  samples.forEach((sample, i) => {
    wav.writeInt16LE(Math.round((sample * 32_000) / peak), start + 2 * i);
  });
  mkdirSync(dirname(join(loud, name)), { recursive: true });
  writeFileSync(join(loud, name), wav);
}

/** Seconds of computing of the processes that run networks for this laboratory, and their ids. */
function networkProcesses(): { pid: number; seconds: number }[] {
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,times,args'], { encoding: 'utf8' }).split('\n').slice(1);
  const all = lines.map((line) => line.trim().split(/\s+/)).filter(([pid]) => pid !== '');
  const isOurs = (parent: string): boolean => {
    if (Number(parent) === process.pid) return true;
    const above = all.find(([pid]) => pid === parent);
    return above !== undefined && isOurs(above[1]);
  };
  return all
    .filter(([, parent, , ...args]) => args.join(' ').includes('reader-process') && isOurs(parent))
    .map(([pid, , seconds]) => ({ pid: Number(pid), seconds: Number(seconds) }));
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Asks until its network loops, and gives the processes that run it. */
async function looping(): Promise<number[]> {
  await vi.waitUntil(() => networkProcesses().some(({ seconds }) => seconds >= 3), {
    timeout: 60_000,
    interval: 500,
  });
  return networkProcesses().map(({ pid }) => pid);
}

describe.skipIf(process.platform === 'win32')('a network that loops', { timeout: 120_000 }, () => {
  const requests = {
    'an evaluation': () =>
      home.laboratory.invoke('readyMade.evaluate', { model: 'looping', folders: [loud] }),
    'a prediction': () =>
      home.laboratory.invoke('predict.files', { run: 'model:looping', files: loudClips() }),
    'shown features': async () => {
      const [{ installed }] = await home.laboratory.invoke('readyMade.list', {});
      const sound = { from: 'file' as const, path: loudClips()[0] };
      return home.laboratory.invoke('features.show', { sound, features: installed!.features });
    },
  };
  const loudClips = () =>
    globSync('**/*.wav', { cwd: loud })
      .map((name) => join(loud, name))
      .slice(0, 2);

  it.each(Object.entries(requests))(
    '%s: the laboratory answers others, and closes within seconds',
    async (_, ask) => {
      const answered = ask().then(
        (answer) => ({ answer }),
        (error: { code: string }) => error.code,
      );
      const pids = await looping();
      expect(pids).not.toEqual([]);
      const start = performance.now();
      await home.laboratory.invoke('runs.list', {});
      expect(performance.now() - start).toBeLessThan(2000);
      const closing = performance.now();
      await home.laboratory[Symbol.asyncDispose]();
      expect(performance.now() - closing).toBeLessThan(10_000);
      expect(['cancelled', 'closed', 'given-up']).toContain(await answered);
      await vi.waitUntil(() => !pids.some(lives), { timeout: 5000 });
    },
  );
});
