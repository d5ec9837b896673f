import { useCallback, useEffect, useRef, useState } from 'react';
import type { TimeRange } from '#shared/sounds.ts';
import classes from './sound-picture.module.css';
import { type ReadSources, readingParts, readPoint } from './sound-reading.ts';
import type { Listening, SoundPoint } from './use-listening.ts';
import type { Playback } from './use-playback.ts';
import { spanOf } from './view-range.ts';

interface SoundReadoutProps {
  listening: Listening;
  playback: Playback;
  sources: ReadSources;
  showPitch: boolean;
  showIntensity: boolean;
}

/** A held key passes many places; only the place where it stops is announced. */
const ANNOUNCE_MILLISECONDS = 600;

/**
 * The values at the pointer, or at the cursor while no pointer is on the picture, and the selection. Screen readers are told
 * the place to which keys have moved the cursor, once it rests.
 */
export function SoundReadout({ listening, playback, sources, showPitch, showIntensity }: SoundReadoutProps) {
  const line = useRef<HTMLSpanElement>(null);
  const { selection, point, key, cursorHz } = listening;
  const [announced, setAnnounced] = useState('');
  const partsAt = useCallback(
    (at: SoundPoint) => readingParts(readPoint(at, sources), { pitch: showPitch, intensity: showIntensity }),
    [sources, showPitch, showIntensity],
  );

  useEffect(() => {
    const show = () => {
      const at = point.value ?? { seconds: playback.position(), hz: cursorHz };
      line.current?.replaceChildren(...partsAt(at).map(partElement));
    };
    show();
    const ends = [point.follow(show), playback.follow(show)];
    return () => {
      for (const end of ends) end();
    };
  }, [point, playback, partsAt, cursorHz]);

  const latest = useRef(partsAt);
  latest.current = partsAt;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = key.follow((at) => {
      clearTimeout(timer);
      if (at !== null)
        timer = setTimeout(() => setAnnounced(latest.current(at).join(', ')), ANNOUNCE_MILLISECONDS);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [key]);

  return (
    <div className={classes.readout}>
      <span ref={line} className={classes.values} />
      {selection !== null && <span>{selectionText(selection)}</span>}
      <span className="visually-hidden" role="status">
        {announced}
      </span>
    </div>
  );
}

function partElement(text: string): HTMLElement {
  const element = document.createElement('span');
  element.textContent = text;
  return element;
}

const selectionText = (selection: TimeRange): string =>
  `Selected ${selection.startSeconds.toFixed(3)}–${selection.endSeconds.toFixed(3)} s (${spanOf(selection).toFixed(3)} s)`;
