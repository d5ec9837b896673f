/** The texts beside the clips. They are derived from the sheet and the takes, and written again after every change. */
import { relative, sep } from 'node:path';
import { csvLine } from '#shared/csv.ts';
import { counted } from '#shared/format.ts';
import type { CorpusSheet, OwnTake } from '#shared/own-corpora.ts';
import type { CorpusPaths } from './corpus-paths.ts';

export interface SpeakerTakes {
  code: string;
  takes: readonly OwnTake[];
}

/** One line for each clip. A scan finds the columns by their names. */
export function clipsTable(
  { folder }: Pick<CorpusPaths, 'folder'>,
  { prompts, speakers }: CorpusSheet,
  recorded: readonly SpeakerTakes[],
): string {
  const header = ['path', 'emotion', 'speaker', 'sex', 'age', 'language', 'sentence', 'repetition', 'take'];
  const takesOf = new Map(recorded.map(({ code, takes }) => [code, takes]));
  const lines = speakers.flatMap(({ code, sex, ageGroup, language }) =>
    (takesOf.get(code) ?? [])
      .filter(({ used }) => used)
      .map(({ path, sentence, emotion, repetition, take }) => [
        relative(folder, path).replaceAll(sep, '/'),
        prompts.emotions[emotion],
        code,
        sex,
        ageGroup,
        language,
        prompts.sentences[sentence],
        repetition,
        take,
      ]),
  );
  return [header, ...lines].map(csvLine).join('');
}

/** No names: who gave the consent is in the file of the consent. */
export function speakersTable({ speakers }: CorpusSheet, recorded: readonly SpeakerTakes[]): string {
  const header = ['speaker', 'sex', 'age', 'language', 'clips', 'consent given'];
  const clipsOf = new Map(recorded.map(({ code, takes }) => [code, takes.filter(({ used }) => used).length]));
  const lines = speakers.map(({ code, sex, ageGroup, language, consent }) => [
    code,
    sex,
    ageGroup,
    language,
    clipsOf.get(code) ?? 0,
    consent?.givenAt ?? null,
  ]);
  return [header, ...lines].map(csvLine).join('');
}

/** The statement to which a speaker agreed, for people. */
export function consentText({ name, speakers }: CorpusSheet, code: string): string | null {
  const consent = speakers.find((speaker) => speaker.code === code)?.consent ?? null;
  if (consent === null) return null;
  const { statement, givenBy, givenAt } = consent;
  return `Consent to recordings for the corpus “${name}”\n\n${statement}\n\nSpeaker: ${code}\nGiven by: ${givenBy}\nGiven at: ${givenAt}\n`;
}

export function readmeText({ name, createdAt, prompts, speakers, statement }: CorpusSheet): string {
  return `${name}

Recorded with neural-SER since ${createdAt.slice(0, 10)}: ${counted(speakers.length, 'speaker')}, ${counted(prompts.sentences.length, 'sentence')},
${counted(prompts.repetitions, 'repetition')}, emotions ${prompts.emotions.join(', ')}.

Files
  SPEAKER/*.wav   the clips: 16-bit PCM, mono, at the rate of the microphone
  metadata.csv    path, emotion, speaker, sex, age, language, sentence, repetition and take of each clip
  speakers.csv    the speakers by their codes
  corpus.json     the sheet: prompts, speakers and consent. It contains the names of persons.
  consent-*.txt   the consent of each speaker. They contain the names of persons.

The emotions are acted. The file names are only for people; the labels are in metadata.csv.

Licence
No licence is given by this file. Use the clips only as the speakers agreed. The last statement for them was:

${statement}
`;
}
