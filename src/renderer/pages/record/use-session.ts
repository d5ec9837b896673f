import { useMemo, useRef, useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { type RecordedSound, recordingSink } from '#renderer/parts/microphone/recording-sink.ts';
import { type Capture, useCapture } from '#renderer/parts/microphone/use-capture.ts';
import type { Failure } from '#shared/failure.ts';
import { MAX_TAKE_SECONDS } from '#shared/limits.ts';
import { type OwnCorpus, type OwnTake, type Prompt, promptKey, type SavedTake } from '#shared/own-corpora.ts';
import { promptsOf } from '#shared/prompt-plan.ts';
import { keepUnsaved, type UnsavedTake, unsavedTake } from './unsaved-takes.ts';

/** A take that was recorded on this page, with its sound. */
interface RecordedTake {
  saved: SavedTake;
  wav: Uint8Array<ArrayBuffer>;
}

export interface Session {
  prompts: readonly Prompt[];
  /** The position of the shown prompt, from 0. */
  position: number;
  prompt: Prompt;
  go(position: number): void;
  /** The takes of the shown prompt. */
  takes: readonly OwnTake[];
  /** Prompts that have a take. */
  recorded: number;
  /** Whether it is known which takes there are. */
  ready: boolean;
  failure: Failure | null;
  capture: Capture;
  saving: boolean;
  /** A recording that could not be saved: it is only in this page. */
  unsaved: RecordedSound | null;
  saveAgain(): void;
  discard(): void;
  last: RecordedTake | null;
  /** Starts a take or ends it. */
  toggle(deviceId: string | null): void;
  use(take: number): void;
  /** Closes the message. */
  clear(): void;
}

/** The recordings of one speaker: the first prompt without a take is shown first. Every take is saved when it ends. */
export function useSession(corpus: OwnCorpus, code: string): Session {
  const { name } = corpus;
  const prompts = useMemo(() => promptsOf(corpus, code), [corpus, code]);
  const listed = useRequest('ownCorpora.takes', { name, speaker: code });
  const byPrompt = useMemo(() => Map.groupBy(listed.data ?? [], promptKey), [listed.data]);
  const [chosen, setChosen] = useState<number | null>(null);
  const firstOpen = prompts.findIndex((prompt) => !byPrompt.has(promptKey(prompt)));
  // The answer about the takes decides once; later the user does.
  if (chosen === null && listed.data !== undefined) setChosen(Math.max(0, firstOpen));
  const position = Math.min(chosen ?? 0, prompts.length - 1);
  const prompt = prompts[position];

  const capture = useCapture();
  const save = useAction('ownCorpora.saveTake');
  const use = useAction('ownCorpora.useTake');
  const [problem, setProblem] = useState<Failure | null>(null);
  const [unsaved, setUnsaved] = useState(() => unsavedTake(name, code));
  const [last, setLast] = useState<RecordedTake | null>(null);
  const saving = useRef(false);

  const keep = (take: UnsavedTake | null) => {
    keepUnsaved(name, code, take);
    setUnsaved(take);
  };
  const store = async (sound: RecordedSound, of: Prompt) => {
    saving.current = true;
    keep({ sound, prompt: of });
    const saved = await save.run({ name, speaker: code, prompt: of, wav: sound.wav });
    saving.current = false;
    if (saved === undefined) return;
    keep(null);
    setLast({ saved, wav: sound.wav });
  };
  const toggle = (deviceId: string | null) => {
    if (capture.phase === 'recording') {
      capture.stop();
      return;
    }
    // A take that is not saved is never recorded over.
    if (capture.phase === 'opening' || saving.current || unsaved !== null || listed.data === undefined)
      return;
    setProblem(null);
    const sink = recordingSink((sound) => void store(sound, prompt), setProblem, MAX_TAKE_SECONDS);
    void capture.start('recording', deviceId, sink);
  };
  return {
    prompts,
    position,
    prompt,
    go: (next) => {
      if (capture.phase === 'recording') return;
      setProblem(null);
      setChosen(Math.max(0, Math.min(prompts.length - 1, next)));
    },
    takes: byPrompt.get(promptKey(prompt)) ?? [],
    recorded: prompts.filter((other) => byPrompt.has(promptKey(other))).length,
    ready: listed.data !== undefined,
    failure: problem ?? save.failure ?? use.failure ?? listed.failure ?? capture.problem,
    capture,
    saving: save.running,
    unsaved: save.running ? null : (unsaved?.sound ?? null),
    saveAgain: () => unsaved !== null && void store(unsaved.sound, unsaved.prompt),
    discard: () => {
      keep(null);
      save.clear();
    },
    last: last !== null && promptKey(last.saved) === promptKey(prompt) ? last : null,
    toggle,
    use: (take) => void use.run({ name, speaker: code, prompt, take }),
    clear: () => {
      setProblem(null);
      save.clear();
      use.clear();
    },
  };
}
