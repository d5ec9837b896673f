import { Group } from '@mantine/core';
import { PlayButton, PlayTime } from '#renderer/parts/sound/play-controls.tsx';
import { usePlayback } from '#renderer/parts/sound/use-playback.ts';
import type { Sample } from './sample.ts';
import { sampleWav } from './sample-sound.ts';

const WAV = sampleWav();

function Ready() {
  const playback = usePlayback(WAV, false);
  return (
    <Group>
      <PlayButton playback={playback} name="rising tone" ready small={false} />
      <PlayTime playback={playback} durationSeconds={1.5} />
    </Group>
  );
}

export const sample: Sample = { Ready };
