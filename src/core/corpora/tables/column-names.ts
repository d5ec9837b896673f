import type { TableRole } from '#shared/corpus-tables.ts';

const names = (text: string): readonly string[] => text.split(' ');

/** Names of columns, the most certain name first, as {@link plainName} gives them. */
export const COLUMN_NAMES: Record<TableRole, readonly string[]> = {
  path: names(
    'path filepath audiopath wavpath fullpath relativepath file filename wav wavfile audio audiofile audiofilepath ' +
      'audiofilename clip clippath sound soundfile recording audiorecording uri url key name fileid id',
  ),
  emotion: names(
    'emotion emotionname emotionlabel labelname label class classname category target emo affect emotionexpressed ' +
      'emoclass majorityemotion goldlabel code emotioncode',
  ),
  speaker: names(
    'speaker speakerid speakername spk spkid spkrid spkr actor actorid actorname subject subjectid talker voice ' +
      'participant participantid person personid clientid userid',
  ),
  sex: names('sex gender speakergender speakersex actorgender actorsex'),
  // Years, not groups such as “adult”, which have another column in most tables.
  age: names('age ageyear ageinyear speakerage actorage year yearold yearsold'),
  sentence: names(
    'sentence sentenceid statement text textid transcript transcription utterancetext utterance prompt phrase',
  ),
  intensity: names('intensity emotionintensity level emotionlevel strength'),
  split: names('split subset partition part fold foldid set usage datasetsplit splitset cvfold'),
  group: names(
    'group groupid session sessionid dialogue dialogueid dialog dialogid conversation conversationid podcast scene',
  ),
  annotator: names(
    'annotator annotatorid rater raterid coder evaluator evaluatorid worker workerid listener',
  ),
  // `start_ms` without its plural s.
  start: names('start starttime startsecond begin begintime onset segmentstart startm startmsec onsetm'),
  end: names('end endtime endsecond stop stoptime segmentend endm endmsec'),
};

/** A column's name without case, accents, separators, numbers and a plural s: `Emotions`, `emotion_2` → `emotion`. */
export function plainName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  return /[^s]s$/.test(plain) ? plain.slice(0, -1) : plain;
}
