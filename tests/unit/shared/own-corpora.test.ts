import { describe, expect, test } from 'vitest';
import {
  DEFAULT_STATEMENT,
  ownCorpusNameSchema,
  ownSpeakerSchema,
  promptsSchema,
  speakerCodeSchema,
  statementSchema,
} from '#shared/own-corpora.ts';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('the name of an own corpus', () => {
  test.each(['My voices', 'a', '録音 2026', 'Größe_1-2', 'COM', 'con 1'])('can be %j', (name) =>
    expect(ownCorpusNameSchema.parse(name)).toBe(name.normalize('NFC')),
  );
  test.each([
    ...[
      '',
      ' ',
      '.',
      '..',
      '.x',
      'x.',
      'a/b',
      'a\\b',
      'a:b',
      'a*',
      'a?',
      '"a"',
      '<a>',
      'a|b',
      '-x',
      'x-',
      '~',
    ],
    ...[
      'con',
      'NUL',
      'com1',
      'LPT9',
      'a\u0000',
      'a\nb',
      'a\u202eb',
      'a\u200bb',
      'x'.repeat(61),
      'あ'.repeat(51),
      5,
      null,
    ],
  ])('cannot be %j', (name) => expect(accepts(ownCorpusNameSchema, name)).toBe(false));
  test('is trimmed and composed', () => expect(ownCorpusNameSchema.parse(' U\u0308bung ')).toBe('Übung'));
});

test.each(['p01', 'A', 'north-7', 'x'.repeat(20)])('%j is a code', (code) =>
  expect(accepts(speakerCodeSchema, code)).toBe(true),
);
test.each(['', '01', '-p', 'p-', 'p 1', 'p_1', 'p.1', '../p', 'ä', 'CON', 'x'.repeat(21), null])(
  '%j is no code',
  (code) => expect(accepts(speakerCodeSchema, code)).toBe(false),
);

test('prompts have limits, and nothing twice', () => {
  const prompts = { emotions: ['happy', 'sad'], sentences: ['One.', 'Two.'], repetitions: 1, order: 'fixed' };
  expect(accepts(promptsSchema, prompts)).toBe(true);
  const sentences = (count: number) => Array.from({ length: count }, (_, index) => `Number ${index}.`);
  for (const wrong of [
    { emotions: [] },
    { emotions: ['happy', 'Happy'] },
    { emotions: ['1'] },
    { sentences: [] },
    { sentences: ['One.', 'One. '] },
    { sentences: ['  '] },
    { sentences: ['a\nb'] },
    { sentences: ['x'.repeat(301)] },
    { sentences: sentences(501) },
    { sentences: sentences(500), repetitions: 6 },
    { repetitions: 0 },
    { repetitions: 1.5 },
    { order: 'other' },
  ])
    expect(accepts(promptsSchema, { ...prompts, ...wrong }), JSON.stringify(wrong).slice(0, 60)).toBe(false);
});

test('speakers and statements have limits', () => {
  expect(ownSpeakerSchema.parse({ code: 'p01' })).toEqual({
    code: 'p01',
    sex: null,
    ageGroup: '',
    language: '',
  });
  for (const wrong of [{ sex: 'x' }, { ageGroup: 'x'.repeat(41) }, { language: 'a\tb' }])
    expect(accepts(ownSpeakerSchema, { code: 'p01', ...wrong })).toBe(false);
  expect(accepts(statementSchema, DEFAULT_STATEMENT)).toBe(true);
  for (const wrong of ['', ' \n ', 'x'.repeat(10_001)]) expect(accepts(statementSchema, wrong)).toBe(false);
});
