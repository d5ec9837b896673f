import { describe, expect, test } from 'vitest';
import { cremaD } from '#core/corpora/layouts/crema-d.ts';
import { corpusFolderOf, emotionFolders } from '#core/corpora/layouts/emotion-folders.ts';
import type { Naming } from '#core/corpora/layouts/naming.ts';
import { ravdess } from '#core/corpora/layouts/ravdess.ts';
import { savee } from '#core/corpora/layouts/savee.ts';
import { tess } from '#core/corpora/layouts/tess.ts';

/** The fields that a layout reads, as one list. */
const brief = (naming: Naming | null) =>
  naming && [naming.speaker, naming.sex, naming.sentence, naming.intensity, naming.code, naming.label];

describe('RAVDESS', () => {
  test.each([
    ['03-01-01-01-01-01-01', ['01', 'male', '01', 'normal', '01', 'neutral']],
    ['03-01-02-02-02-01-24', ['24', 'female', '02', 'strong', '02', 'calm']],
    ['03-01-03-01-01-01-03', ['03', 'male', '01', 'normal', '03', 'happy']],
    ['03-01-04-01-01-01-04', ['04', 'female', '01', 'normal', '04', 'sad']],
    ['03-01-05-01-01-01-05', ['05', 'male', '01', 'normal', '05', 'angry']],
    ['03-01-06-01-01-01-06', ['06', 'female', '01', 'normal', '06', 'fear']],
    ['03-01-07-01-01-01-07', ['07', 'male', '01', 'normal', '07', 'disgust']],
    ['03-01-08-01-01-02-08', ['08', 'female', '01', 'normal', '08', 'surprise']],
    ['03-01-08-01-01-02-08 (1)', ['08', 'female', '01', 'normal', '08', 'surprise']],
  ])('%s', (stem, expected) => {
    const naming = ravdess.readName([], stem);
    expect(brief(naming)).toEqual(expected);
    expect(naming?.contradiction).toBeNull();
  });

  test('song is a separate corpus with the same speakers', () => {
    expect(ravdess.readName(['Actor_05'], '03-02-05-01-01-01-05')).toMatchObject({
      corpus: 'RAVDESS song',
      family: 'RAVDESS',
      speaker: '05',
    });
  });

  test('reports a conflict between name and folder', () => {
    const stem = '03-01-05-01-01-01-02';
    expect(ravdess.readName(['RAVDESS', 'Actor_05'], stem)?.contradiction).toMatch(/actor 02.*Actor_05/);
    expect(ravdess.readName(['RAVDESS', 'Actor_02'], stem)?.contradiction).toBeNull();
    expect(ravdess.readName(['Actor_5', 'Actor_2'], stem)?.contradiction).toBeNull();
    expect(ravdess.readName(['happy'], stem)?.contradiction).toMatch(/angry.*happy/);
    expect(ravdess.readName(['Angry'], stem)?.contradiction).toBeNull();
    expect(ravdess.readName(['calm'], '03-01-02-01-01-01-02')?.contradiction).toBeNull();
    expect(ravdess.readName(['Actor_02'], '02-01-05-01-01-01-02')?.contradiction).toMatch(/video/);
  });

  test.each(['03-01-05-01-01-01', '3-1-5-1-1-1-2', '03-01-05-01-01-01-02-01', 'x03-01-05-01-01-01-02'])(
    'rejects the name %s',
    (stem) => expect(ravdess.readName(['Actor_02'], stem)).toBeNull(),
  );
});

