import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EstimateQuestion, PlanEstimate } from '../../../src/core/laboratory/plan-estimates.ts';
import { planRequests } from '../../../src/core/laboratory/plan-requests.ts';
import { splitRequests } from '../../../src/core/laboratory/split-requests.ts';
import { resolveSettings } from '../../../src/core/training/settings.ts';
import { requests } from '../../../src/shared/contract.ts';
import type { RunSettingsInput } from '../../../src/shared/runs.ts';
import {
  NO_CONTEXT,
  type PreparedVoices,
  playedParts,
  prepareVoices,
  ROOMY,
  temporaryFolder,
  voices,
  wavFile,
} from './laboratory-parts.ts';

let prepared: PreparedVoices;
beforeAll(async () => {
  prepared = await prepareVoices(5);
});
afterAll(() => prepared[Symbol.dispose]());

/** A laboratory with the features of the voices, whose compute process says `change` of any run. */
function setUp(change: Partial<PlanEstimate> = {}, parts = playedParts(prepared)) {
  const asked: EstimateQuestion[] = [];
  const planner = {
    estimate: async (question: EstimateQuestion) => {
      asked.push(question);
      return { ...ROOMY, tried: question.time === 'try', ...change };
    },
  };
  const handlers = planRequests({ ...parts, planner });
  return {
    ...parts,
    asked,
    plan: async (settings: RunSettingsInput = {}, folders = [prepared.corpus], tryOut = false) =>
      requests['runs.plan'].output.parse(
        await handlers['runs.plan']({ folders, settings, tryOut }, NO_CONTEXT),
      ),
  };
}

describe('a plan', () => {
  it('says what a run would do, and records nothing', async () => {
    const { plan, log } = setUp();
    const planned = await plan({ epochs: 3 });
    expect(planned.settings).toEqual(resolveSettings({ epochs: 3 }, { corpora: 1 }));
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
    expect(log.listRuns({ includeBinned: true })).toEqual([]);
  });

  it('has the split that the preview shows, fold by fold, and their audit together', async () => {
    const parts = playedParts(prepared);
    const { plan } = setUp({}, parts);
    for (const name of ['random', 'k-fold-speakers', 'leave-one-speaker-out'] as const) {
      const { splits, leakage, settings } = await plan({ protocol: name });
      const preview = splitRequests(parts)['splits.preview'];
      const { protocol, seed } = settings;
      expect(splits).toEqual(await preview({ folders: [prepared.corpus], protocol, seed }, NO_CONTEXT));
      if (name === 'random') expect(leakage.speakers).toBeGreaterThan(0);
      else expect(leakage).toMatchObject({ clips: 0, nearDuplicates: 0, speakers: 0 });
    }
  });

  it('counts what is trained of a network that is frozen up to a layer', async () => {
    const { plan } = setUp();
    const { parameters } = await plan({ freezeUpTo: 'statistics' });
    expect(parameters.total).toBe(311_127);
    expect(parameters.trainable).toBeLessThan(20_000);
  });

  it('counts the clips whose features are not there yet, a sound in two files once', async () => {
    const none = setUp({}, playedParts());
    const { time } = await none.plan();
    expect(time.featureSeconds).toBeGreaterThan(0);
    expect(none.asked[0].featureClips!.length).toBeGreaterThan(1);
    expect(existsSync(none.asked[0].featureClips![0].path)).toBe(true);
    const { plan, asked } = setUp();
    expect((await plan({ recipe: 'thesis-mfcc' })).time.featureSeconds).toBeGreaterThan(0);
    expect((await plan()).time.featureSeconds).toBe(0);
    expect(asked.map(({ featureClips }) => featureClips!.length)).toEqual([5, 0]);
  });

  it('tries the network where it is asked to and no earlier run tells', async () => {
    const { plan, asked } = setUp();
    expect((await plan({}, undefined, true)).time.basis).toBe('tried out');
    expect(asked.map(({ time }) => time)).toEqual(['estimate', 'try']);
  });

  it('warns, the gravest first, and does not fail where a run would be refused', async () => {
    const memory = { ...ROOMY.memory, totalBytes: 9e9, largestBatch: 3 };
    const { plan } = setUp({ memory, pace: { ...ROOMY.pace!, trainClipSeconds: 60 } });
    const { warnings, memory: planned } = await plan({ protocol: 'random', batchSize: 64 });
    expect(planned).toMatchObject({ fits: false, largestBatch: 3 });
    expect(warnings[0]).toContain('Choose a batch size of at most 3.');
    expect(warnings[1]).toMatch(/^\d voices of the test would be trained on too/);
    expect(warnings.join('\n')).toMatch(/The voices are synthetic/);
    expect(warnings.join('\n')).toMatch(/A batch of 64 is more than the \d+ training clips/);
    expect(warnings.join('\n')).toMatch(/native TensorFlow would take about/);
  });

  it('tells of files that would be left out, and of a test that hears one voice', async () => {
    const folder = await voices(join(temporaryFolder(), 'voices'), 3, 9);
    writeFileSync(join(folder, 'Actor_01', '03-01-03-01-01-01-01.wav'), 'no sound');
    const { plan } = setUp();
    const { warnings, problems } = await plan({}, [folder]);
    expect(problems).toBe(1);
    expect(warnings).toContainEqual('1 file would be left out; the scan says why.');
    expect(warnings).toContainEqual(expect.stringContaining('a single speaker only'));
  });

  it('says where nobody knows the voices', async () => {
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
    expect(warnings).toContainEqual(expect.stringContaining('the speaker is not known'));
  });

  it('is refused for what no run can be', async () => {
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
