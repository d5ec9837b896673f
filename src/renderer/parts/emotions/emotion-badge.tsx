import { emotionFill } from '#renderer/theme/emotion-colours.ts';
import type { Emotion } from '#shared/emotions.ts';
import classes from './emotion-badge.module.css';

/** An emotion's name with its colour beside it, readable without colours. */
export function EmotionBadge({ emotion }: { emotion: Emotion }) {
  return (
    <span className={classes.badge}>
      <span className={classes.dot} style={{ background: emotionFill(emotion) }} aria-hidden />
      {emotion}
    </span>
  );
}