describe('TESS', () => {
  test.each([
    ['OAF_Fear', 'OAF_back_fear', ['OAF', 'female', 'back', null, 'fear', 'fear']],
    ['YAF_fear', 'YAF_back_fear', ['YAF', 'female', 'back', null, 'fear', 'fear']],
    ['OAF_Pleasant_surprise', 'OAF_bar_ps', ['OAF', 'female', 'bar', null, 'ps', 'surprise']],
    ['YAF_pleasant_surprised', 'YAF_bar_ps', ['YAF', 'female', 'bar', null, 'ps', 'surprise']],
    ['OAF_Sad', 'OAF_base_sad', ['OAF', 'female', 'base', null, 'sad', 'sad']],
    ['OAF_neutral', 'OA_bite_neutral', ['OAF', 'female', 'bite', null, 'neutral', 'neutral']],
    ['ALL', 'yaf_home_HAPPY', ['YAF', 'female', 'home', null, 'happy', 'happy']],
    ['YCF_sad', 'YCF_jar_sad', ['YCF', 'female', 'jar', null, 'sad', 'sad']],
  ])('%s/%s', (folder, stem, expected) => {
    const naming = tess.readName(['TESS', folder], stem);
    expect(brief(naming)).toEqual(expected);
    expect(naming?.contradiction).toBeNull();
  });

  test.each(['off_road_happy', 'ZAF_back_sad', 'OAF_sad', 'OAF_a_b_sad'])('rejects the name %s', (stem) =>
    expect(tess.readName(['TESS'], stem)).toBeNull(),
  );

  test('only the corrected name has a warning', () => {
    expect(tess.readName(['OAF_neutral'], 'OA_bite_neutral')?.warning).toMatch(/OAF/);
    expect(tess.readName(['OAF_neutral'], 'OAF_base_neutral')?.warning).toBeNull();
  });

  test('reports a conflict between name and folder', () => {
    expect(tess.readName(['OAF_Fear'], 'OAF_back_sad')?.contradiction).toMatch(/sad.*OAF_Fear/);
    expect(tess.readName(['OAF_Fear'], 'YAF_back_fear')?.contradiction).toMatch(/YAF.*OAF_Fear/);
    expect(tess.readName(['fear'], 'YAF_back_sad')?.contradiction).toMatch(/sad.*fear/);
  });
});

describe('SAVEE', () => {
  test.each([
    [['ALL'], 'DC_a01', ['DC', 'male', 'a01', null, 'a', 'angry']],
    [['ALL'], 'JE_sa15', ['JE', 'male', 'sa15', null, 'sa', 'sad']],
    [['ALL'], 'JK_su02', ['JK', 'male', 'su02', null, 'su', 'surprise']],
    [['ALL'], 'KL_n30', ['KL', 'male', 'n30', null, 'n', 'neutral']],
    [['AudioData', 'DC'], 'd03', ['DC', 'male', 'd03', null, 'd', 'disgust']],
    [['AudioData', 'KL'], 'f04', ['KL', 'male', 'f04', null, 'f', 'fear']],
    [['DC'], 'h15', ['DC', 'male', 'h15', null, 'h', 'happy']],
    [['DC'], 'sa01', ['DC', 'male', 'sa01', null, 'sa', 'sad']],
  ])('%s %s', (folders, stem, expected) => {
    const naming = savee.readName(folders, stem);
    expect(brief(naming)).toEqual(expected);
    expect(naming?.contradiction).toBeNull();
  });

  test('a bare name outside a speaker folder is not SAVEE', () => {
    expect(savee.readName(['AudioData'], 'a01')).toBeNull();
    expect(savee.readName(['DC'], 'b01')).toBeNull();
    expect(savee.readName(['voices'], 'EN_f01')).toBeNull();
    expect(savee.readName(['ALL'], 'EN_f01')).toBeNull();
    expect(savee.readName([], 'a01')).toBeNull();
  });

  test('other initials are speakers only among sample voices', () => {
    expect(brief(savee.readName(['ALL'], 'AB_n101', true))).toEqual([
      'AB',
      'male',
      'n101',
      null,
      'n',
      'neutral',
    ]);
    expect(savee.readName(['ALL'], 'AB_n101')).toBeNull();
    expect(savee.readName(['ALL'], 'ab_n101', true)).toBeNull();
  });

  test('reports a conflict between name and folder', () => {
    expect(savee.readName(['JE'], 'DC_a01')?.contradiction).toMatch(/DC.*JE/);
    expect(savee.readName(['sad'], 'DC_a01')?.contradiction).toMatch(/angry.*sad/);
  });
});

