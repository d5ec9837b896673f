import { ScrollArea, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { ComparedClip } from '#shared/comparison.ts';
import { clipName } from '../clips/clip-rows.ts';
import classes from './clip-buttons.module.css';

/** The keys that move through the list, and their steps. */
const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** Clips as buttons. One is in the tab order; arrow keys move the focus. */
export function ClipButtons({
  label,
  clips,
  chosen,
  about,
  share,
  onChoose,
}: {
  label: string;
  clips: readonly ComparedClip[];
  /** The path of the selected clip. */
  chosen: string | null;
  about(clip: ComparedClip): string;
  share(clip: ComparedClip): string;
  onChoose(clip: ComparedClip): void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const [focus, setFocus] = useState(0);
  if (clips.length === 0) return null;
  const move = (event: KeyboardEvent, index: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(clips.length - 1, Math.max(0, index + step));
    list.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  return (
    <ScrollArea.Autosize mah="max(120px, 22vh)" type="auto" offsetScrollbars="present">
      <ul className={classes.list} ref={list} aria-label={label}>
        {clips.map((clip, index) => (
          <li key={clip.path}>
            <UnstyledButton
              className={classes.clip}
              aria-pressed={clip.path === chosen}
              tabIndex={index === Math.min(focus, clips.length - 1) ? 0 : -1}
              onFocus={() => setFocus(index)}
              onKeyDown={(event) => move(event, index)}
              onClick={() => onChoose(clip)}
            >
              <span className={classes.name} title={clip.path}>
                {clipName(clip.path)}{' '}
              </span>
              <span className={classes.about}>{about(clip)} </span>
              <span className="tabular">{share(clip)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </ScrollArea.Autosize>
  );
}
