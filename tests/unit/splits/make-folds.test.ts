import { describe, expect, test } from 'vitest';
import { makeFolds } from '#core/splits/make-folds.ts';
import type { Clip } from '#shared/corpora.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import { type Fold, PROTOCOLS, type ProtocolName } from '#shared/protocols.ts';
import { createRandom } from '#shared/random.ts';
import { clip, corpus, protocol, thesisCorpora } from './clips.ts';

const thesis = thesisCorpora();
const named = thesis.map((one, i) => ({
  ...one,
  group: `${one.corpus}/session ${i % 9}`,
  namedSplit: i % 10 < 6 ? ('train' as const) : i % 10 < 8 ? ('validation' as const) : ('test' as const),
}));
const PARTS = ['train', 'validation', 'test'] as const;

const speakersIn = (clips: readonly Clip[], part: readonly number[]): Set<string | null> =>
  new Set(part.map((index) => clips[index].speaker));
const count = (clips: readonly Clip[], part: readonly number[], holds: (clip: Clip) => boolean): number =>
  part.filter((index) => holds(clips[index])).length;

/** Leaves out the clips that share only the speaker or only the sentence with the test. */
const LEAVES_OUT: ProtocolName = 'speaker-and-sentence-independent';

/** Checks that every index occurs once, or at most once. */
function expectPartition({ train, validation, test }: Fold, clips: number, name?: ProtocolName): void {
  const seen = new Uint8Array(clips);
  for (const index of [...train, ...validation, ...test]) seen[index]++;
  expect(seen.every((times) => times <= 1)).toBe(true);
  if (name !== LEAVES_OUT) expect(train.length + validation.length + test.length).toBe(clips);
}

/** The sounds of each part, in their order. */
const sounds = (clips: readonly Clip[], folds: readonly Fold[]) =>
  folds.map((fold) => PARTS.map((part) => fold[part].map((index) => clips[index].fingerprint)));

const SPEAKER_SAFE: ProtocolName[] = [
  'speaker-independent',
  'leave-one-speaker-out',
  'k-fold-speakers',
  'speaker-and-sentence-independent',
];
const SENTENCE_SAFE: ProtocolName[] = ['sentence-independent', 'speaker-and-sentence-independent'];

describe.each(PROTOCOLS)('%s', async (name) => {
  const folds = await makeFolds(named, protocol(name), 7);

  test('puts every clip in exactly one part of every fold, with no empty part', () => {
    for (const fold of folds) {
      expectPartition(fold, named.length, name);
      for (const part of PARTS) expect(fold[part].length).toBeGreaterThan(0);
    }
    expect(new Set(folds.map((fold) => fold.name)).size).toBe(folds.length);
  });

  test('does not depend on the order of the clips or their folder', async () => {
    // Reversed, so that the order of the paths differs too.
    const moved = named.map((one) => ({ ...one, path: [...one.path].reverse().join('') }));
    const shuffled = createRandom(1).shuffle(moved);
    expect(sounds(shuffled, await makeFolds(shuffled, protocol(name), 7))).toEqual(sounds(named, folds));
  });
});

describe.each(PROTOCOLS.filter((name) => name !== 'named'))('%s', (name) => {
  test('another seed gives another split', async () => {
    const [seven, eight] = await Promise.all([7, 8].map((seed) => makeFolds(named, protocol(name), seed)));
    expect(eight.map((one) => one.validation)).not.toEqual(seven.map((one) => one.validation));
  });

  test('works without a validation set', async () => {
    for (const fold of await makeFolds(named, protocol(name, { validationShare: 0 }), 7)) {
      expect(fold.validation).toEqual([]);
      expectPartition(fold, named.length, name);
    }
  });
});

