import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNpy } from '#core/features/npy.ts';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import { networkNamed } from '#core/models/registry.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import { COMPACT, loopingWeights } from '../../keras-weights.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { SHARED } from '../../shared-folder.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { wavFile } from '../../unit/laboratory/laboratory-services.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await openLaboratory({ folder: at('laboratory'), entries: ENTRIES });
  await laboratory.invoke('corpora.sample', { folder: at('voices'), speakers: 3, clipsPerEmotion: 1 });
  await writeNpy(at('images.npy'), new Float32Array(600), [20, 30]);
});
afterAll(() => laboratory[Symbol.asyncDispose]());

const startFrom = (weights: string) =>
  laboratory.invoke('runs.plan', {
    folders: [at('voices')],
    settings: { engine: 'wasm', startWeights: { from: weights } },
  });
const run = (weights: string) =>
  laboratory.invoke('networks.run', {
    name: 'compact',
    engine: 'wasm',
    weights,
    input: at('images.npy'),
    output: at('output.npy'),
  });
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );

describe('a weights file that HDF5 never stops reading', () => {
  beforeAll(async () => writeFileSync(at('looping.h5'), await loopingWeights()));

  it('is given up, and the laboratory answers meanwhile', async () => {
    let ended = 0;
    const calls = [startFrom(at('looping.h5')), run(at('looping.h5'))].map((call) =>
      refusal(call).finally(() => ended++),
    );
    for (let i = 0; i < 20; i++) await laboratory.invoke('networks.list', {});
    expect(ended).toBe(0);
    for (const call of calls) {
      expect(await call).toMatch(
        /^weights-unreadable: .*looping\.h5 cannot be read: it was given up after \d+ s\./,
      );
    }
  });

  it.skipIf(!existsSync(join(SHARED, 'cases')))('is given up (the file of the report)', async () => {
    cpSync(join(SHARED, 'cases', 'loops-forever.h5'), at('reported.h5'));
    expect(await refusal(startFrom(at('reported.h5')))).toMatch(
      /^weights-unreadable: .* given up after \d+ s\./,
    );
  });

  it('does not keep the laboratory from closing', async () => {
    const other = await openLaboratory({ folder: at('other'), entries: ENTRIES });
    const call = other.invoke('runs.plan', {
      folders: [at('voices')],
      settings: { startWeights: { from: at('looping.h5') } },
    });
    const refused = expect(call).rejects.toMatchObject({ code: expect.stringMatching(/cancelled|closed/) });
    await other[Symbol.asyncDispose]();
    await refused;
  });
});

describe('weights that are not finite', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'are refused with the name of their tensor (%d)',
    async (value) => {
      // Of the default features, which a run has, and of the array.
      for (const [architecture, use] of [
        [networkNamed('compact', [64, 188]), startFrom],
        [COMPACT, run],
      ] as const) {
        const weights = initialWeights(architecture, 5);
        weights[2].data[3] = value;
        await writeSafetensors(at('not-finite.safetensors'), weights);
        expect(await refusal(use(at('not-finite.safetensors')))).toMatch(
          new RegExp(`^weights-not-finite: .*value 4 of “${weights[2].name}”`),
        );
      }
    },
  );
});

describe.skipIf(process.platform === 'win32')('named pipes', () => {
  const pipe = (path: string) => {
    mkdirSync(join(path, '..'), { recursive: true });
    execFileSync('mkfifo', [path]);
    return path;
  };

  it('are refused wherever a file is named, and block nothing', async () => {
    const wav = pipe(at('pipe.wav'));
    const table = pipe(at('pipe.csv'));
    const weights = pipe(at('pipe.h5'));
    const safetensors = pipe(at('pipe.safetensors'));
    const npy = pipe(at('pipe.npy'));
    const archive = pipe(at('pipe.neuralser'));
    pipe(at('plan/jobs/0001.json'));
    pipe(at('marked/neural-ser-sample-voices.json'));
    const answers = await Promise.all([
      // Four would hold all of Node's threads for files.
      ...Array.from({ length: 5 }, () => refusal(laboratory.invoke('sounds.read', { path: wav }))),
      refusal(laboratory.invoke('sounds.picture', { sound: { path: wav } })),
      refusal(startFrom(weights)),
      refusal(startFrom(safetensors)),
      refusal(run(weights)),
      refusal(
        laboratory.invoke('networks.run', {
          name: 'compact',
          weights,
          input: npy,
          output: at('output.npy'),
        }),
      ),
      refusal(laboratory.invoke('cluster.status', { folder: at('plan') })),
      refusal(laboratory.invoke('corpora.sample', { folder: at('marked'), speakers: 2, clipsPerEmotion: 1 })),
    ]);
    for (const answer of answers.slice(0, -1)) expect(answer).toContain('a named pipe');
    expect(answers.at(-1)).not.toBe('accepted');
    const imported = await laboratory.invoke('runs.import', { sources: [{ path: archive }] });
    expect(imported.failed).toMatchObject([
      { failure: { message: expect.stringContaining('a named pipe') } },
    ]);
    const { problems } = await laboratory.invoke('corpora.scan', { folders: [wav, table, at('voices')] });
    expect(problems.map(({ path }) => path)).toEqual([table, wav].toSorted());
    const features = await laboratory.invoke('features.write', {
      files: [wav],
      features: 'log-mel',
      target: at('features'),
    });
    expect(features).toMatchObject([{ problem: 'It is a named pipe, not a file.' }]);
    const sound = wavFile(at('whole.wav'));
    expect((await laboratory.invoke('sounds.read', { path: sound })).durationSeconds).toBe(0.5);
  });

  it('are refused beside the clips of a corpus', async () => {
    wavFile(at('crema/AudioWAV/1001_IEO_ANG_HI.wav'));
    pipe(at('crema/VideoDemographics.csv'));
    pipe(at('crema/AudioWAV/other.csv'));
    wavFile(at('crema/AudioWAV/unnamed.wav'), 330);
    const { clips } = await laboratory.invoke('corpora.scan', { folders: [at('crema/AudioWAV')] });
    expect(clips).toBe(1);
  });
});
