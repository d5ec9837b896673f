import type { ReactNode } from 'react';
import classes from './compare.module.css';

/** Content that scrolls inside where it does not fit, also by keyboard. */
export function Scrollable({
  label,
  className,
  children,
}: {
  /** What it holds, for screen readers. */
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus, the keyboard could not scroll it
    <section aria-label={`${label}, scrollable`} tabIndex={0} className={className ?? classes.scrollable}>
      {children}
    </section>
  );
}
