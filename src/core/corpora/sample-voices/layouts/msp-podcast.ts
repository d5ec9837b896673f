import { type NamedClip, namedCorpus, numbers, tableText, voicesNamed } from './named-corpus.ts';

/** MSP-Podcast: `Audios/MSP-PODCAST_0001_0008.wav`, with `Labels/labels_consensus.csv`. Two speakers share a podcast. */
export const mspPodcastPlan = namedCorpus({
  voices: voicesNamed(numbers(200, 1), (name) => Number(name) % 2 === 0),
  codes: [
    ['A', 'angry'],
    ['H', 'happy'],
    ['S', 'sad'],
    ['N', 'neutral'],
    ['U', 'surprise'],
    ['F', 'fear'],
    ['D', 'disgust'],
    ['C', 'disgust'],
    ['O', 'neutral'],
  ],
  maxClips: 99,
  path: (clip) => `Audios/${nameOf(clip)}`,
  tables: (clips) => [
    {
      path: 'Labels/labels_consensus.csv',
      text: tableText(
        'FileName,EmoClass,EmoAct,EmoVal,EmoDom,SpkrID,Gender,Split_Set',
        clips.map((clip) => {
          const sex = clip.voice.sex === 'male' ? 'Male' : 'Female';
          return [nameOf(clip), clip.code, 4, 4, 4, clip.voice.name, sex, SETS[clip.index % SETS.length]];
        }),
      ),
    },
  ],
});

const SETS = ['Train', 'Development', 'Test1', 'Test2'];

function nameOf({ speaker, label, index }: NamedClip): string {
  const podcast = String(Math.floor(speaker / 2) + 1).padStart(4, '0');
  const segment = String((speaker % 2) * 1000 + label * 100 + index).padStart(4, '0');
  return `MSP-PODCAST_${podcast}_${segment}.wav`;
}
