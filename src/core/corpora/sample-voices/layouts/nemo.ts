import { type NamedClip, namedCorpus, tableText, voicesNamed } from './named-corpus.ts';

const WOMEN = ['EB0', 'IC0', 'KD0', 'MK0'];

/** nEMO: `samples/WR0_surprised_64.wav`, with `data.tsv`. */
export const nemoPlan = namedCorpus({
  voices: voicesNamed(
    ['EB0', 'WR0', 'IC0', 'KS0', 'KD0', 'MP0', 'MK0', 'TP0', 'SM0'],
    (name) => !WOMEN.includes(name),
  ),
  codes: [
    ['anger', 'angry'],
    ['fear', 'fear'],
    ['happiness', 'happy'],
    ['neutral', 'neutral'],
    ['sadness', 'sad'],
    ['surprised', 'surprise'],
  ],
  maxClips: 90,
  path: (clip) => `samples/${idOf(clip)}.wav`,
  tables: (clips) => [
    {
      path: 'data.tsv',
      text: tableText(
        'file_id\temotion\traw_text\tnormalized_text\tspeaker_id\tgender\tage',
        clips.map((clip) => [
          `${idOf(clip)}.wav`,
          clip.code,
          'Zdanie.',
          'zdanie',
          // As published.
          `        ${clip.voice.name}`,
          clip.voice.sex,
          30,
        ]),
        '\t',
      ),
    },
  ],
});

function idOf({ voice, code, index }: NamedClip): string {
  return `${voice.name}_${code}_${index + 1}`;
}
