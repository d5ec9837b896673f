import { randomInt } from 'node:crypto';
import { withOwnWords } from '#core/corpora/words/own-words.ts';
import { ownCorporaFolder } from '#core/laboratory/paths.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { createOwnCorpusStore } from '#core/own-corpora/own-corpus-store.ts';

/** Corpora that the user records, always in the laboratory's folder: a page cannot write anywhere else. */
export function ownCorpusRequests({
  folder,
  log,
}: Pick<Services, 'folder' | 'log'>): Handlers<RequestsOf<'ownCorpora'>> {
  const store = createOwnCorpusStore(ownCorporaFolder(folder));
  const done = async (work: Promise<void>) => {
    await work;
    return {};
  };
  /** Names and emotions that a scan would misread are refused, by the words that are in force in scans. */
  const checked = (work: () => Promise<void>) => done(withOwnWords(log.ownWords(), work));
  return {
    'ownCorpora.list': () => store.list(),
    'ownCorpora.show': ({ name }) => store.show(name),
    'ownCorpora.takes': ({ name, speaker }) => store.takes(name, speaker),
    'ownCorpora.archive': async ({ name }, { signal }) => ({ content: await store.archive(name, signal) }),
    'ownCorpora.create': ({ seed, ...corpus }) =>
      checked(() => store.create({ ...corpus, seed: seed ?? randomInt(2 ** 31) })),
    'ownCorpora.change': ({ name, prompts, statement }) =>
      checked(() => store.change(name, prompts, statement)),
    'ownCorpora.saveSpeaker': ({ name, speaker }) => checked(() => store.saveSpeaker(name, speaker)),
    'ownCorpora.removeSpeaker': ({ name, speaker }) => done(store.removeSpeaker(name, speaker)),
    'ownCorpora.giveConsent': ({ name, speaker, givenBy }) => done(store.giveConsent(name, speaker, givenBy)),
    'ownCorpora.withdrawConsent': ({ name, speaker }) => done(store.withdrawConsent(name, speaker)),
    'ownCorpora.restoreConsent': ({ name, speaker }) => done(store.restoreConsent(name, speaker)),
    'ownCorpora.saveTake': ({ name, speaker, prompt, wav }, { signal }) =>
      store.saveTake(name, speaker, prompt, wav, signal),
    'ownCorpora.useTake': ({ name, speaker, prompt, take }) =>
      done(store.useTake(name, speaker, { ...prompt, take })),
  };
}