test.each(SPEAKER_SAFE)('%s: no speaker is in two parts', async (name) => {
  for (const fold of await makeFolds(thesis, protocol(name), 7)) {
    const [train, validation, test] = PARTS.map((part) => speakersIn(thesis, fold[part]));
    expect(train.isDisjointFrom(validation)).toBe(true);
    expect(train.isDisjointFrom(test)).toBe(true);
    expect(validation.isDisjointFrom(test)).toBe(true);
  }
});

test.each(['leave-one-speaker-out', 'leave-one-corpus-out', 'k-fold-random', 'k-fold-speakers'] as const)(
  '%s tests every clip once',
  async (name) => {
    const tested = (await makeFolds(thesis, protocol(name), 7)).flatMap((fold) => fold.test);
    expect(tested.sort((a, b) => a - b)).toEqual(thesis.map((_, index) => index));
  },
);

describe('random', () => {
  test("has the sizes of the thesis's split, with emotions in proportion in every corpus", async () => {
    expect(thesis.length).toBe(12_162);
    const [fold] = await makeFolds(thesis, protocol('random'), 3);
    expect([fold.train.length, fold.validation.length, fold.test.length]).toEqual([7296, 2433, 2433]);
    for (const name of ['RAVDESS', 'CREMA-D', 'TESS', 'SAVEE']) {
      for (const emotion of EMOTIONS) {
        const ofBoth = (one: Clip): boolean => one.corpus === name && one.emotion === emotion;
        const total = thesis.filter(ofBoth).length;
        for (const part of ['validation', 'test'] as const) {
          expect(Math.abs(count(thesis, fold[part], ofBoth) - 0.2 * total)).toBeLessThan(1.5);
        }
      }
    }
  });

  test('does not keep copies of a clip in one part', async () => {
    const twice = [0, 1].flatMap((i) =>
      corpus('A', 1, { angry: 40, sad: 40 }).map((one) => ({ ...one, path: `${i}${one.path}` })),
    );
    const [fold] = await makeFolds(twice, protocol('random'), 1);
    const tested = new Set(fold.test.map((index) => twice[index].fingerprint));
    expect(fold.train.some((index) => tested.has(twice[index].fingerprint))).toBe(true);
  });

  test('is stratified with any shares', async () => {
    const clips = corpus('A', 3, { angry: 30, sad: 10 });
    const [fold] = await makeFolds(clips, protocol('random', { validationShare: 0.1, testShare: 0.5 }), 1);
    expect(count(clips, fold.test, (one) => one.emotion === 'sad')).toBe(15);
    expect(count(clips, fold.validation, (one) => one.emotion === 'sad')).toBe(3);
    expect(fold.train.length).toBe(48);
  });
});

