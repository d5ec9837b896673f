import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import type { EstimateQuestion, PlanEstimate } from '#core/laboratory/plans/plan-estimates.ts';
import { planRequests } from '#core/laboratory/plans/requests.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { requests } from '#shared/contract.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import {
  NO_CONTEXT,
  type PreparedVoices,
  playedServices,
  prepareVoices,
  ROOMY,
  temporaryFolder,
  voices,
  wavFile,
} from '../laboratory-services.ts';

let prepared: PreparedVoices;
beforeAll(async () => {
  prepared = await prepareVoices(5);
});
afterAll(() => prepared[Symbol.dispose]());

/** A laboratory with the features of the voices, whose job process answers every estimate with `change`. */
function setUp(change: Partial<PlanEstimate> = {}, services = playedServices(prepared)) {
  const asked: EstimateQuestion[] = [];
  const planner = {
    estimate: async (question: EstimateQuestion) => {
      asked.push(question);
      return { ...ROOMY, tried: question.time === 'try', ...change };
    },
  };
  const handlers = planRequests({ ...services, planner });
  return {
    ...services,
    asked,
    plan: async (settings: RunSettingsInput = {}, folders = [prepared.corpus], tryOut = false) =>
      requests['runs.plan'].output.parse(
        await handlers['runs.plan']({ folders, settings, tryOut }, NO_CONTEXT),
      ),
  };
}

