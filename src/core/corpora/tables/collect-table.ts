import path from 'node:path';
import { fileOfPath, pathOfPart } from '#core/audio/sound-part.ts';
import { agreesWithWord } from '#core/corpora/layouts/emotion-words.ts';
import type { Naming } from '#core/corpora/layouts/naming.ts';
import {
  type Candidate,
  type CollectOptions,
  draftCorpus,
  type FileProblem,
  type Findings,
  identify,
} from '#core/corpora/scan/candidate-clips.ts';
import { readPublishedName } from '#core/corpora/scan/detect-layout.ts';
import { createNameCheck } from '#core/corpora/scan/other-names.ts';
import { forEachBounded } from '#core/system/bounded-parallel.ts';
import { realPathOrSame } from '#core/system/real-path.ts';
import type { Problem } from '#shared/corpora.ts';
import type { UsedTable } from '#shared/corpus-tables.ts';
import { labelsAgree } from '#shared/labels.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';
import { identifierOf } from './cell-values.ts';
import { readTable, type TableClip } from './read-table.ts';

/** Where a table belongs. */
interface Belonging {
  /** The corpus of the clips; default: one named after the table. */
  as?: { name: string; folder: string };
  /** Files in which the table's files are; default: those below its folder. */
  files?: readonly { path: string }[];
}

/**
 * The clips of a table. Values come from the table's columns. Missing values (the thesis's tables have no speakers)
 * come from the file names of the published corpora. A clip whose published name says something else than the table has
 * a warning.
 *
 * Throws what {@link readTable} throws.
 */
export async function collectTable(
  file: string,
  options: CollectOptions,
  { as = { name: path.parse(file).name, folder: file }, files }: Belonging = {},
): Promise<Findings> {
  const table = await readTable(file, { ...options, files });
  const names = new Set(Object.values(table.columns).flatMap((name) => [name, ...name.split('+')]));
  const unused = table.header.filter((name) => name !== '' && !names.has(name));
  const used: UsedTable = { path: file, columns: table.columns, unused };
  const candidates: Candidate[] = [];
  const problems: FileProblem[] = [];
  const refuse = async (clipPath: string, code: Problem['code'], reason: string) => {
    problems.push({ path: clipPath, realPath: await realPathOrSame(clipPath), code, reason });
  };
  for (const problem of table.problems) await refuse(problem.path, problem.code, problem.reason);
  const publishedOf = publishedNames(table.clips);
  await forEachBounded(table.clips, 16, options.signal, async (clip) => {
    const { file: soundFile, part } = fileOfPath(clip.path);
    if (!isSoundFileName(soundFile)) {
      await refuse(
        clip.path,
        'unreadable',
        'Not a sound file, by the ending of its name. Name a sound file in the table.',
      );
      return;
    }
    const published = publishedOf(clip);
    // If the table gives speaker and emotion, a conflict in the file's name does not matter.
    if (published !== null && published.contradiction !== null && clip.speaker === null) {
      await refuse(clip.path, 'contradiction', published.contradiction);
      return;
    }
    const synthetic = await options.isSynthetic(path.dirname(clip.path));
    candidates.push({
      path: clip.path,
      realPath: pathOfPart(await realPathOrSame(soundFile), part),
      corpus: { ...draftCorpus('csv', as.name, as.folder, as.folder, synthetic), table: used },
      emotion: clip.emotion,
      code: clip.code,
      votes: clip.votes,
      sex: clip.sex ?? published?.sex ?? null,
      age: clip.age ?? published?.age,
      intensity: clip.intensity ?? published?.intensity ?? null,
      namedSplit: clip.split,
      warning:
        (published === null ? null : disagreement(clip, published)) ??
        clip.warning ??
        (clip.speaker === null ? (published?.warning ?? null) : null),
      speaker:
        identify(null, clip.speaker, synthetic) ??
        identify(published?.family ?? null, published?.speaker ?? null, synthetic),
      sentence:
        identify(null, clip.sentence, synthetic) ??
        identify(published?.family ?? null, published?.sentence ?? null, synthetic),
      group:
        identify(null, clip.group, synthetic) ??
        identify(published?.family ?? null, published?.group ?? null, synthetic),
    });
  });
  return { candidates, problems };
}

/** What the names of clips say as names of published corpora, unless they only look like these; null for other names. */
function publishedNames(clips: readonly TableClip[]): (clip: TableClip) => Naming | null {
  const names = new Map(
    clips.map((clip) => {
      const { dir, name } = path.parse(fileOfPath(clip.path).file);
      return [clip, readPublishedName(dir.split(path.sep), name)];
    }),
  );
  const isMeant = createNameCheck(
    [...names].flatMap(([{ emotion, code }, naming]) => {
      if (naming === null || naming.label === null) return [];
      const { label: name, layout } = naming;
      const user = agreesWithWord({ label: name, code: naming.code }, code) ? name : emotion;
      return [{ layout, place: '', name, user, isNear: true }];
    }),
  );
  return (clip) => {
    const naming = names.get(clip) ?? null;
    return naming === null || isMeant(naming.layout, '') ? naming : null;
  };
}

/** What a published name says against the table; null if they agree. Speakers are compared only as numbers. */
function disagreement(clip: TableClip, published: Naming): string | null {
  const says = (what: string, inTable: string, inName: string) =>
    `Label conflict: the table says ${what}${inTable}, but the file name of ${published.corpus} says ${inName}. The table is used; check it.`;
  const { label, code } = published;
  if (label !== null && !labelsAgree(label, clip.emotion) && !agreesWithWord({ label, code }, clip.code))
    return says('', clip.emotion, label);
  if (published.sex !== null && clip.sex !== null && published.sex !== clip.sex)
    return says('', clip.sex, published.sex);
  const speaker = identifierOf(published.speaker);
  const bothNumbers = /^\d+$/.test(speaker ?? '') && /^\d+$/.test(clip.speaker ?? '');
  if (bothNumbers && speaker !== clip.speaker) return says('speaker ', clip.speaker!, speaker!);
  return null;
}
