import { useEffect, useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useLiveRun } from '#renderer/client/use-live-run.ts';
import { shareDone } from '#renderer/pages/run/run-progress.ts';
import { browserStore } from '#renderer/parts/table/hidden-columns.ts';
import { announceRuns, endedRun, showBrowserNote, wantsNotifications } from './run-announcements.ts';

const NAME = 'neural-SER';
const titleOf = (...parts: (string | undefined)[]) =>
  [...parts.filter((part) => part !== undefined && part !== ''), NAME].join(' – ');

/**
 * The window's title: the progress of the running run, or that a run has ended while the user looked at something else; then
 * the page. Also shows the notifications of ended runs.
 *
 * @param page The title of the page.
 * @param run The first run of the queue.
 */
export function WindowTitle({ page, run }: { page: string | undefined; run: string | undefined }) {
  const laboratory = useLaboratory();
  const [ended, setEnded] = useState('');
  useEffect(() => {
    const seen = () => setEnded('');
    window.addEventListener('focus', seen);
    const unsubscribe = laboratory.subscribe((event) => {
      if (endedRun(event) === null || document.hasFocus() || event.name !== 'run.status') return;
      setEnded(`Run ${event.data.status}`);
    });
    return () => {
      window.removeEventListener('focus', seen);
      unsubscribe();
    };
  }, [laboratory]);
  useEffect(
    () =>
      announceRuns(
        laboratory,
        () => !document.hasFocus() && wantsNotifications(browserStore()),
        (note) => {
          if (laboratory.desktop === null) showBrowserNote(note);
          else void laboratory.desktop.notify(note);
        },
      ),
    [laboratory],
  );
  return run === undefined ? <Title text={titleOf(ended, page)} /> : <TrainingTitle run={run} page={page} />;
}

function TrainingTitle({ run, page }: { run: string; page: string | undefined }) {
  const live = useLiveRun(run);
  const share = live.phase === null ? null : shareDone(live, live.wanted);
  const progress = share === null ? 'Training' : `${Math.floor(100 * share)} %`;
  return <Title text={titleOf(live.status === 'paused' ? `Paused at ${progress}` : progress, page)} />;
}

function Title({ text }: { text: string }) {
  useEffect(() => {
    document.title = text;
  }, [text]);
  return null;
}