describe('speaker-independent', async () => {
  const seeds = [1, 2, 3, 4, 5];
  const divided = seeds.map((seed) => makeFolds(thesis, protocol('speaker-independent'), seed));
  const folds = (await Promise.all(divided)).map(([fold]) => fold);

  test('has the shares, emotions and sexes in proportion in every corpus with enough speakers', () => {
    for (const fold of folds) {
      for (const [name, tolerance] of [
        ['RAVDESS', 0.02],
        ['CREMA-D', 0.02],
        ['SAVEE', 0.06],
      ] as const) {
        const total = thesis.filter((one) => one.corpus === name).length;
        for (const part of ['validation', 'test'] as const) {
          const share = count(thesis, fold[part], (one) => one.corpus === name) / total;
          expect(Math.abs(share - 0.2), `${name} ${part}`).toBeLessThan(tolerance);
        }
      }
      for (const part of PARTS) {
        const inRavdess = fold[part].filter((index) => thesis[index].corpus === 'RAVDESS');
        const women = count(thesis, inRavdess, (one) => one.sex === 'female') / inRavdess.length;
        expect(Math.abs(women - 0.5)).toBeLessThanOrEqual(0.101);
      }
    }
  });

  test('of two speakers, one is for test and one for training', () => {
    for (const fold of folds) {
      const tess = (part: number[]): number => count(thesis, part, (one) => one.corpus === 'TESS');
      expect([tess(fold.train), tess(fold.validation), tess(fold.test)]).toEqual([1400, 0, 1400]);
    }
  });

  test('different seeds hold out different speakers', () => {
    const drawn = folds.map((fold) => [...speakersIn(thesis, fold.test)].sort().join());
    expect(new Set(drawn).size).toBe(5);
  });

  test('balances emotions if speakers have different emotions', async () => {
    // Half of the speakers have only angry clips, half only sad clips.
    const clips = [
      ...corpus('A', 10, { angry: 20 }),
      ...corpus('B', 10, { sad: 20 }).map((one) => ({ ...one, corpus: 'A' })),
    ];
    for (let seed = 0; seed < 10; seed++) {
      const [fold] = await makeFolds(clips, protocol('speaker-independent'), seed);
      expect(fold.test.length).toBe(80);
      expect(count(clips, fold.test, (one) => one.emotion === 'sad')).toBe(40);
      expect(count(clips, fold.validation, (one) => one.emotion === 'sad')).toBe(40);
    }
  });

  test('works with three speakers, and splits corpora with one speaker together', async () => {
    const three = corpus('A', 3, { angry: 5, sad: 5 });
    const [fold] = await makeFolds(three, protocol('speaker-independent'), 1);
    expect(PARTS.map((part) => fold[part].length)).toEqual([10, 10, 10]);
    const singles = ['A', 'B', 'C', 'D'].flatMap((name) => corpus(name, 1, { angry: 5, sad: 5 }));
    const [other] = await makeFolds(singles, protocol('speaker-independent'), 1);
    expect(PARTS.map((part) => other[part].length)).toEqual([20, 10, 10]);
  });
});

