import { emotionOfWord } from './emotion-words.ts';
import { type NamedLayout, stripCopyMark } from './naming.ts';

/**
 * TESS: Pichora-Fuller MK, Dupuis K (2020), Toronto emotional speech set, doi:10.5683/SP2/E8H2MF. Two women, an older
 * (OAF) and a younger (YAF), say “Say the word …” with 200 words: `OAF_back_fear.wav` in the folder `OAF_Fear`.
 * Further speakers of the same naming (`OBF`, in sample voices) are read as well.
 */
const NAME = /^([OYoy][Aa][Ff]?|[OY][A-Z]F)_([a-zA-Z]+)_([a-zA-Z]+)$/;
const FOLDER = /^([OYoy][Aa][Ff]?|[OY][A-Z]F)[ _-]([a-zA-Z]+(?:[ _-][a-zA-Z]+)*)$/;
const CODES = new Set(['angry', 'disgust', 'fear', 'happy', 'neutral', 'ps', 'sad']);

/** TESS's names. `OA_bite_neutral.wav` is published without its F: the speaker is OAF, and a warning says so. */
export const tess: NamedLayout = {
  isPart: (folder) => {
    const fields = FOLDER.exec(folder);
    return fields !== null && emotionOfWord(fields[2]) !== null;
  },
  readName(folders, stem) {
    const fields = NAME.exec(stripCopyMark(stem));
    if (fields === null) return null;
    const speaker = fullSpeaker(fields[1]);
    const word = fields[2].toLowerCase();
    const code = fields[3].toLowerCase();
    const emotion = CODES.has(code) ? emotionOfWord(code) : null;
    return {
      layout: 'tess',
      corpus: 'TESS',
      family: 'TESS',
      speaker,
      sex: 'female',
      sentence: word,
      intensity: null,
      code,
      emotion,
      split: null,
      recording: `tess ${speaker} ${word} ${code}`,
      contradiction: contradictionOf(folders.at(-1), speaker, emotion),
      warning:
        fields[1].length === 3
          ? null
          : `The name lacks a letter: ${fields[1]} was read as speaker ${speaker}.`,
    };
  },
};

function fullSpeaker(written: string): string {
  return `${written.slice(0, 2).toUpperCase()}F`;
}

function contradictionOf(parent: string | undefined, speaker: string, emotion: string | null): string | null {
  if (parent === undefined) return null;
  const fields = FOLDER.exec(parent);
  const folderEmotion = emotionOfWord(fields?.[2] ?? parent);
  // `YA_something` is a TESS folder only if the rest is an emotion.
  if (folderEmotion === null) return null;
  if (fields !== null && fullSpeaker(fields[1]) !== speaker)
    return `Its name says speaker ${speaker}, its folder ${parent}: nobody can tell whose voice it is.`;
  if (emotion !== null && folderEmotion !== emotion)
    return `Its name says ${emotion}, its folder ${parent}: one of them is wrong.`;
  return null;
}
