import { identifierOf } from '#core/corpora/tables/cell-values.ts';
import { addSpeaker, rowsByColumn } from './companion-rows.ts';
import { noFacts } from './companion-tables.ts';
import { agreesWithWord, labelOfWord } from './emotion-words.ts';
import { type NamedLayout, stripCopyMark } from './naming.ts';

/**
 * CREMA-D: Cao H et al. (2014), IEEE Transactions on Affective Computing 5(4), doi:10.1109/TAFFC.2014.2336244.
 * Actor _ sentence _ emotion _ level: `1001_IEO_ANG_HI.wav`. One published name has a single X as level. The actors are 1001
 * to 1091; the sample voices can have more.
 */
const NAME =
  /^(1\d{3})_(DFA|IEO|IOM|ITH|ITS|IWL|IWW|MTI|TAI|TIE|TSI|WSI)_(ANG|DIS|FEA|HAP|NEU|SAD)_(LO|MD|HI|XX?)$/i;

const LABEL_OF: Record<string, string> = {
  ANG: 'angry',
  DIS: 'disgust',
  FEA: 'fear',
  HAP: 'happy',
  NEU: 'neutral',
  SAD: 'sad',
};
/** `XX`: not specified. */
const INTENSITY_OF: Record<string, string> = { LO: 'low', MD: 'medium', HI: 'high' };

/** CREMA-D's file names. They do not contain the sex and the age of the actors: both are in `VideoDemographics.csv`. */
export const cremaD: NamedLayout = {
  isPart: () => false,
  readName(folders, stem) {
    const fields = NAME.exec(stripCopyMark(stem));
    if (fields === null) return null;
    const [actor, sentence, code, level] = fields.slice(1).map((field) => field.toUpperCase());
    const label = LABEL_OF[code];
    const parent = folders.at(-1) ?? '';
    return {
      layout: 'crema-d',
      corpus: 'CREMA-D',
      family: 'CREMA-D',
      speaker: actor,
      sex: null,
      sentence,
      intensity: INTENSITY_OF[level] ?? null,
      code,
      label,
      split: null,
      recording: `crema-d ${actor} ${sentence} ${code} ${level}`,
      contradiction:
        labelOfWord(parent) !== null && !agreesWithWord({ label, code }, parent)
          ? `Name conflict: file says ${label} (${code}), folder says ${parent}. Move or rename the file.`
          : null,
      warning: null,
    };
  },
  companion: {
    what: 'VideoDemographics.csv',
    places: ['.'],
    isTable: (name) => /^VideoDemographics\.csv$/i.test(name),
    read(bytes) {
      const facts = noFacts();
      for (const cell of rowsByColumn(bytes, ['ActorID', 'Sex'])) {
        addSpeaker(facts, identifierOf(cell('ActorID')), cell('Sex'), cell('Age'));
      }
      return facts;
    },
  },
};
