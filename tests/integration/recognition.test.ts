import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { scaleProbabilities } from '#core/metrics/calibration.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Explanation } from '#shared/explanations.ts';
import { createRandom } from '#shared/random.ts';
import type { Run } from '#shared/runs.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import { decodeWav } from '../decode-wav.ts';
import { writeClip } from '../e2e/a-clip.ts';
import { CLIPS, type CommandLine, commandLineIn, createWorkspace, parsed, QUICK } from './command-line.ts';

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
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, encodeWav(samples, RATE));
  return path;
};
const predict = async (...line: string[]) =>
  parsed('predict.files', await cli.run('predict', ...line, '--json'));

beforeAll(async () => {
  ({ folder, voices, cli } = await createWorkspace());
  const line = ['--protocol', 'k-fold-speakers', '--folds', '2', '--epochs', '1', '--json'];
  run = parsed('runs.show', await cli.run('train', voices, ...QUICK, ...line));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('runs', () => {
  it('are not said to be none if the log was emptied', async () => {
    const lost = join(folder, 'lost');
    mkdirSync(join(lost, 'runs'), { recursive: true });
    cpSync(join(folder, 'laboratory', 'runs', run.id), join(lost, 'runs', run.id), { recursive: true });
    writeFileSync(join(lost, 'laboratory.sqlite'), '');
    const { stdout } = await commandLineIn(folder, lost).run('runs');
    expect(stdout).not.toContain('No runs yet');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'The log has no runs: it was emptied, removed or replaced.',
    );
  });
});

describe('explain', () => {
  it('prints the weights as JSON and as sentences, and saves a picture', async () => {
    const clip = join(voices, 'Actor_01/03-01-05-01-01-01-01.wav');
    const picture = join(folder, 'explanation.svg');
    const line = ['explain', clip, '--run', run.id, '--emotion', 'sad', '--fold', '2', '--out', picture];
    const found = (await cli.json(...line)) as Pick<Explanation, 'probabilities'> & {
      input: { rows: number; frames: number };
      weights: number[][];
    };
    expect(found).toMatchObject({ path: clip, method: 'grad-cam', emotion: 'sad', picture });
    expect(found.weights).toHaveLength(found.input.rows);
    for (const row of found.weights) expect(row).toHaveLength(found.input.frames);
    const all = found.weights.flat();
    expect([Math.min(...all) >= 0, Math.max(...all) <= 1]).toEqual([true, true]);
    expect(found.probabilities.sad).toBeGreaterThan(0);
    const svg = readFileSync(picture, 'utf8');
    expect(svg).toContain('<title>What the model listened to in 03-01-05-01-01-01-01.wav</title>');
    const png = Buffer.from(/data:image\/png;base64,([^"]+)/.exec(svg)![1], 'base64');
    const { info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: found.input.frames, height: found.input.rows, channels: 3 });
    const { stdout } = await cli.run('explain', clip, '--run', run.id, '--method', 'occlusion');
    expect(stdout).toMatch(/ % {2}Occlusion\n {2}(Most weight for|Hiding a part of the sound nowhere)/);
    expect(await cli.run('explain', clip, '--run', run.id, '--out', picture)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already exists'),
    });
    expect(await cli.run('explain', join(folder, 'none.wav'), '--run', run.id)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/none\.wav|Cannot read/),
    });
  });
});

