import type { ItemMetric } from '#shared/comparison.ts';
import classes from './compare.module.css';
import { cssColour, type ItemLook } from './item-look.ts';
import { ItemMark } from './item-mark.tsx';
import { type MetricAxis, placeOn, spreadOf } from './metric-axis.ts';
import { metricText } from './metric-text.ts';

/** Metrics as marks with intervals, one line each, on an axis that all strips of a table share. */
export function ItemStrips({
  axis,
  entries,
  chance = null,
  linePx = 16,
}: {
  axis: MetricAxis;
  entries: readonly { metric: ItemMetric | null; look: ItemLook; title: string }[];
  /** The chance level, drawn as a line. */
  chance?: number | null;
  linePx?: number;
}) {
  return (
    <div className={classes.strip} style={{ height: entries.length * linePx }}>
      <Grid axis={axis} chance={chance} />
      {entries.map(({ metric, look, title }, line) => {
        if (metric === null) return null;
        const spread = spreadOf(metric);
        const top = (line + 0.5) * linePx;
        return (
          <div key={title} title={`${title}: ${metricText(metric)}`}>
            {spread !== null && (
              <span
                className={classes.stripSpread}
                style={{
                  top,
                  left: `${placeOn(axis, spread[0])}%`,
                  width: `${placeOn(axis, spread[1]) - placeOn(axis, spread[0])}%`,
                  background: cssColour(look),
                }}
              />
            )}
            <span className={classes.stripMark} style={{ top, left: `${placeOn(axis, metric.value)}%` }}>
              <ItemMark look={look} />
            </span>
          </div>
        );
      })}
    </div>
  );
}

function Grid({ axis, chance }: { axis: MetricAxis; chance: number | null }) {
  return (
    <>
      {axis.ticks.map((tick) => (
        <span key={tick} className={classes.stripTick} style={{ left: `${placeOn(axis, tick)}%` }} />
      ))}
      {chance !== null && (
        <span className={classes.stripChance} style={{ left: `${placeOn(axis, chance)}%` }} />
      )}
    </>
  );
}

/** The numbers of the axis above a column of strips, and the name of the chance level. */
export function StripAxis({ axis, chance = null }: { axis: MetricAxis; chance?: number | null }) {
  return (
    <div className={classes.stripAxis}>
      {axis.ticks.map((tick) => (
        <span key={tick} className={classes.stripNumber} style={{ left: `${placeOn(axis, tick)}%` }}>
          {Math.round(100 * tick)}
        </span>
      ))}
      {chance !== null && (
        <span className={classes.stripChanceName} style={{ left: `${placeOn(axis, chance)}%` }}>
          chance
        </span>
      )}
    </div>
  );
}