describe('CREMA-D', () => {
  test.each([
    ['1001_IEO_ANG_HI', ['1001', null, 'IEO', 'high', 'ANG', 'angry']],
    ['1002_IEO_DIS_LO', ['1002', null, 'IEO', 'low', 'DIS', 'disgust']],
    ['1003_IEO_FEA_MD', ['1003', null, 'IEO', 'medium', 'FEA', 'fear']],
    ['1091_WSI_HAP_XX', ['1091', null, 'WSI', null, 'HAP', 'happy']],
    ['1076_MTI_SAD_XX', ['1076', null, 'MTI', null, 'SAD', 'sad']],
    ['1040_ITH_SAD_X', ['1040', null, 'ITH', null, 'SAD', 'sad']],
    ['1001_DFA_NEU_XX', ['1001', null, 'DFA', null, 'NEU', 'neutral']],
  ])('%s', (stem, expected) => expect(brief(cremaD.readName(['AudioWAV'], stem))).toEqual(expected));
});

describe('one folder per emotion', () => {
  test.each([
    ['angry', 'angry'],
    ['Anger', 'angry'],
    ['DISGUSTED', 'disgust'],
    ['fearful', 'fear'],
    ['Happiness', 'happy'],
    ['happy clips', 'happy'],
    ['calm', 'calm'],
    ['Calm_Neutral', 'neutral'],
    ['03_Sadness', 'sad'],
    ['pleasant_surprise', 'surprise'],
    ['PleasantSurprised', 'surprise'],
    ['emotion-surprise', 'surprise'],
  ])('%s is %s', (folder, label) => {
    expect(emotionFolders.readName(['mine', folder], 'clip')).toMatchObject({
      label,
      code: folder,
      speaker: null,
    });
  });

  test.each(['blessed', 'angry sad', 'not happy', 'happy birthday', 'sadler', '01', 'clips', ''])(
    '%s is not an emotion',
    (folder) => expect(emotionFolders.readName(['mine', folder], 'clip')).toBeNull(),
  );

  test('takes the nearest emotion, and the speaker only from speaker folders', () => {
    expect(emotionFolders.readName(['happy', 'speaker_3', 'sad'], 'x')).toMatchObject({
      label: 'sad',
      speaker: 'speaker_3',
    });
    expect(emotionFolders.readName(['sad', 'Actor 7'], 'x')?.speaker).toBe('Actor 7');
    expect(emotionFolders.readName(['mine', '0011', 'Angry'], '0011_000351')?.speaker).toBe('0011');
    expect(emotionFolders.readName(['mine', '2024', 'Angry'], 'x')?.speaker).toBeNull();
    expect(emotionFolders.readName(['mine', 'alice', 'Angry'], 'x')?.speaker).toBeNull();
  });

  test('the corpus is the common parent folder of the emotion folders', () => {
    expect(
      corpusFolderOf([
        ['mine', 'angry'],
        ['mine', 'sad', 'deep'],
      ]),
    ).toEqual(['mine']);
    expect(
      corpusFolderOf([
        ['data', 'mine', 'train', 'angry'],
        ['data', 'mine', 'test', 'sad'],
      ]),
    ).toEqual(['data', 'mine']);
    expect(corpusFolderOf([['data', 'mine', 'train', 'angry']])).toEqual(['data', 'mine']);
    expect(
      corpusFolderOf([
        ['data', 'a', 'angry'],
        ['data', 'b', 'angry'],
      ]),
    ).toEqual(['data']);
    expect(corpusFolderOf([['angry']])).toEqual([]);
    expect(corpusFolderOf([['speaker_1', 'angry']])).toEqual([]);
  });
});
