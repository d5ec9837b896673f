import { runColourVariable } from '#renderer/theme/run-colours.ts';
import classes from './run-dot.module.css';

/**
 * A dot in the colour of a run, before its name. A group has a ring around the dot. It only repeats in colour what the
 * name says, so assistive technology skips it.
 * @param colour See `runColours`.
 */
export function RunDot({ colour, group = false }: { colour: number; group?: boolean }) {
  return (
    <span
      className={classes.dot}
      data-group={group || undefined}
      style={{ '--run-colour': runColourVariable(colour) } as React.CSSProperties}
      aria-hidden
    />
  );
}