describe('protocols with several folds', () => {
  test('leave-one-speaker-out names each fold after its only test speaker', async () => {
    const folds = await makeFolds(thesis, protocol('leave-one-speaker-out'), 1);
    expect(folds.length).toBe(121);
    for (const fold of folds) expect([...speakersIn(thesis, fold.test)]).toEqual([fold.name]);
    for (const fold of folds) {
      const share = fold.validation.length / (fold.validation.length + fold.train.length);
      // TESS has two speakers, and both stay in training.
      expect(share).toBeGreaterThan(0.14);
      expect(share).toBeLessThan(0.21);
      expect(fold.validation.some((index) => thesis[index].corpus === 'TESS')).toBe(false);
      expect(fold.validation.some((index) => thesis[index].corpus === 'SAVEE')).toBe(true);
    }
  });

  test('leave-one-speaker-out validates on one of the two other speakers', async () => {
    const clips = corpus('A', 3, { angry: 5, sad: 5 });
    for (const fold of await makeFolds(clips, protocol('leave-one-speaker-out'), 1)) {
      expect(PARTS.map((part) => fold[part].length)).toEqual([10, 10, 10]);
    }
  });

  test('leave-one-corpus-out validates on other speakers of the training corpora, or on clips of unknown speakers', async () => {
    const nameless = corpus('folders', 1, { angry: 50, sad: 50 }).map((one) => ({ ...one, speaker: null }));
    const clips = [...thesis, ...nameless];
    const folds = await makeFolds(clips, protocol('leave-one-corpus-out'), 1);
    expect(folds.map((fold) => fold.name)).toEqual(['CREMA-D', 'RAVDESS', 'SAVEE', 'TESS', 'folders']);
    for (const fold of folds) {
      expect(new Set(fold.test.map((index) => clips[index].corpus))).toEqual(new Set([fold.name]));
      const known = (part: number[]): Set<string | null> =>
        speakersIn(clips, part).difference(new Set([null]));
      expect(known(fold.train).isDisjointFrom(known(fold.validation))).toBe(true);
      if (fold.name === 'folders') continue;
      const validated = count(clips, fold.validation, (one) => one.corpus === 'folders');
      expect(validated).toBe(20);
    }
  });

  test('leave-one-corpus-out with one other speaker validates on some of their clips', async () => {
    const clips = [...corpus('A', 1, { angry: 10, sad: 10 }), ...corpus('B', 1, { angry: 10, sad: 10 })];
    for (const fold of await makeFolds(clips, protocol('leave-one-corpus-out'), 1)) {
      expect(PARTS.map((part) => fold[part].length)).toEqual([16, 4, 20]);
    }
  });

  test('k-fold-random has folds of equal size, with every emotion of every corpus in proportion', async () => {
    const folds = await makeFolds(thesis, protocol('k-fold-random', { folds: 7 }), 1);
    expect(folds.map((fold) => fold.name)[1]).toBe('fold 2 of 7');
    const sizes = folds.map((fold) => fold.test.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    for (const fold of folds) {
      for (const emotion of EMOTIONS) {
        const ofBoth = (one: Clip): boolean => one.corpus === 'RAVDESS' && one.emotion === emotion;
        expect(Math.abs(count(thesis, fold.test, ofBoth) - thesis.filter(ofBoth).length / 7)).toBeLessThan(1);
      }
    }
  });

  test('k-fold-speakers distributes clips, corpora and sexes over its folds', async () => {
    const folds = await makeFolds(thesis, protocol('k-fold-speakers'), 1);
    for (const fold of folds) {
      for (const [name, speakers] of [
        ['RAVDESS', 24],
        ['CREMA-D', 91],
      ] as const) {
        const ofCorpus = fold.test.filter((index) => thesis[index].corpus === name);
        const held = speakersIn(thesis, ofCorpus);
        expect(Math.abs(held.size - speakers / 5)).toBeLessThanOrEqual(1);
        const women = count(thesis, ofCorpus, (one) => one.sex === 'female') / ofCorpus.length;
        expect(Math.abs(women - 0.5)).toBeLessThan(0.15);
      }
    }
    const many = await makeFolds(thesis, protocol('k-fold-speakers', { folds: 100 }), 1);
    for (const fold of many) expect(fold.test.length).toBeGreaterThan(0);
  });

  test('named uses the given parts, also without a validation set', async () => {
    const clips = ['train', 'test', 'train'].map((part, i) =>
      clip({ path: `${i}`, corpus: 'A', emotion: 'sad', namedSplit: part as 'train' | 'test' }),
    );
    expect(await makeFolds(clips, protocol('named'), 1)).toEqual([
      { name: 'named', train: [0, 2], validation: [], test: [1] },
    ]);
  });
});

test('named tests each numbered fold once, in the order of the numbers', async () => {
  const clips = ['fold 10', 'fold 2', 'fold 1', 'fold 2'].map((part, i) =>
    clip({ path: `${i}`, corpus: 'A', emotion: 'sad', namedSplit: part as 'fold 1' }),
  );
  expect(await makeFolds(clips, protocol('named'), 1)).toEqual([
    { name: 'fold 1', test: [2], validation: [1, 3], train: [0] },
    { name: 'fold 2', test: [1, 3], validation: [0], train: [2] },
    { name: 'fold 10', test: [0], validation: [2], train: [1, 3] },
  ]);
  expect(await makeFolds(clips.slice(1), protocol('named'), 1)).toEqual([
    { name: 'fold 1', test: [1], validation: [], train: [0, 2] },
    { name: 'fold 2', test: [0, 2], validation: [], train: [1] },
  ]);
});

test('yields between two folds and ends when the yielder throws', async () => {
  let yields = 0;
  const clips = corpus('A', 12, { angry: 3, sad: 3 });
  const asked = protocol('leave-one-speaker-out');
  await makeFolds(clips, asked, 1, async () => void yields++);
  expect(yields).toBeGreaterThanOrEqual(12);
  const ended = makeFolds(clips, asked, 1, async () => {
    throw new UserError('cancelled', 'Cancelled.');
  });
  await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
});

describe('errors contain a solution', () => {
  const two = corpus('A', 2, { angry: 5, sad: 5 });
  const nameless = two.map((one) => ({ ...one, speaker: null }));
  test.each<[string, ProtocolName, Clip[], Parameters<typeof protocol>[1], RegExp]>([
    ['no-clips', 'random', [], {}, /Add a corpus/],
    ['shares-too-large', 'random', two, { validationShare: 0.5, testShare: 0.5 }, /below 1/],
    ['shares-too-large', 'speaker-independent', two, { validationShare: 0.3, testShare: 0.8 }, /below 1/],
    [
      'too-few-speakers',
      'speaker-independent',
      two,
      {},
      /needs at least 3 speakers, but there are 2.*validation share to 0/,
    ],
    ['too-few-speakers', 'leave-one-speaker-out', corpus('A', 1, { sad: 9 }), {}, /there is 1\./],
    [
      'too-few-speakers',
      'k-fold-speakers',
      corpus('A', 4, { sad: 9 }),
      {},
      /5 folds.*there are 4.*fewer folds/,
    ],
    [
      'empty-validation',
      'k-fold-speakers',
      corpus('A', 3, { sad: 9 }),
      { folds: 2 },
      /validation share to 0/,
    ],
    ['speakers-unknown', 'speaker-independent', nameless, {}, /20 clips of A\..*random or k-fold-random/],
    ['speakers-unknown', 'leave-one-speaker-out', [...two, nameless[0]], {}, /1 clip of A\./],
    [
      'sentences-unknown',
      'sentence-independent',
      [...two, clip({ path: '/x', corpus: 'B', emotion: 'sad' })],
      {},
      /sentence of 1 clip of B\..*speaker-independent/,
    ],
    [
      'too-few-sentences',
      'sentence-independent',
      two.map((one) => ({ ...one, sentence: 'x' })),
      {},
      /at least 3 sentences.*is 1/,
    ],
    ['too-few-speakers', 'speaker-and-sentence-independent', two, {}, /at least 3 speakers.*are 2/],
    ['groups-unknown', 'group-independent', two, {}, /group of 20 clips of A\..*column “group”/],
    [
      'too-few-groups',
      'group-independent',
      two.map((one) => ({ ...one, group: 'x' })),
      { validationShare: 0 },
      /at least 2 groups/,
    ],
    ['too-few-corpora', 'leave-one-corpus-out', two, {}, /Add a corpus/],
    ['too-few-clips', 'k-fold-random', two, { folds: 21 }, /21 folds.*there are 20/],
    ['named-split-incomplete', 'named', two, {}, /20 of 20 clips.*split column/s],
    [
      'named-split-incomplete',
      'named',
      two.map((one) => ({ ...one, namedSplit: 'test' })),
      {},
      /has “train”/,
    ],
    [
      'named-split-incomplete',
      'named',
      two.map((one) => ({ ...one, namedSplit: 'train' })),
      {},
      /has “test”/,
    ],
    [
      'named-split-incomplete',
      'named',
      two.map((one) => ({ ...one, namedSplit: 'fold 1' })),
      {},
      /only one fold.*at least two/,
    ],
    [
      'named-split-incomplete',
      'named',
      two.map((one, index) => ({ ...one, namedSplit: index === 0 ? 'test' : `fold ${index}` })) as Clip[],
      {},
      /folds and also “test”/,
    ],
    ['empty-test', 'random', two.slice(0, 1), {}, /test set/],
    ['empty-validation', 'random', two.slice(0, 2), {}, /validation set/],
  ])('%s (%s)', async (code, name, clips, values, sentence) => {
    let caught: unknown;
    try {
      await makeFolds(clips, protocol(name, values), 1);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UserError);
    expect(caught).toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  test('splits unusual corpora correctly or rejects them', async () => {
    let divided = 0;
    for (let seed = 0; seed < 150; seed++) {
      const random = createRandom(seed, 'odd corpora');
      const clips = Array.from({ length: 1 + random.integer(40) }, (_, i) =>
        clip({
          path: `/${i}`,
          corpus: random.pick(['A', 'B', 'C']),
          emotion: random.pick(EMOTIONS),
          speaker: random.next() < 0.02 ? null : `s${random.integer(1 + random.integer(8))}`,
          sex: random.pick(['female', 'male', null]),
          sentence: random.next() < 0.02 ? null : `t${random.integer(1 + random.integer(8))}`,
          group: random.next() < 0.02 ? null : `g${random.integer(1 + random.integer(8))}`,
          fingerprint: `${random.integer(30)}`,
          namedSplit: random.pick(PARTS),
        }),
      );
      for (const name of PROTOCOLS) {
        const asked = protocol(name, {
          folds: 2 + random.integer(5),
          validationShare: random.pick([0, 0.1, 0.5]),
          testShare: random.pick([0.05, 0.3]),
        });
        try {
          for (const fold of await makeFolds(clips, asked, seed)) {
            expectPartition(fold, clips.length, name);
            expect(fold.train.length * fold.test.length).toBeGreaterThan(0);
            if (SPEAKER_SAFE.includes(name)) {
              const test = speakersIn(clips, fold.test);
              expect(test.isDisjointFrom(speakersIn(clips, [...fold.train, ...fold.validation]))).toBe(true);
            }
            const rest = [...fold.train, ...fold.validation];
            const inBoth = (field: 'sentence' | 'group') => {
              const tested = new Set(fold.test.map((index) => clips[index][field]));
              return rest.some((index) => tested.has(clips[index][field]));
            };
            if (SENTENCE_SAFE.includes(name)) expect(inBoth('sentence')).toBe(false);
            if (name === 'group-independent' || name === 'leave-one-group-out')
              expect(inBoth('group')).toBe(false);
            divided++;
          }
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }
    }
    expect(divided).toBeGreaterThan(1000);
  });
});

describe('speaker-and-sentence-independent', async () => {
  const clips = corpus('A', 20, { sad: 20, happy: 20 }).map((one, index) => ({
    ...one,
    sentence: `A/${index % 10}`,
  }));
  const [fold] = await makeFolds(clips, protocol('speaker-and-sentence-independent'), 3);
  const sentencesIn = (part: readonly number[]) => new Set(part.map((index) => clips[index].sentence));

  test('tests a fifth of the speakers with a fifth of the sentences, and trains on all others', () => {
    expect(speakersIn(clips, fold.test).size).toBe(4);
    expect(sentencesIn(fold.test).size).toBe(2);
    expect(fold.test).toHaveLength(4 * 8);
    expect(speakersIn(clips, fold.validation).size).toBe(4);
    expect(fold.validation).toHaveLength(4 * 32);
    expect(fold.train).toHaveLength(12 * 32);
    expect(sentencesIn(fold.validation)).toEqual(sentencesIn(fold.train));
  });

  test('works with the two sentences of RAVDESS', async () => {
    const two = clips.map((one, index) => ({ ...one, sentence: `A/${index % 2}` }));
    const [split] = await makeFolds(two, protocol('speaker-and-sentence-independent'), 3);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([
      12 * 20,
      4 * 20,
      4 * 20,
    ]);
  });
});

test('leave-one-group-out has a fold for each session, tested once, as usual for IEMOCAP', async () => {
  const clips = corpus('IEMOCAP', 10, { sad: 10, happy: 10 }).map((one) => ({
    ...one,
    group: `IEMOCAP/Ses0${Math.ceil(Number(one.speaker?.slice(-2)) / 2)}`,
  }));
  const folds = await makeFolds(clips, protocol('leave-one-group-out'), 1);
  expect(folds.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((session) => `IEMOCAP/Ses0${session}`));
  for (const { name, train, validation, test } of folds) {
    expect(test.map((index) => clips[index].group)).toEqual(new Array(40).fill(name));
    expect([train.length, validation.length]).toEqual([120, 40]);
  }
});
