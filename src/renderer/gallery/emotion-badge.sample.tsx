import { Group } from '@mantine/core';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Sample } from './sample.ts';

const AllEmotions = () => (
  <Group>
    {EMOTIONS.map((emotion) => (
      <EmotionBadge key={emotion} emotion={emotion} />
    ))}
  </Group>
);

export const sample: Sample = { 'All emotions': AllEmotions };
