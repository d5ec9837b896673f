import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { companionReading } from '#core/corpora/layouts/companion-reading.ts';
import type { CompanionFacts, CompanionTables } from '#core/corpora/layouts/companion-tables.ts';
import { agreesWithWord } from '#core/corpora/layouts/emotion-words.ts';
import type { NamedLayout } from '#core/corpora/layouts/naming.ts';
import { parseCompanion } from '#core/corpora/layouts/parse-companion.ts';
import { LAYOUT_READERS, type PublishedLayout } from '#core/corpora/layouts/registry.ts';
import { ownWordList } from '#core/corpora/words/own-words.ts';
import { errorCode } from '#core/system/file-errors.ts';
import type { Yielder } from '#core/system/yielder.ts';
import type { Layout } from '#shared/corpora.ts';
import { SKIPPED } from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import { labelsAgree } from '#shared/labels.ts';
import type { CollectOptions, FileProblem } from './candidate-clips.ts';
import type { NamedFile } from './detect-layout.ts';
import { comparePaths, type FoundFile } from './list-files.ts';

/** Some layouts, such as tables, have no names to read. */
const READERS: Partial<Record<Layout, NamedLayout>> = LAYOUT_READERS;

/** Folders above the scanned one in which tables are looked for: IEMOCAP's clips are three below its session. */
const LEVELS_ABOVE = 3;

export interface WithCompanions {
  clips: NamedFile[];
  /** Clips whose label is in a table of their corpus that was not found, or has no row for them, with the reason. */
  unlisted: Map<FoundFile, string>;
}

/**
 * Adds to the clips what their corpora's own tables say (labels, speakers, sex, age). Tables are looked for among `files`
 * and, if there are none, in the places where the corpus keeps them above `root`. A table that cannot be read becomes
 * a problem. Throws only {@link UserError} `cancelled` and `closed`.
 */
export async function readCompanions(
  root: string,
  files: readonly FoundFile[],
  clips: readonly NamedFile[],
  problems: FileProblem[],
  options: Pick<CollectOptions, 'reader' | 'signal'>,
  yieldNow: Yielder,
): Promise<WithCompanions> {
  const known = new Map<string, TablesOfLayout>();
  const result: WithCompanions = { clips: [], unlisted: new Map() };
  for (const clip of clips) {
    await yieldNow();
    const { layout } = clip.naming;
    const companion = READERS[layout]?.companion;
    if (companion === undefined) {
      result.clips.push(clip);
      continue;
    }
    let tables = known.get(layout);
    if (tables === undefined) {
      const found = await findTables(root, files, companion);
      tables = await readTables(found, layout as PublishedLayout, companion, problems, options);
      known.set(layout, tables);
    }
    addFacts(clip, tables, companion, result);
  }
  return result;
}

/** The facts of all tables of a layout: by the folder of their corpus, and all together. */
interface TablesOfLayout {
  byFolder: Map<string, CompanionFacts[]>;
  all: CompanionFacts[];
}

