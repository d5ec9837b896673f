import { EMOTIONS, type Emotion, type PerEmotion } from '../../shared/emotions.ts';
import { EMOTION_COLOURS } from '../theme/emotion-colours.ts';
import { percent } from './figures.ts';
import classes from './probability-bars.module.css';

export interface ProbabilityBarsProps {
  /** Null: the rows stand there empty, so that nothing moves when the first answer comes. */
  probabilities: PerEmotion<number> | null;
  /** Whose probabilities, for those who cannot see where they stand. */
  label: string;
}

/** The seven probabilities, always in the same order. */
export function ProbabilityBars({ probabilities, label }: ProbabilityBarsProps) {
  const highest = probabilities && Math.max(...EMOTIONS.map((emotion) => probabilities[emotion]));
  return (
    <table className={classes.bars} aria-label={label}>
      <tbody>
        {EMOTIONS.map((emotion) => {
          const share = probabilities?.[emotion] ?? null;
          return (
            <Row key={emotion} emotion={emotion} share={share} first={share !== null && share === highest} />
          );
        })}
      </tbody>
    </table>
  );
}

function Row({ emotion, share, first }: { emotion: Emotion; share: number | null; first: boolean }) {
  return (
    <tr data-first={first || undefined}>
      <th scope="row">{emotion}</th>
      <td className={classes.track}>
        <div
          className={classes.bar}
          style={{ background: EMOTION_COLOURS[emotion], transform: `scaleX(${share ?? 0})` }}
        />
      </td>
      <td className={`${classes.figure} figures`}>{share === null ? '–' : percent(share)}</td>
    </tr>
  );
}
