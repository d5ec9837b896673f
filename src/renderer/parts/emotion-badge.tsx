import type { Emotion } from '../../shared/emotions.ts';
import { EMOTION_COLOURS } from '../theme/emotion-colours.ts';
import classes from './emotion-badge.module.css';

/** An emotion's name with its colour beside it: the word says it too, for who sees no colours. */
export function EmotionBadge({ emotion }: { emotion: Emotion }) {
  return (
    <span className={classes.badge}>
      <span className={classes.dot} style={{ background: EMOTION_COLOURS[emotion] }} aria-hidden />
      {emotion}
    </span>
  );
}
