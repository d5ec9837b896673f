import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArchivedRun } from '#core/archives/archived-run.ts';
import { readRunArchive } from '#core/archives/read-run-archive.ts';
import { writeRunArchive } from '#core/archives/write-run-archive.ts';
import { openZip } from '#core/system/zip-archive.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { archivedRun, metricsOf, recordFiles, sampleWeights, writeByHand } from './sample-archive.ts';

const exportedAt = new Date('2026-11-28T16:00:00Z');

async function written(run: ArchivedRun, weights: { fold: number; path: string }[] = []) {
  const path = join(temporaryFolder(), 'run.neuralser');
  const metrics = run.predictions.length > 0 ? metricsOf(run) : null;
  const bytes = await writeRunArchive(
    { run, metrics, weights, program: '0.1.0' },
    { path, overwrite: false, exportedAt },
  );
  return { path, bytes };
}

const read = (path: string, target = join(temporaryFolder(), 'weights')) => readRunArchive(path, target);

/** An archive whose records were changed, with checksums that fit. */
function spoiled(change: (run: ArchivedRun) => void): string {
  const run = archivedRun();
  const metrics = metricsOf(run);
  change(run);
  return writeByHand(join(temporaryFolder(), 'spoiled.neuralser'), recordFiles(run, metrics));
}

