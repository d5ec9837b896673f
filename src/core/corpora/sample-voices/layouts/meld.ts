import { type NamedClip, namedCorpus, tableText, voicesNamed } from './named-corpus.ts';

const PARTS = [
  { folder: 'train_splits', table: 'train_sent_emo.csv' },
  { folder: 'dev_splits_complete', table: 'dev_sent_emo.csv' },
  { folder: 'output_repeated_splits_test', table: 'test_sent_emo.csv' },
];
const WOMEN = ['Rachel', 'Monica', 'Phoebe'];

/** MELD, its sound as WAV: `train_splits/dia0_utt3.wav`. The numbers restart in each of the three parts. */
export const meldPlan = namedCorpus({
  voices: voicesNamed(
    ['Rachel', 'Ross', 'Monica', 'Joey', 'Phoebe', 'Chandler'],
    (name) => !WOMEN.includes(name),
  ),
  codes: [
    ['anger', 'angry'],
    ['disgust', 'disgust'],
    ['fear', 'fear'],
    ['joy', 'happy'],
    ['neutral', 'neutral'],
    ['sadness', 'sad'],
    ['surprise', 'surprise'],
  ],
  maxClips: 300,
  path: (clip) => `${partOf(clip).folder}/dia${clip.speaker}_utt${utteranceOf(clip)}.wav`,
  tables: (clips) =>
    PARTS.map((part) => ({
      path: part.table,
      text: tableText(
        'Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID',
        clips
          .filter((clip) => partOf(clip) === part)
          .map((clip, at) => [
            at + 1,
            '"Oh, well."',
            clip.voice.name,
            clip.code,
            'neutral',
            clip.speaker,
            utteranceOf(clip),
          ]),
      ),
    })),
});

function partOf({ index }: NamedClip) {
  return PARTS[index % PARTS.length];
}

function utteranceOf({ label, index }: NamedClip): number {
  return label * 100 + Math.floor(index / PARTS.length);
}
