import { type NamedClip, namedCorpus, numbers, tableText, voicesNamed } from './named-corpus.ts';

const SPEAKERS = numbers(5, 2).flatMap((session) => [`Ses${session}F`, `Ses${session}M`]);

/** IEMOCAP: `Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_M003.wav`, and a file of labels for each dialogue. */
export const iemocapPlan = namedCorpus({
  voices: voicesNamed(SPEAKERS, (name) => name.endsWith('M')),
  codes: [
    ['ang', 'angry'],
    ['hap', 'happy'],
    ['exc', 'happy'],
    ['sad', 'sad'],
    ['neu', 'neutral'],
    ['fru', 'angry'],
    ['fea', 'fear'],
    ['sur', 'surprise'],
    ['dis', 'disgust'],
    ['oth', 'neutral'],
  ],
  maxClips: 99,
  path(clip) {
    const dialogue = dialogueOf(clip);
    return `Session${dialogue[4]}/sentences/wav/${dialogue}/${turnOf(clip)}.wav`;
  },
  tables: (clips) =>
    [...Map.groupBy(clips, dialogueOf)].map(([dialogue, turns]) => ({
      path: `Session${dialogue[4]}/dialog/EmoEvaluation/${dialogue}.txt`,
      text: tableText(
        '% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n',
        turns.map((clip, at) => [
          `[${at}.0000 - ${at}.9000]`,
          turnOf(clip),
          clip.code,
          '[2.5000, 2.5000, 2.5000]',
        ]),
        '\t',
      ),
    })),
});

/** The woman of each session wears the markers. */
function dialogueOf({ voice }: NamedClip): string {
  return `${voice.name.slice(0, 5)}F_impro01`;
}

function turnOf(clip: NamedClip): string {
  const number = String(clip.label * 100 + clip.index).padStart(3, '0');
  return `${dialogueOf(clip)}_${clip.voice.name[5]}${number}`;
}
