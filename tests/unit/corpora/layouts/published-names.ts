import type { Naming } from '#core/corpora/layouts/naming.ts';
import type { SampleLayout } from '#shared/corpora.ts';

type Facts = Partial<
  Pick<
    Naming,
    | 'code'
    | 'label'
    | 'speaker'
    | 'sex'
    | 'sentence'
    | 'intensity'
    | 'group'
    | 'split'
    | 'key'
    | 'corpus'
    | 'warning'
  >
>;

/** Published names of each corpus in their folders, among them every known oddity, with what they say. */
export const PUBLISHED_NAMES: Record<SampleLayout, [path: string, facts: Facts][]> = {
  ravdess: [
    ['Actor_03/03-01-05-01-02-01-03', { code: '05', speaker: '03', sex: 'male', sentence: '02' }],
    [
      'Actor_24/03-02-03-02-01-02-24',
      { corpus: 'RAVDESS song', speaker: '24', sex: 'female', intensity: 'strong' },
    ],
  ],
  tess: [
    ['OAF_Fear/OAF_back_fear', { label: 'fear', speaker: 'OAF', sentence: 'back' }],
    ['YAF_pleasant_surprised/YAF_bar_ps', { label: 'surprise', speaker: 'YAF', sentence: 'bar' }],
  ],
  'crema-d': [
    ['AudioWAV/1001_IEO_ANG_HI', { label: 'angry', speaker: '1001', sentence: 'IEO', intensity: 'high' }],
    ['AudioWAV/1040_ITH_SAD_X', { label: 'sad', speaker: '1040', sentence: 'ITH', intensity: null }],
  ],
  savee: [
    ['ALL/DC_a01', { label: 'angry', speaker: 'DC', sentence: 'a01' }],
    ['AudioData/KL/su15', { label: 'surprise', speaker: 'KL', sentence: 'su15' }],
  ],
  'emo-db': [
    ['wav/03a01Fa', { code: 'F', label: 'happy', speaker: '03', sex: 'male', sentence: 'a01' }],
    ['wav/08b10Lb', { code: 'L', label: 'boredom', speaker: '08', sex: 'female', sentence: 'b10' }],
    ['wav/16b10Wb', { code: 'W', label: 'angry', speaker: '16', sex: 'female', sentence: 'b10' }],
    ['wav/15a05Eg', { code: 'E', label: 'disgust', speaker: '15', sex: 'male' }],
    ['wav/11a02Ad', { code: 'A', label: 'fear', speaker: '11', sex: 'male' }],
    ['wav/09a07Ta', { code: 'T', label: 'sad', speaker: '09', sex: 'female' }],
    ['wav/14a04Nc', { code: 'N', label: 'neutral', speaker: '14', sex: 'female' }],
  ],
  oreau: [
    // A name of EMO-DB, too.
    [
      'OréauFR_02/f/sessn/10a02Na',
      { code: 'N', label: 'neutral', speaker: 'f10', sex: 'female', sentence: 'Na02' },
    ],
    ['OréauFR_02/m/sessn/10a02Na', { label: 'neutral', speaker: 'm10', sex: 'male', sentence: 'Na02' }],
    ['OréauFR_02/f/sessj/42a06Ja', { label: 'happy', speaker: 'f42', sentence: 'Ja06' }],
    // Only the folder of one emotion is scanned.
    ['sessn/10a02Na', { label: 'neutral', speaker: null, sex: null, sentence: 'Na02' }],
    ['f/sessc/24a01Ca', { label: 'angry', speaker: 'f24' }],
    ['m/sessd/01b11Db', { label: 'disgust', speaker: 'm01', sentence: 'Db11' }],
    ['m/sessp/37a07Pa', { label: 'fear' }],
    ['m/sesss/11a06Sa', { label: 'surprise' }],
    ['m/sesst/13a05Ta', { label: 'sad' }],
  ],
  iemocap: [
    // Speaker and sex are of the last letter; the first is of who wears the markers.
    [
      'Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_M003',
      { label: null, key: 'Ses01F_impro01_M003', speaker: 'Ses01M', sex: 'male', group: 'Ses01' },
    ],
    [
      'Session5/sentences/wav/Ses05M_script03_2/Ses05M_script03_2_F001',
      { label: null, speaker: 'Ses05F', sex: 'female', group: 'Ses05' },
    ],
    [
      'Session2/sentences/wav/Ses02M_script01_1b/Ses02M_script01_1b_FXX12',
      { speaker: 'Ses02F', group: 'Ses02' },
    ],
  ],
  meld: [
    ['train_splits/dia0_utt3', { label: null, split: 'train', group: 'train dia0', key: 'train dia0_utt3' }],
    ['dev_splits_complete/dia110_utt7', { split: 'validation', key: 'validation dia110_utt7' }],
    ['output_repeated_splits_test/dia0_utt3', { split: 'test', key: 'test dia0_utt3' }],
    ['output_repeated_splits_test/final_videos_testdia59_utt0', { split: 'test', key: 'test dia59_utt0' }],
  ],
  'msp-podcast': [
    [
      'Audios/MSP-PODCAST_0001_0008',
      { label: null, key: 'MSP-PODCAST_0001_0008', speaker: null, group: '0001' },
    ],
    ['Audio/MSP-PODCAST_1655_0140_0028', { key: 'MSP-PODCAST_1655_0140_0028', group: '1655' }],
  ],
  esd: [
    [
      '0011/Angry/test/0011_000351',
      {
        code: 'Angry',
        label: 'angry',
        speaker: '0011',
        sex: 'male',
        sentence: 'en 1',
        split: 'test',
        key: null,
      },
    ],
    [
      '0015/Surprise/train/0015_001750',
      { label: 'surprise', sex: 'female', sentence: 'en 350', split: 'train' },
    ],
    ['0001/Neutral/evaluation/0001_000350', { label: 'neutral', sentence: 'zh 350', split: 'validation' }],
    ['0004/Sad/0004_001051', { label: 'sad', speaker: '0004', sex: 'male', sentence: 'zh 1', split: null }],
    // Only its own folders count.
    ['sad/ESD/0020/0020_000701', { label: null, code: '' }],
    ['0020/0020_000701', { label: null, key: '0020_000701', speaker: '0020', sex: 'male' }],
  ],
  'jl-corpus': [
    [
      'JL(wav+txt)/female1_angry_10a_1',
      { code: 'angry', label: 'angry', speaker: 'female1', sex: 'female', sentence: '10' },
    ],
    [
      'JL(wav+txt)/male2_encouraging_1b_2',
      { label: 'encouraging', speaker: 'male2', sex: 'male', sentence: '1' },
    ],
    ['JL(wav+txt)/male1_excited_15a_2', { label: 'excited' }],
    ['JL(wav+txt)/male1_anxious_15a_2', { label: 'anxious' }],
    ['JL(wav+txt)/male1_apologetic_15a_2', { label: 'apologetic' }],
    ['JL(wav+txt)/male1_assertive_15a_2', { label: 'assertive' }],
    ['JL(wav+txt)/male1_concerned_15a_2', { label: 'concerned' }],
  ],
  'emov-db': [
    [
      'bea_Amused/amused_1-15_0001',
      { code: 'amused', label: 'amused', speaker: 'bea', sex: 'female', sentence: '0001' },
    ],
    ['jenie/Disgust/disgust_57-84_0072', { label: 'disgust', speaker: 'jenie', sex: 'female' }],
    [
      'josh_Sleepy/sleepiness_281_308_0297',
      { label: 'sleepy', speaker: 'josh', sex: 'male', sentence: '0297' },
    ],
    ['sam_Angry/anger_1-28_0002', { label: 'angry', speaker: 'sam', sex: 'male' }],
    ['sam_Neutral/neutral_1-28_0002', { label: 'neutral' }],
  ],
  emovo: [
    ['f1/gio-f1-b1', { code: 'gio', label: 'happy', speaker: 'f1', sex: 'female', sentence: 'b1' }],
    ['m3/rab-m3-d2', { label: 'angry', speaker: 'm3', sex: 'male', sentence: 'd2' }],
    ['m2/tri-m2-n5', { label: 'sad' }],
    ['m2/sor-m2-l4', { label: 'surprise' }],
    ['m2/pau-m2-l4', { label: 'fear' }],
    ['m2/dis-m2-l4', { label: 'disgust' }],
    ['m2/neu-m2-l4', { label: 'neutral' }],
  ],
  shemo: [
    ['female/F01A02', { code: 'A', label: 'angry', speaker: 'F01', sex: 'female', sentence: null }],
    ['male/M56W123', { code: 'W', label: 'surprise', speaker: 'M56', sex: 'male' }],
    ['male/M02F01', { label: 'fear' }],
    ['male/M02H01', { label: 'happy' }],
    ['male/M02N01', { label: 'neutral' }],
    ['male/M02S01', { label: 'sad' }],
  ],
  subesco: [
    [
      'SUBESCO/F_02_MONIKA_S_1_ANGRY_1',
      { label: 'angry', speaker: 'F_02', sex: 'female', sentence: '1', warning: null },
    ],
    [
      'SUBESCO/M_08_NIPUN_S_10_SURPRISE_3]',
      {
        label: 'surprise',
        speaker: 'M_08',
        sex: 'male',
        warning: 'The name ends with a stray bracket, which is ignored.',
      },
    ],
  ],
  cafe: [
    [
      'Colère/Faible/01-C-1-6',
      { label: 'angry', speaker: '01', sex: 'male', sentence: '6', intensity: 'weak' },
    ],
    // Accents damaged by unpacking.
    ['ColŠre/Fort/12-C-2-1', { label: 'angry', speaker: '12', sex: 'female', intensity: 'strong' }],
    ['D‚go–t/Fort/02-D-2-1', { label: 'disgust' }],
    ['Joie/Fort/02-J-2-1', { label: 'happy' }],
    ['Neutre/02-N-1-1', { label: 'neutral', intensity: null }],
    ['Peur/Fort/02-P-2-1', { label: 'fear' }],
    ['Surprise/Fort/02-S-2-1', { label: 'surprise' }],
    ['Tristesse/Fort/02-T-2-1', { label: 'sad' }],
  ],
  aesdd: [
    ['anger/a01 (3)', { code: 'a', label: 'angry', speaker: '3', sex: 'male', sentence: '01' }],
    ['fear/f10 (01)', { label: 'fear', speaker: '1', sex: 'male', sentence: '10' }],
    ['sadness/s01 (5)a', { label: 'sad', speaker: '5', sentence: '01' }],
    ['happiness/h19 (2)', { label: 'happy', speaker: '2', sex: 'female' }],
    ['disgust/d20 (6)', { label: 'disgust', speaker: '6', sex: 'female' }],
  ],
  urdu: [
    ['Angry/SM1_F1_A01', { code: 'A', label: 'angry', speaker: 'SM1', sex: 'male' }],
    ['Sad/SF27_F10_S100', { label: 'sad', speaker: 'SF27', sex: 'female' }],
    ['Happy/SM5_F10_H098', { label: 'happy' }],
    ['Neutral/SM5_F10_N98', { label: 'neutral' }],
  ],
  nemo: [
    ['samples/EB0_anger_1', { label: 'angry', speaker: 'EB0', sex: null, sentence: '1' }],
    ['samples/WR0_surprised_90', { label: 'surprise', speaker: 'WR0', sentence: '90' }],
  ],
  emozionalmente: [['audio/1628012345678', { label: null, key: '1628012345678' }]],
  casia: [
    ['liuchanhg/angry/201', { label: 'angry', speaker: 'liuchanhg', sex: 'female', sentence: '201' }],
    [
      'ZhaoZuoxiang/surprise/250',
      { label: 'surprise', speaker: 'zhaozuoxiang', sex: 'male', sentence: '250' },
    ],
    ['6/sad/201-sad-zhaoquanyin', { label: 'sad', speaker: 'zhaoquanyin', sex: 'female', sentence: '201' }],
  ],
  'turev-db': [
    ['Sound Source/Angry/6783_kz_abla', { code: 'kz', label: 'angry', speaker: '6783', sentence: 'abla' }],
    ['Sound Source/Calm/1157_sk_ev', { label: 'calm' }],
    ['Sound Source/Happy/1157_mt_ev', { label: 'happy' }],
    ['Sound Source/Sad/1157_hl_ev', { label: 'sad' }],
  ],
  mesd: [
    ['MESD/Anger_F_A_abajo', { label: 'angry', speaker: null, sex: 'female', sentence: 'abajo' }],
    ['MESD/Sadness_M_B_basta ya', { label: 'sad', sex: 'male', sentence: 'basta ya' }],
    ['MESD/Happiness_C_A_ayer', { label: 'happy', sex: null }],
  ],
  'asvp-esd': [
    [
      'actor_16/03-01-05-01-01-16-02-01-01',
      { corpus: 'ASVP-ESD', code: '05', label: 'angry', speaker: '16', sex: 'male', intensity: 'normal' },
    ],
    [
      'actor_17/03-01-01-02-11-17-02-03-02-77',
      { label: 'boredom', speaker: '17', sex: 'female', intensity: 'strong' },
    ],
    ['actor_17/03-01-13-02-11-17-02-03', { label: 'breath' }],
    ['actor_17/03-02-11-02-11-17-02-03', { corpus: 'ASVP-ESD non-speech', label: 'pain' }],
  ],
  resd: [
    [
      'train/disgust_happiness_36/36_disgust_happiness_h_100',
      { code: 'happiness', label: 'happy', group: '36', split: 'train', speaker: null },
    ],
    ['test/03_disgust_neutral/03_disgust_neutral n_050', { label: 'neutral', group: '03', split: 'test' }],
    ['happiness_enthusiasm_32/32_happiness_enthusiasm_e_060', { label: 'enthusiasm', split: null }],
  ],
  polish: [
    [
      'Speech_emotions/m3.s_trzymaj_5',
      { code: 's', label: 'fear', speaker: 'm3', sex: null, sentence: 'trzymaj' },
    ],
    ['Speech_emotions/m1.a_nie_2', { label: 'angry', speaker: 'm1', sentence: 'nie' }],
    ['Speech_emotions/m1.n_tak_2', { label: 'neutral' }],
  ],
  baved: [
    ['0/0-m-21-0-0-105', { code: '0', label: 'low', speaker: '0', sex: 'male', sentence: '0' }],
    ['1/12-f-23-4-1-77', { label: 'normal', speaker: '12', sex: 'female', sentence: '4' }],
    ['2/12-F-23-6-2-78', { label: 'high' }],
  ],
};
