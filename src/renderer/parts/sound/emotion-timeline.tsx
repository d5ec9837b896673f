import { emotionFill } from '#renderer/theme/emotion-colours.ts';
import type { Recognition } from '#shared/answers.ts';
import type { PerEmotion } from '#shared/emotions.ts';
import { percent } from '#shared/format.ts';
import type { TimeRange } from '#shared/sounds.ts';
import classes from './emotion-timeline.module.css';
import { PICTURE_LEFT, PICTURE_RIGHT } from './sound-picture.tsx';
import { spanOf } from './view-range.ts';

export type TimelineEntry = NonNullable<Extract<Recognition, { emotion: unknown }>['timeline']>[number];

export interface EmotionTimelineProps {
  /** In order, without gaps or overlaps. */
  entries: readonly TimelineEntry[];
  /** The part of the sound that is shown. */
  view: TimeRange;
  /** Pixels right of the plot, as in the picture above. */
  right?: number;
  label: string;
  onSeek?(seconds: number): void;
}

/**
 * Emotions over time: the probabilities of each segment as stacked areas, aligned with the time axis of the sound
 * picture above. Segments without speech are empty.
 */
export function EmotionTimeline({
  entries,
  view,
  right = PICTURE_RIGHT,
  label,
  onSeek,
}: EmotionTimelineProps) {
  return (
    <figure className={classes.timeline} style={{ marginLeft: PICTURE_LEFT, marginRight: right }}>
      <figcaption className={classes.caption}>{label}</figcaption>
      <svg
        className={classes.areas}
        viewBox={`${view.startSeconds} 0 ${Math.max(spanOf(view), 0.001)} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {entries.map((entry) => (
          <g
            key={entry.startSeconds}
            className={classes.segment}
            onPointerDown={() => onSeek?.(entry.startSeconds)}
          >
            <title>{segmentText(entry)}</title>
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
              <td>{entry.probabilities === null ? 'no speech' : `${entry.emotion}`}</td>
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
    return <rect x={startSeconds} y={0} width={width} height={1} className={classes.noSpeech} />;
  }
  return stackedShares(probabilities).map(({ emotion, from, to }) => (
    <rect
      key={emotion}
      x={startSeconds}
      y={1 - to}
      width={width}
      height={to - from}
      fill={emotionFill(emotion)}
    />
  ));
}

/** Lower and upper edge, 0…1, of each emotion's probability in a stack, in the order of the label set. */
export function stackedShares(probabilities: PerEmotion<number>) {
  let top = 0;
  return Object.entries(probabilities).map(([emotion, share]) => {
    const from = top;
    top += share;
    return { emotion, from, to: top };
  });
}

const timeText = ({ startSeconds, endSeconds }: TimelineEntry) =>
  `${startSeconds.toFixed(1)} to ${endSeconds.toFixed(1)} s`;

function segmentText(entry: TimelineEntry): string {
  const { probabilities } = entry;
  if (probabilities === null) return `${timeText(entry)}: no speech`;
  const shares = Object.entries(probabilities)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3);
  return `${timeText(entry)}: ${shares.map(([emotion, share]) => `${emotion} ${percent(share)}`).join(', ')}`;
}
