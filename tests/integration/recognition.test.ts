import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeWav, encodeWav } from '../../src/core/audio/wav.ts';
import { openExperimentLog } from '../../src/core/runs/experiment-log.ts';
import { EMOTIONS } from '../../src/shared/emotions.ts';
import { createRandom } from '../../src/shared/random.ts';
import type { Run } from '../../src/shared/runs.ts';
import { CLIPS, type CommandLine, makePlace, parsed } from './command-line.ts';

let folder = '';
let voices = '';
let cli: CommandLine;
let run: Run;

const RATE = 16_000;
const noise = (seconds: number, level: number) => {
  const random = createRandom('noise');
  return Float32Array.from({ length: seconds * RATE }, () => level * random.normal());
};
const write = (name: string, samples: Float32Array) => {
  const path = join(folder, name);
  writeFileSync(path, encodeWav(samples, RATE));
  return path;
};
const recognise = async (...line: string[]) =>
  parsed('recognise.files', await cli.run('recognise', ...line, '--json'));

beforeAll(async () => {
  ({ folder, voices, cli } = await makePlace());
  const line = ['--protocol', 'k-fold-speakers', '--folds', '2', '--epochs', '1', '--json'];
  run = parsed('runs.show', await cli.run('train', voices, ...line));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('recognise', () => {
  it('gives the clips of a folder in the order asked, each the mean of the folds’ networks', async () => {
    const scan = parsed('corpora.scan', await cli.run('scan', voices, '--json'));
    expect(scan.clips).toBeGreaterThan(2);
    const files = ['Actor_01/03-01-05-01-01-01-01.wav', 'Actor_02/03-01-04-01-01-01-02.wav'].map((name) =>
      join(voices, name),
    );
    const results = await recognise(...files, '--run', run.id);
    expect(results.map(({ path }) => path)).toEqual(files);
    for (const result of results) {
      if ('problem' in result) throw new Error(result.problem);
      const shares = EMOTIONS.map((emotion) => result.probabilities[emotion]);
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
      expect(result.probabilities[result.emotion]).toBe(Math.max(...shares));
      expect(result.milliseconds).toBeGreaterThan(0);
    }
  });

  it('says of a test clip what the test of the run said of it: one road from samples to probabilities', async () => {
    const line = ['--epochs', '1', '--seed', '4', '--name', 'single', '--json'];
    const single = parsed('runs.show', await cli.run('train', voices, ...line));
    using log = openExperimentLog(join(folder, 'laboratory'));
    const judged = log.listPredictions(single.id, { limit: 5 });
    expect(judged).toHaveLength(5);
    const results = await recognise(...judged.map(({ clip }) => clip.path), '--run', 'single');
    for (const [i, result] of results.entries()) {
      if ('problem' in result) throw new Error(result.problem);
      const again = EMOTIONS.map((emotion) => result.probabilities[emotion]);
      again.forEach((share, index) => {
        expect(share).toBeCloseTo(judged[i].probabilities[index], 6);
      });
    }
  });

  it('counts what it was trained on when it is evaluated on it', async () => {
    const evaluated = parsed('runs.evaluate', await cli.run('evaluate', run.id, voices, '--json'));
    // Every clip of a run with folds has trained one of the networks that are averaged.
    expect(evaluated.leakage.clips).toBe(CLIPS);
    expect(evaluated.clips).toBe(CLIPS);
  });

  it('calls a clip in which nobody speaks that, not neutral', async () => {
    const files = [
      write('silence.wav', new Float32Array(2 * RATE)),
      write('hiss.wav', noise(2, 0.1)),
      write(
        'hum.wav',
        Float32Array.from({ length: 2 * RATE }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 50 * i) / RATE)),
      ),
    ];
    for (const result of await recognise(...files, '--run', run.id)) {
      expect(result).not.toHaveProperty('emotion');
      expect(result).toHaveProperty('problem');
    }
  });

  it('draws a timeline of a long sound, with the pauses in it', async () => {
    const spoken = decodeWav(readFileSync(join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav'))).samples;
    const pause = new Float32Array(6 * RATE);
    const long = new Float32Array(spoken.length * 2 + pause.length);
    long.set(spoken, 0);
    long.set(spoken, spoken.length + pause.length);
    const [result] = await recognise(write('long.wav', long), '--run', run.id);
    if ('problem' in result) throw new Error(result.problem);
    const { timeline = [] } = result;
    expect(timeline[0].startSeconds).toBe(0);
    expect(timeline.at(-1)!.endSeconds).toBeCloseTo(long.length / RATE, 3);
    for (let i = 1; i < timeline.length; i++) {
      expect(timeline[i].startSeconds).toBeCloseTo(timeline[i - 1].endSeconds, 6);
    }
    expect(timeline.some(({ emotion }) => emotion === null)).toBe(true);
    expect(timeline[0].emotion).not.toBeNull();
  });

  it('has a reason for every file that cannot be recognised, and still recognises the others', async () => {
    const good = join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav');
    const bytes = readFileSync(good);
    const cut = join(folder, 'cut.wav');
    writeFileSync(cut, bytes.subarray(0, bytes.length - 2000));
    const text = join(folder, 'text.wav');
    writeFileSync(text, 'no sound at all');
    mkdirSync(join(folder, 'folder.wav'));
    const results = await recognise(
      join(folder, 'missing.wav'),
      text,
      join(folder, 'folder.wav'),
      cut,
      good,
      '--run',
      run.id,
    );
    expect(results.slice(0, 3).every((result) => 'problem' in result)).toBe(true);
    expect(results[3]).toMatchObject({ warning: expect.stringMatching(/truncated/i) });
    expect(results[4]).toHaveProperty('emotion');
  });

  it('ends with 1 when nothing could be recognised, and names the run that has no recogniser', async () => {
    const nothing = await cli.run('recognise', join(folder, 'missing.wav'), '--run', run.id, '--json');
    expect(nothing.code).toBe(1);
    const unknown = await cli.run('recognise', join(folder, 'missing.wav'), '--run', 'nobody', '--json');
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: 'no-such-run' } });
  });
});
