import classes from './matrix.module.css';

/** The colours of the cells with their limits. */
export function ColourScale({
  low,
  high,
  diverging = false,
}: {
  low: string;
  high: string;
  diverging?: boolean;
}) {
  return (
    <span className={classes.scale} role="img" aria-label={`Colour scale from ${low} to ${high}`}>
      <span>{low}</span>
      <span className={classes.bar} data-diverging={diverging || undefined} />
      <span>{high}</span>
    </span>
  );
}
