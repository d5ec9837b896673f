import { type ClipFacts, noFacts } from './companion-tables.ts';
import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * IEMOCAP: Busso C et al. (2008), Language Resources and Evaluation 42(4), doi:10.1007/s10579-008-9076-6. Session, who
 * wears the markers, dialogue, who speaks and turn: `Ses01F_impro01_M003.wav` is spoken by the man of session 1. The
 * labels are in `Session1/dialog/EmoEvaluation/Ses01F_impro01.txt`.
 */
const NAME = /^(Ses0[1-5])[FM]_(?:impro\d{2}[a-z]?|script\d{2}_\d[a-z]?)_([FM])(?:\d{3}|XX\d{2})$/;
const TABLE = /^Ses0[1-5][FM]_\w+\.txt$/;
/** `[6.2901 - 8.2357]	Ses01F_impro01_F000	neu	[2.5000, 2.5000, 2.5000]` */
const EVALUATION = /^\[[^\]]*\]\t(Ses\w+)\t(\w+)\t/;

const LABEL_OF: Record<string, string> = {
  ang: 'angry',
  hap: 'happy',
  exc: 'excited',
  sad: 'sad',
  neu: 'neutral',
  fru: 'frustrated',
  fea: 'fear',
  sur: 'surprise',
  dis: 'disgust',
  oth: 'other',
};
/** `C-E2:	Anger; Frustration;	()` of an evaluator; `C-F1` and `C-M1` are the actors themselves. */
const VOTE = /^C-E\d+:\t([^\t]*)/;
const LABEL_OF_WORD: Record<string, string> = {
  anger: 'angry',
  happiness: 'happy',
  excited: 'excited',
  sadness: 'sad',
  neutral: 'neutral',
  'neutral state': 'neutral',
  frustration: 'frustrated',
  fear: 'fear',
  surprise: 'surprise',
  disgust: 'disgust',
  other: 'other',
};
const NO_AGREEMENT = 'xxx';

export const iemocap = publishedLayout({
  layout: 'iemocap',
  name: 'IEMOCAP',
  part: /^(?:Session[1-5]|Ses0[1-5][FM]_\w+)$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, session, letter] = fields;
    const sex = letter === 'F' ? 'female' : 'male';
    return { code: '', label: null, key: stem, speaker: `${session}${letter}`, sex, group: session };
  },
  companion: {
    what: 'the files of the folder dialog/EmoEvaluation',
    places: ['dialog/EmoEvaluation'],
    isTable: (name, folder) => folder === 'EmoEvaluation' && TABLE.test(name),
    read(bytes) {
      const facts = noFacts();
      let current: ClipFacts | null = null;
      for (const line of new TextDecoder().decode(bytes).split(/\r?\n/)) {
        const fields = EVALUATION.exec(line);
        if (fields !== null) {
          current = evaluationOf(fields[2]);
          facts.clips.set(fields[1], current);
        } else if (current !== null) {
          addVote(current, line);
        }
      }
      return facts;
    },
  },
});

function evaluationOf(code: string): ClipFacts {
  if (code === NO_AGREEMENT)
    return { code, label: null, unlabelled: 'The annotators did not agree on an emotion (xxx).' };
  return { code, label: labelOf(LABEL_OF, code) };
}

/** Adds the vote of one evaluator, who gives each of several emotions an equal share. */
function addVote(facts: ClipFacts, line: string): void {
  const words = VOTE.exec(line)?.[1].split(';') ?? [];
  const labels = words
    .map((word) => LABEL_OF_WORD[word.trim().toLowerCase()])
    .filter((label) => label !== undefined);
  for (const label of labels) {
    facts.votes ??= {};
    facts.votes[label] = (facts.votes[label] ?? 0) + 1 / labels.length;
  }
}
