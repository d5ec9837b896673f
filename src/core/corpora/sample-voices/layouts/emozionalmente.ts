import { type NamedClip, namedCorpus, numbers, tableText, voicesNamed } from './named-corpus.ts';

/** Emozionalmente: `audio/1600000000000.wav`, with `metadata/samples.csv` and `metadata/users.csv`. */
export const emozionalmentePlan = namedCorpus({
  voices: voicesNamed(numbers(431, 1), (name) => Number(name) % 2 === 0),
  codes: [
    ['anger', 'angry'],
    ['disgust', 'disgust'],
    ['fear', 'fear'],
    ['joy', 'happy'],
    ['neutrality', 'neutral'],
    ['sadness', 'sad'],
    ['surprise', 'surprise'],
  ],
  maxClips: 18,
  path: (clip) => `audio/${fileOf(clip)}`,
  tables: (clips) => [
    {
      path: 'metadata/samples.csv',
      text: tableText(
        'file_name,actor,sentence,emotion_expressed',
        clips.map((clip) => [fileOf(clip), clip.voice.name, `Frase ${clip.index + 1}`, clip.code]),
      ),
    },
    {
      path: 'metadata/users.csv',
      text: tableText(
        'username,gender,age',
        [...new Set(clips.map(({ voice }) => voice))].map(({ name, sex }) => [name, sex, 40]),
      ),
    },
  ],
});

function fileOf({ speaker, label, index }: NamedClip): string {
  return `${1_600_000_000_000 + speaker * 1000 + label * 100 + index}.wav`;
}
