import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { planReport } from '#cli/terminal/plan-report.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import type { RunPlan } from '#shared/plans.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { paintFor } from '../terminal-stream.ts';

const leakage = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 2 };
const split = (name: string) => ({
  name,
  sizes: { train: 700, validation: 140, test: 147 },
  emotions: {
    train: perEmotion(EMOTIONS, () => 100),
    validation: perEmotion(EMOTIONS, () => 20),
    test: perEmotion(EMOTIONS, () => 21),
  },
  leakage,
});
const PLAN: RunPlan = {
  settings: DEFAULT_SETTINGS,
  corpora: [
    {
      name: 'RAVDESS',
      layout: 'ravdess',
      folder: '/corpora/ravdess',
      clips: 1440,
      speakers: 24,
      emotions: perEmotion(EMOTIONS, () => 205),
      synthetic: false,
    },
  ],
  clips: 1440,
  problems: 0,
  labelUse: { merged: [{ label: 'calm', emotion: 'neutral', clips: 192 }], leftOut: [] },
  corrections: { relabelled: 3, excluded: 2, lapsed: [] },
  synthetic: false,
  splits: [split('speaker-independent')],
  leakage,
  parameters: { total: 311_127, trainable: 309_751 },
  engine: { name: 'tensorflow', device: 'cpu', reason: 'It is the fastest that works here.' },
  memory: {
    weightsBytes: 12e6,
    activationsBytes: 210e6,
    totalBytes: 1.25e9,
    availableBytes: 16e9,
    fits: true,
    largestBatch: 3000,
  },
  time: {
    secondsPerStep: 0.034,
    secondsPerEpoch: 2.25,
    secondsInAll: 3700,
    featureSeconds: 70,
    basis: 'estimated',
    note: 'From its description.',
  },
  warnings: ['Mind this.'],
};

const report = (plan: RunPlan, columns = 200) =>
  stripVTControlCharacters(planReport(plan, paintFor(columns)));

it('has clips per part and emotion, leakage check, network, engine, memory, time and warnings', () => {
  const text = report(PLAN);
  expect(text).toContain('RAVDESS: 1,440 clips of 24 speakers');
  expect(text).toMatch(/train\s+700(\s+100){7}/);
  expect(text).toMatch(/test\s+147(\s+21){7}/);
  expect(text).toContain(
    'Leakage check: no shared clips or speakers; 2 sentences occur in both training and test.',
  );
  expect(text).toContain('compact on log-mel, 311,127 parameters, 309,751 of them trainable');
  expect(text).toContain('tensorflow (cpu). It is the fastest that works here.');
  expect(text).toContain('about 1.3 GB of 16.0 GB available: weights 12 MB, batches of 16 clips 210 MB');
  expect(text).toContain('max batch size 3,000');
  expect(text).toContain('about 34 ms per step, 2.3 s per epoch, 1:01:40 for 30 epochs');
  expect(text).toContain('1:10 of it for features. From its description.');
  expect(text).toContain('! Mind this.');
  expect(text).toContain('Your corrections: 3 clips relabelled, 2 excluded.');
});

it('summarizes many folds and fits a narrow terminal', () => {
  const text = report({ ...PLAN, splits: Array.from({ length: 91 }, (_, i) => split(`1${i}`)) }, 60);
  expect(text).toContain('91 folds');
  expect(text).toContain('… and 79 more');
  expect(text).toContain('in each of 91 folds');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  for (const line of report(PLAN, 60).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
});

it('omits unknown values and replaces control characters in names', () => {
  const text = report({
    ...PLAN,
    corpora: [{ ...PLAN.corpora[0], name: 'evil\u001b[2J', speakers: 0 }],
    memory: { ...PLAN.memory, availableBytes: null, largestBatch: null },
  });
  expect(text).toContain('evil�[2J: 1,440 clips\n');
  expect(text).toContain('about 1.3 GB: weights');
  expect(text).not.toContain('max batch size');
});

it.each([
  [{}, 'no shared clips, speakers or sentences.'],
  [{ speakers: 1 }, 'no shared clips or sentences; 1 speaker occurs in both training and test.'],
  [
    { clips: 3, nearDuplicates: 1, speakers: 2, sentences: 1200 },
    '3 clips, 1 near-identical recording, 2 speakers and 1,200 sentences occur in both training and test.',
  ],
])('states the leakage of %o', (found, expected) => {
  const none = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };
  expect(report({ ...PLAN, leakage: { ...none, ...found } })).toContain(`Leakage check: ${expected}`);
});
