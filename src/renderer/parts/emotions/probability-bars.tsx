import { emotionFill } from '#renderer/theme/emotion-colours.ts';
import type { Emotion, PerEmotion } from '#shared/emotions.ts';
import { percent } from '#shared/format.ts';
import classes from './probability-bars.module.css';

export interface ProbabilityBarsProps {
  /** Null: the rows are empty, so that nothing moves when the first result arrives. */
  probabilities: PerEmotion<number> | null;
  /** The emotions in order, for empty rows; by default those of the probabilities. */
  emotions?: readonly Emotion[];
  /** The accessible name: whose probabilities they are. */
  label: string;
}

/** The probabilities, always in the order of the label set. */
export function ProbabilityBars({
  probabilities,
  emotions = Object.keys(probabilities ?? {}),
  label,
}: ProbabilityBarsProps) {
  const highest = probabilities && Math.max(...Object.values(probabilities));
  return (
    <table className={classes.bars} aria-label={label}>
      <tbody>
        {emotions.map((emotion) => {
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
          style={{ background: emotionFill(emotion), transform: `scaleX(${share ?? 0})` }}
        />
      </td>
      <td className={`${classes.percent} tabular`}>{share === null ? '–' : percent(share)}</td>
    </tr>
  );
}
