import type { Recognition } from '../../shared/answers.ts';
import { EMOTIONS, type PerEmotion } from '../../shared/emotions.ts';
import { EMOTION_COLOURS } from '../theme/emotion-colours.ts';
import classes from './emotion-timeline.module.css';
import { percent } from './figures.ts';
import { PICTURE_LEFT, PICTURE_RIGHT } from './sound-picture.tsx';

export type TimelineEntry = NonNullable<Extract<Recognition, { emotion: unknown }>['timeline']>[number];

export interface EmotionTimelineProps {
  /** In order, without gap or overlap. */
  entries: readonly TimelineEntry[];
  /** Of the whole axis. */
  durationSeconds: number;
  label: string;
  onSeek?(seconds: number): void;
}

/**
 * What is felt when: the seven probabilities of each stretch stacked to one, over the time axis of the sound's picture
 * that it stands under. Where nobody speaks there is nothing.
 */
export function EmotionTimeline({ entries, durationSeconds, label, onSeek }: EmotionTimelineProps) {
  return (
    <figure className={classes.timeline} style={{ marginLeft: PICTURE_LEFT, marginRight: PICTURE_RIGHT }}>
      <figcaption className={classes.caption}>{label}</figcaption>
      <svg
        className={classes.areas}
        viewBox={`0 0 ${Math.max(durationSeconds, 0.001)} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {entries.map((entry) => (
          <g
            key={entry.startSeconds}
            className={classes.stretch}
            onPointerDown={() => onSeek?.(entry.startSeconds)}
          >
            <title>{stretchText(entry)}</title>
            <Stack entry={entry} />
          </g>
        ))}
      </svg>
      <table className="visually-hidden">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th>Time</th>
            <th>Emotion</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.startSeconds}>
              <td>{timeText(entry)}</td>
              <td>{entry.probabilities === null ? 'nobody speaks' : `${entry.emotion}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Stack({ entry: { startSeconds, endSeconds, probabilities } }: { entry: TimelineEntry }) {
  const width = endSeconds - startSeconds;
  if (probabilities === null) {
    return <rect x={startSeconds} y={0} width={width} height={1} className={classes.nobody} />;
  }
  return stackedShares(probabilities).map(({ emotion, from, to }) => (
    <rect
      key={emotion}
      x={startSeconds}
      y={1 - to}
      width={width}
      height={to - from}
      fill={EMOTION_COLOURS[emotion]}
    />
  ));
}

/** Where each emotion's share begins and ends on one another, 0…1, in the order of every table. */
export function stackedShares(probabilities: PerEmotion<number>) {
  let top = 0;
  return EMOTIONS.map((emotion) => {
    const from = top;
    top += probabilities[emotion];
    return { emotion, from, to: top };
  });
}

const timeText = ({ startSeconds, endSeconds }: TimelineEntry) =>
  `${startSeconds.toFixed(1)} to ${endSeconds.toFixed(1)} s`;

function stretchText(entry: TimelineEntry): string {
  const { probabilities } = entry;
  if (probabilities === null) return `${timeText(entry)}: nobody speaks`;
  const shares = EMOTIONS.toSorted((a, b) => probabilities[b] - probabilities[a]).slice(0, 3);
  return `${timeText(entry)}: ${shares.map((emotion) => `${emotion} ${percent(probabilities[emotion])}`).join(', ')}`;
}