function addFacts(
  clip: NamedFile,
  tables: TablesOfLayout,
  companion: CompanionTables,
  { clips, unlisted }: WithCompanions,
): void {
  const { naming, byFolders } = clip;
  // A table beside the clip comes before one of another copy of the corpus.
  const near = [...factsAbove(path.dirname(clip.path), tables), ...tables.all];
  const key = naming.key ?? null;
  const facts = key === null ? undefined : firstOf(near, ({ clips }) => clips.get(key));
  const said = Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => value !== undefined));
  const whole = { ...naming, ...said };
  const differ = (label: string, code: string, other: string, word: string) =>
    label !== SKIPPED && !labelsAgree(label, other) && !agreesWithWord({ label, code }, word);
  const { label } = naming;
  if (label !== null && whole.label !== null && differ(label, naming.code, whole.label, whole.code))
    whole.warning = `The corpus's table says ${whole.label}, the name says ${label}: the table is used.`;
  else if (
    facts?.label != null &&
    byFolders !== null &&
    differ(facts.label, whole.code, byFolders.label ?? '', byFolders.code)
  )
    whole.warning = `The corpus's table says ${facts.label}, the folder says ${byFolders.code}: the table is used.`;
  const { speaker } = whole;
  whole.sex ??= (speaker === null ? undefined : firstOf(near, ({ sexes }) => sexes.get(speaker))) ?? null;
  whole.age ??= speaker === null ? undefined : firstOf(near, ({ ages }) => ages.get(speaker));
  if (key !== null && facts === undefined && naming.label === null) {
    if (byFolders !== null) {
      // A name that says nothing else is not worth the name of the corpus.
      const isOfCorpus = speaker !== null || (naming.group ?? null) !== null;
      const { code, label, contradiction } = byFolders;
      clips.push({ ...clip, naming: isOfCorpus ? { ...whole, code, label, contradiction } : byFolders });
      return;
    }
    const reason =
      tables.all.length === 0
        ? `The labels of ${naming.corpus} are in tables of their own, which were not found: ${companion.what}. Put them where the corpus has them.`
        : `The tables of ${naming.corpus} (${companion.what}) have no row for this clip.`;
    unlisted.set(clip, reason);
    return;
  }
  clips.push({ ...clip, naming: whole });
}

function firstOf<T>(tables: readonly CompanionFacts[], get: (table: CompanionFacts) => T | undefined) {
  for (const table of tables) {
    const found = get(table);
    if (found !== undefined) return found;
  }
  return undefined;
}

function factsAbove(folder: string, { byFolder }: TablesOfLayout): CompanionFacts[] {
  const found: CompanionFacts[] = [];
  for (let above = folder; ; above = path.dirname(above)) {
    found.push(...(byFolder.get(above) ?? []));
    if (above === path.dirname(above)) return found;
  }
}

async function findTables(
  root: string,
  files: readonly FoundFile[],
  companion: CompanionTables,
): Promise<string[]> {
  const isTable = (file: string) => companion.isTable(path.basename(file), path.basename(path.dirname(file)));
  const below = files.map((file) => file.path).filter(isTable);
  if (below.length > 0) return below;
  const above: string[] = [];
  let folder = root;
  for (let level = 0; level < LEVELS_ABOVE; level++) {
    folder = path.dirname(folder);
    for (const place of companion.places) {
      const at = path.join(folder, ...place.split('/'));
      above.push(...(await namesIn(at)).map((name) => path.join(at, name)).filter(isTable));
    }
    if (above.length > 0) break;
  }
  return above.sort(comparePaths);
}

/** The names in a folder; none if it cannot be read: most places do not exist. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return [];
  }
}

async function readTables(
  files: readonly string[],
  layout: PublishedLayout,
  { places }: CompanionTables,
  problems: FileProblem[],
  { reader, signal }: Pick<CollectOptions, 'reader' | 'signal'>,
): Promise<TablesOfLayout> {
  const tables: TablesOfLayout = { byFolder: new Map(), all: [] };
  for (const file of files) {
    try {
      const facts =
        reader === undefined
          ? await parseCompanion(file, layout)
          : await reader.read(companionReading, { path: file, layout, ownWords: ownWordList() }, signal);
      if (facts.clips.size + facts.sexes.size + facts.ages.size === 0) continue;
      tables.all.push(facts);
      const folder = corpusOf(file, places);
      tables.byFolder.set(folder, [...(tables.byFolder.get(folder) ?? []), facts]);
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled' || error.code === 'closed') throw error;
      const reason = `This table of the corpus cannot be read, so what it says about the clips is unknown. ${error.message}`;
      problems.push({ path: file, realPath: file, code: 'unreadable', reason });
    }
  }
  return tables;
}

/** The folder of the corpus that a table belongs to: above the place in which the corpus keeps it. */
function corpusOf(file: string, places: readonly string[]): string {
  const folder = path.dirname(file);
  for (const place of places) {
    const end = `${path.sep}${place.split('/').join(path.sep)}`;
    if (place !== '.' && folder.endsWith(end)) return folder.slice(0, -end.length) || path.parse(folder).root;
  }
  return folder;
}