describe('a run archive', () => {
  it('is read as it was written, with its weights to the bit', async () => {
    const weights = await sampleWeights(temporaryFolder());
    const { path, bytes } = await written(archivedRun(), [{ fold: 0, path: weights }]);
    expect(readFileSync(path).length).toBe(bytes);
    const { run, weights: unpacked } = await read(path);
    expect(run).toEqual(archivedRun());
    expect(unpacked).toMatchObject([{ fold: 0 }]);
    expect(readFileSync(unpacked[0].path).equals(readFileSync(weights))).toBe(true);
  });

  it('holds the record, the metrics and a manifest, and no audio', async () => {
    const { path } = await written(archivedRun(), [
      { fold: 0, path: await sampleWeights(temporaryFolder()) },
    ]);
    using zip = await openZip(path);
    expect([...zip.entries.keys()]).toEqual([
      'manifest.json',
      'run.json',
      'split.json',
      'epochs.json',
      'predictions.json',
      'metrics.json',
      'fold-0/weights.safetensors',
    ]);
  });

  it('of a stopped run has no predictions', async () => {
    const run = archivedRun();
    run.head.status = 'stopped';
    run.head.finishedAt = null;
    run.predictions = [];
    run.split.folds[0].bestEpoch = null;
    run.split.folds[0].temperature = null;
    run.split.folds[0].testedAt = null;
    const { path } = await written(run);
    expect((await read(path)).run).toEqual(run);
  });

  it('is not written over an existing file, and leaves nothing behind after an error', async () => {
    const { path } = await written(archivedRun());
    const before = readFileSync(path);
    const archive = { run: archivedRun(), metrics: null, weights: [], program: '0.1.0' };
    const target = { path, overwrite: false, exportedAt };
    await expect(writeRunArchive(archive, target)).rejects.toMatchObject({ code: 'target-exists' });
    const missing = { ...archive, weights: [{ fold: 0, path: join(path, 'none') }] };
    await expect(writeRunArchive(missing, { ...target, overwrite: true })).rejects.toMatchObject({
      code: 'target-unwritable',
    });
    const cancelled = { ...target, overwrite: true, signal: AbortSignal.abort() };
    await expect(writeRunArchive(archive, cancelled)).rejects.toMatchObject({ code: 'cancelled' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['run.neuralser']);
    await writeRunArchive(archive, { ...target, overwrite: true });
    expect(readFileSync(path).equals(before)).toBe(false);
  });
});

describe('an archive that cannot be trusted', () => {
  const folder = () => temporaryFolder();

  it('is refused if it is no archive, cut off, or damaged', async () => {
    const { path } = await written(archivedRun());
    const whole = readFileSync(path);
    truncateSync(path, whole.length - 30);
    await expect(read(path)).rejects.toMatchObject({ code: 'corrupted' });
    for (const content of ['', 'hello', '<html>'.repeat(100)]) {
      writeFileSync(path, content);
      await expect(read(path)).rejects.toMatchObject({ code: 'corrupted' });
    }
    const broken = Buffer.from(whole);
    broken[broken.indexOf('split.json') + 40]! ^= 0xff;
    writeFileSync(path, broken);
    await expect(read(path)).rejects.toMatchObject({ code: 'corrupted' });
    await expect(read(join(path, 'none'))).rejects.toMatchObject({ code: 'archive-missing' });
  });

  it('is refused if it has another or a newer format', async () => {
    const path = join(folder(), 'a.neuralser');
    writeByHand(path, { 'hello.txt': 'hello' }, (manifest) => {
      manifest.format = 'a game';
    });
    await expect(read(path)).rejects.toMatchObject({ code: 'not-a-run-archive' });
    writeByHand(path, recordFiles(archivedRun()), (manifest) => {
      manifest.formatVersion = 2;
    });
    await expect(read(path)).rejects.toMatchObject({
      code: 'archive-too-new',
      message: expect.stringContaining('Update neural-SER'),
    });
  });

  it.each<[string, (files: Record<string, string>) => void, RegExp]>([
    ['a record is missing', (files) => void delete files['epochs.json'], /epochs\.json is missing/],
    [
      'a record is not JSON',
      (files) => {
        files['epochs.json'] = '[1,';
      },
      /epochs\.json is not JSON/,
    ],
    [
      'a record is not text',
      (files) => {
        files['epochs.json'] = '\ud800[]';
      },
      /epochs\.json is not/,
    ],
    [
      'a record is of another type',
      (files) => {
        files['epochs.json'] = '{}';
      },
      /epochs\.json is not as it/,
    ],
    [
      'a number is not one',
      (files) => {
        files['epochs.json'] = '[{"epoch":"1"}]';
      },
      /epochs\.json/,
    ],
  ])('is refused if %s', async (_what, change, message) => {
    const files = recordFiles(archivedRun());
    change(files);
    const path = writeByHand(join(folder(), 'a.neuralser'), files);
    await expect(read(path)).rejects.toThrow(message);
    await expect(read(path)).rejects.toMatchObject({ code: 'archive-inconsistent' });
  });

  it('is refused if a file is not in its manifest, or does not match its checksum', async () => {
    const path = join(folder(), 'a.neuralser');
    const listed = (manifest: Record<string, unknown>) =>
      manifest.files as Record<string, { sha256: string }>;
    writeByHand(path, { ...recordFiles(archivedRun()), 'extra.bin': 'x' }, (manifest) => {
      delete listed(manifest)['extra.bin'];
    });
    await expect(read(path)).rejects.toThrow(/does not list its file extra\.bin/);
    writeByHand(path, recordFiles(archivedRun()), (manifest) => {
      listed(manifest)['split.json'].sha256 = '0'.repeat(64);
    });
    await expect(read(path)).rejects.toThrow(/split\.json does not match its checksum/);
  });

  it('is not unpacked beyond its weights, also if it lists other files', async () => {
    const target = join(folder(), 'weights');
    const path = writeByHand(join(folder(), 'a.neuralser'), {
      ...recordFiles(archivedRun()),
      'run.sh': 'rm -rf /',
    });
    expect((await read(path, target)).weights).toEqual([]);
    expect(readdirSync(target)).toEqual([]);
  });

  it.each<[string, (run: ArchivedRun) => void, RegExp]>([
    [
      'another id than its manifest',
      ({ head }) => {
        head.id = '20261128-1530-zzzz';
      },
      /names another run/,
    ],
    [
      'labels that are not supported',
      ({ head }) => {
        head.labels = ['calm', ...head.labels];
      },
      /labels are calm/,
    ],
    [
      'clips that do not match its fingerprint',
      ({ split }) => {
        split.clips[3].emotion = 'angry';
      },
      /fingerprint/,
    ],
    [
      'another number of clips',
      ({ head }) => {
        head.corpora[0].clips = 20;
      },
      /list of corpora/,
    ],
    ['a clip that does not exist', ({ split }) => split.folds[0].train.push(21), /names clip 21 of 21/],
    ['a clip in two parts', ({ split }) => split.folds[0].train.push(0), /has clip 0 twice/],
    [
      'an epoch of a fold that does not exist',
      ({ epochs }) => {
        epochs[0].fold = 1;
      },
      /epoch of fold 1/,
    ],
    [
      'an epoch twice',
      ({ epochs }) => {
        epochs[1].epoch = 1;
      },
      /epoch 1 of its fold 0/,
    ],
    [
      'predictions of other clips',
      ({ predictions }) => {
        predictions[0].clips[0] = 1;
      },
      /not those of its test clips/,
    ],
    [
      'a clip predicted twice',
      ({ predictions }) => {
        predictions[0].clips[0] = 9;
      },
      /not those of its test clips/,
    ],
    [
      'too few predictions',
      ({ predictions }) => void predictions[0].clips.pop(),
      /not those of its test clips/,
    ],
    [
      'a temperature of a fold without a test',
      ({ split }) => {
        split.folds[0].testedAt = null;
        split.folds[0].bestEpoch = null;
      },
      /has a temperature, but no test/,
    ],
    [
      'a temperature of 0',
      ({ split }) => {
        split.folds[0].temperature = 0;
      },
      /split\.json is not as it should be \(folds\.0\.temperature\)/,
    ],
    [
      'no predictions',
      (run) => {
        run.predictions = [];
      },
      /0 folds, but 1 was tested/,
    ],
    [
      'an untested fold in a finished run',
      ({ split, predictions }) => {
        split.folds[0].testedAt = null;
        split.folds[0].bestEpoch = null;
        split.folds[0].temperature = null;
        predictions.pop();
      },
      /not all folds were tested/,
    ],
    [
      'probabilities with another sum',
      ({ predictions }) => {
        predictions[0].probabilities[0] = Array(7).fill(0.1);
      },
      /sum 1/,
    ],
    ['too few probabilities', ({ predictions }) => void predictions[0].probabilities[0].pop(), /7 labels/],
    [
      'metrics of other predictions',
      ({ predictions }) => void predictions[0].probabilities.reverse(),
      /metrics do not match/,
    ],
    [
      'a negative probability',
      ({ predictions }) => {
        predictions[0].probabilities[0][0] = -1;
      },
      /predictions\.json/,
    ],
    [
      'a status of an active run',
      ({ head }) => {
        (head as { status: string }).status = 'running';
      },
      /run\.json.*status/,
    ],
    [
      'an unsafe id',
      ({ head }) => {
        head.id = '../../evil';
      },
      /run\.json.*id/,
    ],
    [
      'a fingerprint that is a path',
      ({ split }) => {
        split.clips[0].fingerprint = '../x';
      },
      /split\.json/,
    ],
    [
      'notes of a gigabyte',
      ({ head }) => {
        head.notes = 'x'.repeat(200_000);
      },
      /run\.json.*notes/,
    ],
  ])('is refused if it has %s', async (_what, change, message) => {
    const path = spoiled(change);
    await expect(read(path)).rejects.toThrow(message);
    await expect(read(path)).rejects.toMatchObject({ code: 'archive-inconsistent' });
  });

  it('is refused if its network does not exist here', async () => {
    const path = spoiled(({ head }) => {
      head.settings = { ...head.settings, network: 'transformer' };
    });
    await expect(read(path)).rejects.toMatchObject({ message: expect.stringContaining('transformer') });
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['−infinity', Number.NEGATIVE_INFINITY],
  ])('is refused if its weights have %s', async (_name, value) => {
    const change = (weights: { data: Float32Array }[]) => {
      weights[2]!.data[1] = value;
    };
    const content = readFileSync(await sampleWeights(folder(), undefined, change));
    const files = { ...recordFiles(archivedRun()), 'fold-0/weights.safetensors': content };
    await expect(read(writeByHand(join(folder(), 'a.neuralser'), files))).rejects.toMatchObject({
      code: 'weights-not-finite',
    });
  });

  it('is refused if its weights are of another run, fold or network, or damaged', async () => {
    const weightsIn = async (name: string, content: Buffer) => {
      const files = { ...recordFiles(archivedRun()), [name]: content };
      return read(writeByHand(join(folder(), 'a.neuralser'), files));
    };
    const good = readFileSync(await sampleWeights(folder()));
    const name = 'fold-0/weights.safetensors';
    expect((await weightsIn(name, good)).weights).toHaveLength(1);
    const other = readFileSync(await sampleWeights(folder(), { run: '20261128-1530-zzzz' }));
    await expect(weightsIn(name, other)).rejects.toThrow(/weights of run 20261128-1530-zzzz/);
    await expect(weightsIn('fold-1/weights.safetensors', good)).rejects.toThrow(
      /fold 1, which does not exist/,
    );
    const flipped = Buffer.from(good);
    flipped[flipped.length - 5]! ^= 1;
    await expect(weightsIn(name, flipped)).rejects.toMatchObject({ code: 'weights-unreadable' });
    await expect(weightsIn(name, good.subarray(0, 100))).rejects.toMatchObject({
      code: 'weights-unreadable',
    });
    const path = writeByHand(
      join(folder(), 'a.neuralser'),
      (() => {
        const run = archivedRun();
        run.head.settings = { ...run.head.settings, network: 'xception' };
        return { ...recordFiles(run), [name]: good };
      })(),
    );
    await expect(read(path)).rejects.toMatchObject({ code: expect.stringMatching(/weights-mismatch/) });
    expect(existsSync(path)).toBe(true);
  });
});
