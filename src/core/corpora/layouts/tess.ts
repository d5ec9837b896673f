import { agreesWithWord, labelOfWord } from './emotion-words.ts';
import { type NamedLayout, stripCopyMark } from './naming.ts';

/**
 * TESS: Pichora-Fuller MK, Dupuis K (2020), Toronto emotional speech set, doi:10.5683/SP2/E8H2MF. Two women, an older
 * (OAF) and a younger (YAF), say “Say the word …” with 200 words: `OAF_back_fear.wav` in the folder `OAF_Fear`.
 * Other speakers with the same naming (`OBF`, in the sample voices) are accepted in such a folder of their own.
 */
const NAME = /^([OYoy][Aa][Ff]?|[OY][A-Z]F)_([a-zA-Z]+)_([a-zA-Z]+)$/;
const FOLDER = /^([OYoy][Aa][Ff]?|[OY][A-Z]F)[ _-]([a-zA-Z]+(?:[ _-][a-zA-Z]+)*)$/;
const SPEAKERS = new Set(['OAF', 'YAF']);
/** The published ages. */
const AGES: Readonly<Record<string, number>> = { OAF: 64, YAF: 26 };
const CODES = new Set(['angry', 'disgust', 'fear', 'happy', 'neutral', 'ps', 'sad']);

/** TESS's file names. `OA_bite_neutral.wav` is published without the F: it is read as speaker OAF, with a warning. */
export const tess: NamedLayout = {
  isPart: (folder) => {
    const fields = FOLDER.exec(folder);
    return fields !== null && labelOfWord(fields[2]) !== null;
  },
  readName(folders, stem) {
    const fields = NAME.exec(stripCopyMark(stem));
    if (fields === null) return null;
    const speaker = fullSpeaker(fields[1]);
    const word = fields[2].toLowerCase();
    const code = fields[3].toLowerCase();
    const label = labelOfWord(code);
    // Names of another corpus can look like these: `yaf_home_bored`, `ODF_demo_happy`.
    if (!CODES.has(code) || label === null) return null;
    if (!SPEAKERS.has(speaker) && !isFolderOf(folders.at(-1), speaker)) return null;
    return {
      layout: 'tess',
      corpus: 'TESS',
      family: 'TESS',
      speaker,
      sex: 'female',
      ...(Object.hasOwn(AGES, speaker) ? { age: AGES[speaker] } : {}),
      sentence: word,
      intensity: null,
      code,
      label,
      split: null,
      recording: `tess ${speaker} ${word} ${code}`,
      contradiction: contradictionOf(folders.at(-1), speaker, { label, code }),
      warning:
        fields[1].length === 3 ? null : `Incomplete speaker code ${fields[1]}: read as speaker ${speaker}.`,
    };
  },
};

function fullSpeaker(written: string): string {
  return `${written.slice(0, 2).toUpperCase()}F`;
}

function isFolderOf(parent: string | undefined, speaker: string): boolean {
  const fields = parent === undefined ? null : FOLDER.exec(parent);
  return fields !== null && fields[1].toUpperCase() === speaker && labelOfWord(fields[2]) !== null;
}

function contradictionOf(
  parent: string | undefined,
  speaker: string,
  said: { label: string; code: string },
): string | null {
  if (parent === undefined) return null;
  const fields = FOLDER.exec(parent);
  const word = fields?.[2] ?? parent;
  // `YA_…` is a TESS folder only if the rest names an emotion.
  if (labelOfWord(word) === null) return null;
  if (fields !== null && fullSpeaker(fields[1]) !== speaker)
    return `Name conflict: file says speaker ${speaker}, folder says ${parent}. Move or rename the file.`;
  if (!agreesWithWord(said, word))
    return `Name conflict: file says ${said.label}, folder says ${parent}. Move or rename the file.`;
  return null;
}
