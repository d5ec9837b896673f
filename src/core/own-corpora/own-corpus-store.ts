import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '#core/system/make-folder.ts';
import { createMutex, type Mutex } from '#core/system/mutex.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import { MAX_OWN_SPEAKERS } from '#shared/limits.ts';
import {
  type CorpusSheet,
  type ListedOwnCorpus,
  type OwnCorpus,
  type OwnSpeaker,
  type OwnTake,
  ownCorpusNameSchema,
  type Prompt,
  type Prompts,
  promptKey,
  type SavedTake,
} from '#shared/own-corpora.ts';
import { archiveCorpus } from './archive-corpus.ts';
import { checkTake } from './check-take.ts';
import { emptyTrash, newestTrash, restoreSpeaker, trashSpeaker } from './consent-trash.ts';
import { type CorpusPaths, corpusPaths } from './corpus-paths.ts';
import {
  readSheet,
  refuseChangedPrompts,
  refuseMisreadEmotions,
  refuseMisreadNames,
  speakerOf,
} from './corpus-sheet.ts';
import { listed, recordedTakes, repair, saveSheet, saveTables, shown } from './corpus-state.ts';
import { chooseTakes, namesIn, takesOf } from './own-takes.ts';
import { takeFileName } from './take-files.ts';
import { writeCorpus } from './write-errors.ts';

/** What is needed for a new corpus. */
type NewCorpus = Pick<CorpusSheet, 'name' | 'prompts' | 'statement' | 'seed'>;

/**
 * The corpora that the user records, each in a folder below `root`. Every change of a corpus waits for the one before it. All
 * methods throw UserError `no-own-corpus`, `sheet-damaged`, and the changing ones `disk-full`, `own-corpus-unwritable`.
 */
