import { describe, expect, test } from 'vitest';
import { guessReadings } from '#core/corpora/rules/guess-rule.ts';
import type { RuleReading } from '#shared/corpus-rules.ts';

/** All combinations of the values, with `/` and `_` as given by the template. */
function paths(template: string, values: Record<string, readonly string[]>): string[] {
  return Object.entries(values).reduce<string[]>(
    (all, [name, own]) => all.flatMap((path) => own.map((value) => path.replaceAll(`{${name}}`, value))),
    [template],
  );
}

const EMOTIONS = ['angry', 'sad', 'happy'];
const partsOf = (all: readonly string[]) => {
  const read = guessReadings(all)[0]?.read as Extract<RuleReading, { by: 'parts' }> | undefined;
  return read?.parts;
};

describe('finds emotion and speaker', () => {
  test.each<[string, string, Record<string, readonly string[]>, object]>([
    [
      'in a folder of a person at a site',
      '{site}/{person}/{take}_{emotion}.flac',
      { site: ['lab', 'home'], person: ['anna', 'ben', 'carl'], take: ['1', '2'], emotion: EMOTIONS },
      { emotion: [{ name: 2 }], speaker: [{ folder: 2 }] },
    ],
    [
      'with numbered people at each site',
      '{site}/{person}/take{take}_{emotion}.wav',
      { site: ['north', 'south'], person: ['p01', 'p02'], take: ['1', '2'], emotion: EMOTIONS },
      { emotion: [{ name: 2 }], speaker: [{ folder: 1 }, { folder: 2 }] },
    ],
    [
      'below emotion folders',
      '{emotion}/{person}/{n}.wav',
      { emotion: ['Wut', 'Freude'], person: ['s1', 's2'], n: ['1', '2', '3'] },
      { emotion: [{ folder: 1 }], speaker: [{ folder: 2 }] },
    ],
    [
      'in the name alone',
      '{person}-{take}-{emotion}.wav',
      { person: ['anna', 'ben'], take: ['1', '2', '3'], emotion: ['гнев', 'страх'] },
      { emotion: [{ name: 3 }], speaker: [{ name: 1 }] },
    ],
    [
      'with sex, split and sentence',
      '{split}/{sex}/{person}/s{n}_{emotion}.wav',
      {
        split: ['train', 'test'],
        sex: ['F', 'M'],
        person: ['spk1', 'spk2'],
        n: ['1', '2'],
        emotion: EMOTIONS,
      },
      {
        emotion: [{ name: 2 }],
        speaker: [{ folder: 2 }, { folder: 3 }],
        sex: [{ folder: 2 }],
        split: [{ folder: 1 }],
        sentence: [{ name: 1 }],
      },
    ],
  ])('%s', (_, template, values, parts) => {
    expect(partsOf(paths(template, values))).toEqual(parts);
  });

  test('does not take takes, sessions or single clips for speakers', () => {
    const takes = paths('take{take}_{emotion}.wav', { take: ['1', '2'], emotion: EMOTIONS });
    expect(partsOf(takes)).toEqual({ emotion: [{ name: 2 }] });
    const sessions = paths('session{n}/{m}_{emotion}.wav', {
      n: ['1', '2'],
      m: ['1', '2'],
      emotion: EMOTIONS,
    });
    expect(partsOf(sessions)).toEqual({ emotion: [{ name: 2 }] });
    const own = EMOTIONS.flatMap((emotion) => [
      `${emotion}er/x_${emotion}.wav`,
      `${emotion}ly2/x_${emotion}.wav`,
    ]);
    expect(partsOf(own)).not.toHaveProperty('speaker');
  });

  test('counts from the end where paths differ, and finds a word anywhere', () => {
    const varied = ['a_b_c_angry', 'd_sad', 'e_f_happy', 'g_h_i_j_sad'].map((name) => `x/${name}.wav`);
    expect(partsOf(varied)).toEqual({ emotion: [{ name: -1 }] });
    const anywhere = ['very_angry_1_x', 'sad_7', 'so_so_happy_2_y_z', 'sad_now_and_then'].map(
      (name) => `${name}.wav`,
    );
    expect(guessReadings(anywhere)[0].read).toEqual({
      by: 'pattern',
      pattern: expect.stringContaining('(?<emotion>angry|happy|sad)'),
    });
  });

  test.each([[[]], [['a.wav', 'b.wav']], [['angry/a.wav', 'angry/b.wav']], [['']]])(
    'guesses nothing from %j',
    (all) => {
      expect(guessReadings(all)).toEqual([]);
    },
  );

  test('is quick for many paths', () => {
    const many = paths('{site}/{person}/{take}_{emotion}.wav', {
      site: ['a', 'b'],
      person: Array.from({ length: 50 }, (_, index) => `person${index}`),
      take: Array.from({ length: 50 }, (_, index) => `${index}`),
      emotion: EMOTIONS,
    });
    expect(partsOf(many)).toMatchObject({ emotion: [{ name: 2 }] });
  });
});
