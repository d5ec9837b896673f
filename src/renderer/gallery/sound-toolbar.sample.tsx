import { useState } from 'react';
import { parsePreferences } from '#renderer/parts/sound/listening-preferences.ts';
import { SoundToolbar } from '#renderer/parts/sound/sound-toolbar.tsx';
import { useListening } from '#renderer/parts/sound/use-listening.ts';
import type { Sample } from './sample.ts';

function Tools() {
  const [loop, setLoop] = useState(false);
  const [preferences, setPreferences] = useState(() => parsePreferences(null));
  return (
    <SoundToolbar
      listening={useListening(1.5)}
      position={() => 0}
      loop={loop}
      onLoop={setLoop}
      preferences={preferences}
      onPreferences={(changes) => setPreferences((before) => ({ ...before, ...changes }))}
      onEnlarge={null}
    />
  );
}

export const sample: Sample = { Tools };