describe('a plan', () => {
  it('describes a run and records nothing', async () => {
    const { plan, log } = setUp();
    const planned = await plan({ epochs: 3 });
    expect(planned.settings).toEqual(resolveSettings({ epochs: 3, corrections: 'none' }, { corpora: 1 }));
    expect(planned).toMatchObject({
      clips: 35,
      problems: 0,
      synthetic: true,
      parameters: { total: 311_127, trainable: 309_751 },
      engine: { name: 'wasm', device: 'cpu', reason: 'It is played.' },
      memory: { ...ROOMY.memory, fits: true },
      time: { basis: 'estimated', featureSeconds: 0 },
    });
    expect(planned.corpora).toMatchObject([{ clips: 35, speakers: 5, synthetic: true }]);
    const [split] = planned.splits;
    expect(planned.splits).toHaveLength(1);
    expect(split.sizes.train + split.sizes.validation + split.sizes.test).toBe(35);
    expect(Object.values(split.emotions.test).reduce((sum, count) => sum + count)).toBe(split.sizes.test);
    expect(log.listRuns({ includeTrashed: true })).toEqual([]);
  });

  it('has every fold of the split and their pooled leakage', async () => {
    const { plan } = setUp();
    for (const name of ['random', 'k-fold-speakers', 'leave-one-speaker-out'] as const) {
      const { splits, leakage } = await plan({ protocol: name });
      expect(splits).toHaveLength(name === 'random' ? 1 : 5);
      for (const { sizes, emotions } of splits) {
        for (const part of ['train', 'validation', 'test'] as const) {
          const counts = Object.values(emotions[part]);
          expect(counts.reduce((sum, count) => sum + count)).toBe(sizes[part]);
        }
        expect(sizes.train + sizes.validation + sizes.test).toBe(35);
      }
      if (name === 'random') expect(leakage.speakers).toBeGreaterThan(0);
      else expect(leakage).toMatchObject({ clips: 0, nearDuplicates: 0, speakers: 0 });
    }
  });

  it('counts the trainable parameters of a partly frozen network', async () => {
    const { plan } = setUp();
    const { parameters } = await plan({ freezeUpTo: 'statistics' });
    expect(parameters.total).toBe(311_127);
    expect(parameters.trainable).toBeLessThan(20_000);
  });

  it('counts clips without features, and a sound in two files once', async () => {
    const none = setUp({}, playedServices());
    const { time } = await none.plan();
    expect(time.featureSeconds).toBeGreaterThan(0);
    expect(none.asked[0].featureClips!.length).toBeGreaterThan(1);
    expect(existsSync(none.asked[0].featureClips![0].path)).toBe(true);
    const { plan, asked } = setUp();
    expect((await plan({ features: 'thesis-mfcc' })).time.featureSeconds).toBeGreaterThan(0);
    expect((await plan()).time.featureSeconds).toBe(0);
    expect(asked.map(({ featureClips }) => featureClips!.length)).toEqual([5, 0]);
  });

  it('runs a trial on request if there is no similar earlier run', async () => {
    const { plan, asked } = setUp();
    expect((await plan({}, undefined, true)).time.basis).toBe('tried out');
    expect(asked.map(({ time }) => time)).toEqual(['estimate', 'try']);
  });

  it('warns, most serious first, and does not fail if a run would be rejected', async () => {
    const memory = { ...ROOMY.memory, totalBytes: 9e9, largestBatch: 3 };
    const { plan } = setUp({ memory, throughput: { ...ROOMY.throughput!, trainClipSeconds: 60 } });
    const { warnings, memory: planned } = await plan({ protocol: 'random', batchSize: 64 });
    expect(planned).toMatchObject({ fits: false, largestBatch: 3 });
    expect(warnings[0]).toContain('Choose a batch size of at most 3.');
    expect(warnings[1]).toMatch(/^Leakage: \d test speakers in the training data/);
    expect(warnings.join('\n')).toMatch(/The voices are synthetic/);
    expect(warnings.join('\n')).toMatch(/batch size of 64 is larger than the \d+ training clips/);
    expect(warnings.join('\n')).toMatch(/native TensorFlow would take about/);
  });

  it('warns of skipped files and of a test with one speaker', async () => {
    const folder = await voices(join(temporaryFolder(), 'voices'), 3, 9);
    writeFileSync(join(folder, 'Actor_01', '03-01-03-01-01-01-01.wav'), 'no sound');
    const { plan } = setUp();
    const { warnings, problems } = await plan({}, [folder]);
    expect(problems).toBe(1);
    expect(warnings).toContainEqual('1 file will be skipped. The scan shows the reasons.');
    expect(warnings).toContainEqual(expect.stringContaining('Only 1 test speaker: '));
    expect(warnings.join()).not.toContain('Early stopping');
    const idle = await plan({ earlyStopping: { patience: 10 } }, [folder]);
    expect(idle.warnings).toContainEqual(
      'Early stopping cannot end this run: it waits 10 epochs from epoch 24 on, of 30. Lower the patience, or watch from an earlier epoch.',
    );
  });

  it('warns of unknown speakers', async () => {
    const folder = temporaryFolder();
    for (const [emotion, pitch] of [
      ['angry', 200],
      ['sad', 900],
    ] as const) {
      for (let clip = 0; clip < 10; clip++)
        wavFile(join(folder, 'set', emotion, `${clip}.wav`), pitch + 17 * clip);
    }
    const { plan } = setUp();
    const { warnings } = await plan({ protocol: 'random' }, [join(folder, 'set')]);
    expect(warnings).toContainEqual(expect.stringContaining('speaker of some test clips is unknown'));
  });

  it('says how many clips a protocol leaves out', async () => {
    const { plan } = setUp();
    const folder = join(temporaryFolder(), 'sentences');
    await writeSampleVoices({ folder, layout: 'emovo', speakers: 4, clipsPerEmotion: 2, seed: 3 });
    const { splits, warnings, clips } = await plan({ protocol: 'speaker-and-sentence-independent' }, [
      folder,
    ]);
    const [{ sizes, leakage }] = splits;
    const used = sizes.train + sizes.validation + sizes.test;
    expect(used).toBeLessThan(clips);
    expect(leakage).toMatchObject({ speakers: 0, sentences: 0 });
    expect(warnings).toContainEqual(
      expect.stringMatching(new RegExp(`^${clips - used} of ${clips} clips are in no part`)),
    );
    expect((await plan({ protocol: 'speaker-independent' }, [folder])).warnings).not.toContainEqual(
      expect.stringContaining('in no part'),
    );
  });

  it('is rejected for invalid settings', async () => {
    const { plan, asked } = setUp();
    const empty = join(temporaryFolder(), 'empty');
    mkdirSync(empty);
    await expect(plan({ network: 'nothing' })).rejects.toMatchObject({ name: 'UserError' });
    await expect(plan({ freezeUpTo: 'nothing' })).rejects.toMatchObject({ code: 'unknown-layer' });
    await expect(plan({ startWeights: join(empty, 'gone.h5') })).rejects.toMatchObject({
      code: 'start-weights-missing',
    });
    await expect(plan({}, [empty])).rejects.toMatchObject({ code: 'no-clips' });
    await expect(plan({ protocol: 'leave-one-corpus-out' })).rejects.toMatchObject({ name: 'UserError' });
    renameSync(empty, `${empty}.gone`);
    await expect(plan({}, [empty])).rejects.toMatchObject({ code: 'folder-missing' });
    expect(asked).toEqual([]);
  });
});