export interface OwnCorpusStore {
  list(): Promise<ListedOwnCorpus[]>;
  show(name: string): Promise<OwnCorpus>;
  /** The corpus as a zip file, without what names persons. @throws UserError `corpus-too-large`, `cancelled`. */
  archive(name: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** All takes of a speaker, by prompt and number. */
  takes(name: string, code: string): Promise<OwnTake[]>;
  /** @throws UserError `name-taken`, `invalid-name`, `invalid-emotion`. */
  create(corpus: NewCorpus): Promise<void>;
  /** @throws UserError `prompts-recorded`, `invalid-emotion`. */
  change(name: string, prompts: Prompts, statement: string): Promise<void>;
  /** Adds a speaker, or changes the one with this code. @throws UserError `speaker-taken`, `too-many-speakers`, `invalid-speaker`. */
  saveSpeaker(name: string, speaker: OwnSpeaker): Promise<void>;
  /** Removes a speaker without takes. @throws UserError `speaker-recorded`. */
  removeSpeaker(name: string, code: string): Promise<void>;
  /** Records that somebody agreed to the corpus's statement now. */
  giveConsent(name: string, code: string, givenBy: string): Promise<void>;
  /** Moves everything that was recorded of the speaker into the trash for seven days. */
  withdrawConsent(name: string, code: string): Promise<void>;
  /** Undoes the last withdrawal. @throws UserError `nothing-withdrawn`, `speaker-recorded`. */
  restoreConsent(name: string, code: string): Promise<void>;
  /** Saves a take and uses it; earlier takes are kept. @throws UserError `no-consent`, `no-prompt`, and those of {@link checkTake}. */
  saveTake(
    name: string,
    code: string,
    prompt: Prompt,
    wav: Uint8Array,
    signal?: AbortSignal,
  ): Promise<SavedTake>;
  /** Uses another take. @throws UserError `no-take`. */
  useTake(name: string, code: string, take: Prompt & Pick<OwnTake, 'take'>): Promise<void>;
}

/** Creates the store. Folders are made when they are needed. `now` is the clock. */
export function createOwnCorpusStore(root: string, now: () => Date = () => new Date()): OwnCorpusStore {
  const locks = new Map<string, Mutex>();
  /** Corpora whose files agree with each other, as far as this process knows. */
  const tidy = new Set<string>();

  /** Runs `work` alone for this corpus. */
  const alone = <T>(
    name: string,
    work: (paths: CorpusPaths, sheet: CorpusSheet) => Promise<T>,
  ): Promise<T> => {
    const key = name.toLowerCase();
    const lock = locks.get(key) ?? createMutex();
    locks.set(key, lock);
    return lock.take(undefined, async () => {
      const paths = corpusPaths(root, checkedName(name));
      // The folder may have been renamed.
      const sheet = { ...(await readSheet(paths)), name };
      await emptyTrash(root, now());
      if (!tidy.has(name)) {
        await writeCorpus(paths.folder, () => repair(paths, sheet, now()));
        tidy.add(name);
      }
      return work(paths, sheet);
    });
  };

  /** Changes files of a corpus. What an error leaves half done is repaired before the next use. */
  const changing = <T>(
    name: string,
    work: (paths: CorpusPaths, sheet: CorpusSheet) => Promise<T>,
  ): Promise<T> =>
    alone(name, async (paths, sheet) => {
      tidy.delete(name);
      const result = await writeCorpus(paths.folder, () => work(paths, sheet));
      tidy.add(name);
      return result;
    });

  return {
    async list() {
      const names = await namesIn(root, 'folders');
      const own = names.filter((name) => existsSync(corpusPaths(root, name).sheet));
      await emptyTrash(root, now());
      return Promise.all(own.map((name) => listed(corpusPaths(root, name), name)));
    },
    show: (name) => alone(name, shown),
    archive: (name, signal) => alone(name, (paths, sheet) => archiveCorpus(paths, sheet, signal)),
    takes: (name, code) => alone(name, (paths, sheet) => takesOf(paths, speakerOf(sheet, code).code)),
    async create({ name, prompts, statement, seed }) {
      refuseMisreadNames(checkedName(name), null);
      refuseMisreadEmotions(prompts);
      const paths = corpusPaths(root, name);
      await writeCorpus(root, async () => {
        makeFolder(root);
        const taken = (await namesIn(root, 'folders')).find((other) => sameName(other, name));
        if (taken !== undefined || existsSync(paths.folder))
          throw new UserError(
            'name-taken',
            `There is a corpus “${taken ?? name}” already. Choose another name.`,
          );
        // The takes of another corpus must not become those of this one.
        if (existsSync(paths.takes) || existsSync(paths.trash))
          throw new UserError(
            'name-taken',
            `The folder of an earlier corpus “${name}” was removed, but other takes or the trash of it are still in ${root}. Choose another name.`,
          );
        const sheet = {
          version: 1 as const,
          name,
          createdAt: now().toISOString(),
          seed,
          prompts,
          statement,
          speakers: [],
        };
        makeFolder(paths.folder);
        await saveSheet(paths, sheet);
      });
    },
    change: (name, prompts, statement) =>
      changing(name, async (paths, sheet) => {
        refuseMisreadEmotions(prompts);
        const recorded = await recordedTakes(paths, sheet);
        const takes = recorded.reduce((sum, { takes }) => sum + takes.length, 0);
        const trashed = (await namesIn(paths.trash, 'folders')).length;
        refuseChangedPrompts(sheet.prompts, prompts, takes + trashed);
        await saveSheet(paths, { ...sheet, prompts, statement });
      }),
    saveSpeaker: (name, speaker) =>
      changing(name, async (paths, sheet) => {
        refuseMisreadNames(name, speaker.code);
        const { speakers } = sheet;
        const index = speakers.findIndex(({ code }) => sameName(code, speaker.code));
        if (index >= 0 && speakers[index].code !== speaker.code)
          throw new UserError('speaker-taken', `There is a speaker ${speakers[index].code} already.`);
        if (index < 0 && speakers.length >= MAX_OWN_SPEAKERS)
          throw new UserError('too-many-speakers', `A corpus has at most ${MAX_OWN_SPEAKERS} speakers.`);
        const saved = { ...speaker, consent: speakers[index]?.consent ?? null };
        const next = index < 0 ? [...speakers, saved] : speakers.with(index, saved);
        await saveSheet(paths, { ...sheet, speakers: next });
      }),
    removeSpeaker: (name, code) =>
      changing(name, async (paths, sheet) => {
        const takes = await takesOf(paths, speakerOf(sheet, code).code);
        if (takes.length > 0)
          throw new UserError(
            'speaker-recorded',
            `${code} has ${counted(takes.length, 'take')}. Withdraw the consent first: it removes them.`,
          );
        await trashSpeaker(paths, code, speakerOf(sheet, code).consent, now());
        const speakers = sheet.speakers.filter((speaker) => speaker.code !== code);
        await saveSheet(paths, { ...sheet, speakers });
      }),
    giveConsent: (name, code, givenBy) =>
      changing(name, async (paths, sheet) => {
        speakerOf(sheet, code);
        const { statement } = sheet;
        const consent = { statement, givenBy, givenAt: now().toISOString() };
        await saveSheet(paths, withConsent(sheet, code, consent));
      }),
    withdrawConsent: (name, code) =>
      changing(name, async (paths, sheet) => {
        await trashSpeaker(paths, code, speakerOf(sheet, code).consent, now());
        await saveSheet(paths, withConsent(sheet, code, null));
      }),
    restoreConsent: (name, code) =>
      changing(name, async (paths, sheet) => {
        speakerOf(sheet, code);
        const trash = await newestTrash(paths, code);
        if (trash === null || trash.consent === null)
          throw new UserError('nothing-withdrawn', `The trash has no recordings of ${code} any more.`);
        if ((await takesOf(paths, code)).length > 0)
          throw new UserError(
            'speaker-recorded',
            `${code} has new recordings, so the old ones stay in the trash.`,
          );
        await restoreSpeaker(paths, code, trash.folder);
        await saveSheet(paths, withConsent(sheet, code, trash.consent));
      }),
    async saveTake(name, code, prompt, wav, signal) {
      const { bytes, durationSeconds, warnings } = await checkTake(wav, signal);
      return changing(name, async (paths, sheet) => {
        if (speakerOf(sheet, code).consent === null)
          throw new UserError('no-consent', `${code} has not consented, so nothing is recorded.`);
        const label = labelOf(sheet, prompt);
        const before = (await takesOf(paths, code)).filter((take) => promptKey(take) === promptKey(prompt));
        const take = Math.max(0, ...before.map(({ take }) => take)) + 1;
        const path = join(paths.clips(code), takeFileName(code, { ...prompt, take }, label));
        makeFolder(paths.clips(code));
        await writeWholeFile(path, bytes);
        await chooseTakes(paths, code, { ...prompt, take });
        await saveTables(paths, sheet);
        return { ...prompt, take, used: true, path, durationSeconds, warnings };
      });
    },
    useTake: (name, code, take) =>
      changing(name, async (paths, sheet) => {
        const all = await takesOf(paths, speakerOf(sheet, code).code);
        const found = all.some((other) => promptKey(other) === promptKey(take) && other.take === take.take);
        if (!found)
          throw new UserError('no-take', `Take ${take.take} of this prompt is not there. Reload the page.`);
        await chooseTakes(paths, code, take);
        await saveTables(paths, sheet);
      }),
  };
}

/** Names come from a page: they never lead out of the folder. @throws UserError `no-own-corpus`. */
function checkedName(name: string): string {
  const parsed = ownCorpusNameSchema.safeParse(name);
  if (parsed.success && parsed.data === name) return name;
  throw new UserError('no-own-corpus', 'There is no corpus to record with this name.');
}

const sameName = (a: string, b: string): boolean =>
  a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();

const withConsent = (
  sheet: CorpusSheet,
  code: string,
  consent: CorpusSheet['speakers'][number]['consent'],
): CorpusSheet => ({
  ...sheet,
  speakers: sheet.speakers.map((speaker) => (speaker.code === code ? { ...speaker, consent } : speaker)),
});

/** @throws UserError `no-prompt`. */
function labelOf({ prompts }: CorpusSheet, { sentence, emotion, repetition }: Prompt): string {
  const label = prompts.emotions[emotion];
  if (label === undefined || sentence >= prompts.sentences.length || repetition > prompts.repetitions)
    throw new UserError('no-prompt', 'This prompt is not in the list any more. Reload the page.');
  return label;
}
