import { type NamedClip, namedCorpus, numbers, tableText, voicesNamed } from './named-corpus.ts';

/**
 * RESD: `train/disgust_happiness_02/02_disgust_happiness_d_010.wav`, with `train.csv` and `test.csv`. Each dialogue has
 * two emotions, of which the first is heard here. As in the published split, train and test share the dialogues.
 */
export const resdPlan = namedCorpus({
  voices: voicesNamed(numbers(14, 1), (name) => Number(name) % 2 === 0),
  codes: [
    ['anger', 'angry'],
    ['disgust', 'disgust'],
    ['enthusiasm', 'happy'],
    ['fear', 'fear'],
    ['happiness', 'happy'],
    ['neutral', 'neutral'],
    ['sadness', 'sad'],
  ],
  maxClips: 99,
  path: (clip) => `${partOf(clip)}/${fileOf(clip)}`,
  tables: (clips) =>
    ['train', 'test'].map((part) => ({
      path: `${part}.csv`,
      text: tableText(
        'name,path,emotion',
        clips.filter((clip) => partOf(clip) === part).map((clip) => [clip.code, fileOf(clip), clip.code]),
      ),
    })),
});

function partOf({ index }: NamedClip): string {
  return index % 2 === 0 ? 'train' : 'test';
}

function fileOf({ speaker, code, label, index }: NamedClip): string {
  const other = code === 'neutral' ? 'fear' : 'neutral';
  const dialogue = String(speaker * 7 + label + 1).padStart(2, '0');
  const number = String(index + 1).padStart(3, '0');
  return `${code}_${other}_${dialogue}/${dialogue}_${code}_${other}_${code[0]}_${number}.wav`;
}