describe('predict', () => {
  it('gives results in the order of the files, as the mean of the folds’ networks', async () => {
    const scan = parsed('corpora.scan', await cli.run('scan', voices, '--json'));
    expect(scan.clips).toBeGreaterThan(2);
    const files = ['Actor_01/03-01-05-01-01-01-01.wav', 'Actor_02/03-01-04-01-01-01-02.wav'].map((name) =>
      join(voices, name),
    );
    const results = await predict(...files, '--run', run.id);
    expect(results.map(({ path }) => path)).toEqual(files);
    for (const result of results) {
      if (!('emotion' in result)) throw new Error(JSON.stringify(result));
      const shares = EMOTIONS.map((emotion) => result.probabilities[emotion]);
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
      expect(result.probabilities[result.emotion]).toBe(Math.max(...shares));
      expect(result.milliseconds).toBeGreaterThan(0);
    }
  });

  it('gives a test clip the same probabilities as the test of the run, but for the temperature', async () => {
    const line = ['--epochs', '1', '--seed', '4', '--name', 'single', '--json'];
    const single = parsed('runs.show', await cli.run('train', voices, ...QUICK, ...line));
    using log = openExperimentLog(join(folder, 'laboratory'));
    const tested = log.listPredictions(single.id, { limit: 5 });
    expect(tested).toHaveLength(5);
    const results = await predict(...tested.map(({ clip }) => clip.path), '--run', 'single');
    const { temperature } = single.folds[0];
    for (const [i, result] of results.entries()) {
      if (!('emotion' in result)) throw new Error(JSON.stringify(result));
      const scaled = scaleProbabilities(tested[i].probabilities, EMOTIONS.length, temperature!);
      const again = EMOTIONS.map((emotion) => result.probabilities[emotion]);
      again.forEach((share, index) => {
        expect(share).toBeCloseTo(scaled[index], 6);
      });
    }
  });

  it('marks clips that the model was trained on, also changed ones, and no others', async () => {
    const folds = ['Actor_01/03-01-05-01-01-01-01.wav', 'Actor_02/03-01-04-01-01-01-02.wav'];
    const [first, second] = folds.map((name) => join(voices, name));
    const { samples } = decodeWav(readFileSync(second));
    const louder = write('copied/louder.wav', samples.map((sample) => 0.7 * sample).subarray(800));
    const stranger = await writeClip(join(folder, 'stranger'), 99);
    const results = await predict(first, louder, stranger, '--run', run.id);
    expect(results.map((result) => 'trainedOn' in result && result.trainedOn)).toEqual([
      'same clip',
      'near-identical',
      null,
    ]);
    const { stdout } = await cli.run('predict', first, stranger, '--run', run.id);
    expect(stdout.match(/This clip was in the training set of this model\./g)).toHaveLength(1);

    using log = openExperimentLog(join(folder, 'laboratory'));
    const tested = log.listPredictions('single', { limit: 3 }).map(({ clip }) => clip.path);
    const unseen = await predict(...tested, '--run', 'single');
    expect(unseen.map((result) => 'trainedOn' in result && result.trainedOn)).toEqual([null, null, null]);
  });

  it('says not sure below the threshold, which is that of the window if none is given', async () => {
    const sound = join(voices, 'Actor_01/03-01-05-01-01-01-01.wav');
    const ask = async (...threshold: string[]) => {
      const line = ['predict', sound, '--run', run.id, ...threshold];
      const [{ sure }] = (await cli.json(...line)) as [{ sure: { probability: number; notSure: boolean } }];
      return { ...sure, ...(await cli.run(...line)) };
    };
    const usual = await ask();
    expect(usual.notSure).toBe(usual.probability < 0.4);
    const strict = await ask('--not-sure-below', '1');
    expect(strict.notSure).toBe(true);
    expect(strict.stdout).toMatch(/not sure {2}highest: \w+ \d+\.\d %/);
    const never = await ask('--not-sure-below', '0');
    expect(never.notSure).toBe(false);
    expect(never.stdout).not.toContain('not sure');
    const { code, stderr } = await cli.run('predict', sound, '--run', run.id, '--not-sure-below', '40');
    expect(code).not.toBe(0);
    expect(stderr).toContain('0 to 1');
  });

  it('predicts all audio files of a folder', async () => {
    const results = await predict(voices, '--run', run.id);
    expect(results).toHaveLength(CLIPS);
    const { stdout } = await cli.run('predict', join(folder, 'laboratory'), '--run', run.id);
    expect(stdout).toContain('There are no audio files in this folder.');
  });

  it('counts clips used in training when it is evaluated on them', async () => {
    const evaluated = parsed('runs.evaluate', await cli.run('evaluate', run.id, voices, '--json'));
    // Every clip of a run with folds was used to train one of the averaged networks.
    expect(evaluated.leakage.clips).toBe(CLIPS);
    expect(evaluated.clips).toBe(CLIPS);
  });

  it('reports a clip without speech as a problem, not as neutral', async () => {
    const files = [
      write('silence.wav', new Float32Array(2 * RATE)),
      write('hiss.wav', noise(2, 0.1)),
      write(
        'hum.wav',
        Float32Array.from({ length: 2 * RATE }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 50 * i) / RATE)),
      ),
    ];
    for (const result of await predict(...files, '--run', run.id)) {
      expect(result).not.toHaveProperty('emotion');
      expect(result).toHaveProperty('problem');
    }
  });

  it('gives a timeline with pauses for a long sound', async () => {
    const spoken = decodeWav(readFileSync(join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav'))).samples;
    const pause = new Float32Array(6 * RATE);
    const long = new Float32Array(spoken.length * 2 + pause.length);
    long.set(spoken, 0);
    long.set(spoken, spoken.length + pause.length);
    const [result] = await predict(write('long.wav', long), '--run', run.id);
    if (!('emotion' in result)) throw new Error(JSON.stringify(result));
    const { timeline = [] } = result;
    expect(timeline[0].startSeconds).toBe(0);
    expect(timeline.at(-1)!.endSeconds).toBeCloseTo(long.length / RATE, 3);
    for (let i = 1; i < timeline.length; i++) {
      expect(timeline[i].startSeconds).toBeCloseTo(timeline[i - 1].endSeconds, 6);
    }
    expect(timeline.some(({ emotion }) => emotion === null)).toBe(true);
    expect(timeline[0].emotion).not.toBeNull();
  });

  it('refuses a step between windows that is longer than a window', async () => {
    const window = timeAxisOf(run.settings.features).durationSeconds;
    const sound = write('hop.wav', noise(2, 0.1));
    const { code, stderr } = await cli.run('predict', sound, '--run', run.id, '--hop', String(window + 0.5));
    expect(code).toBe(2);
    expect(stderr).toContain(
      `--hop is ${window + 0.5} s, but a window of this model has ${window} s. Choose at most ${window} s.`,
    );
    const longest = await cli.run('predict', sound, '--run', run.id, '--hop', String(window));
    expect(longest.stderr).not.toContain('--hop');
  });

  it('gives a reason for every file that fails and predicts the others', async () => {
    const good = join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav');
    const bytes = readFileSync(good);
    const cut = join(folder, 'cut.wav');
    writeFileSync(cut, bytes.subarray(0, bytes.length - 2000));
    const text = join(folder, 'text.wav');
    writeFileSync(text, 'no sound at all');
    mkdirSync(join(folder, 'folder.wav'));
    const results = await predict(
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

  it('exits with 1 if no file was predicted or the run does not exist', async () => {
    const nothing = await cli.run('predict', join(folder, 'missing.wav'), '--run', run.id, '--json');
    expect(nothing.code).toBe(1);
    // `recognise` is the old name of `predict`.
    const unknown = await cli.run('recognise', join(folder, 'missing.wav'), '--run', 'nobody', '--json');
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: 'no-such-run' } });
  });
});
