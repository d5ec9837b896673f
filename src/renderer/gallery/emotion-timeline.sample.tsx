import { Text } from '@mantine/core';
import { useState } from 'react';
import { EmotionTimeline } from '#renderer/parts/sound/emotion-timeline.tsx';
import type { Sample } from './sample.ts';
import { sampleTimeline } from './sample-timeline.ts';

const SIX_SECONDS = { startSeconds: 0, endSeconds: 6 };
const ENTRIES = sampleTimeline(6);

function SixSeconds() {
  const [seconds, setSeconds] = useState<number | null>(null);
  return (
    <>
      <EmotionTimeline entries={ENTRIES} view={SIX_SECONDS} label="Emotion over time" onSeek={setSeconds} />
      <Text size="sm">{seconds === null ? 'Click a segment to seek to it.' : `At ${seconds} s`}</Text>
    </>
  );
}

export const sample: Sample = { 'Six seconds with pauses': SixSeconds };
