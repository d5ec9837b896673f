import { useEffect, useRef } from 'react';

/**
 * An invisible element at the left edge of a table's header. It marks the table with `data-aside` while the table is
 * scrolled sideways. Reading the scroll position at each scroll event would cause a second layout in every frame.
 */
export function LeftEdge({ className }: { className: string }) {
  const edge = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const grid = edge.current?.closest('[role=grid], [role=treegrid]');
    if (!edge.current || !grid) return;
    const observer = new IntersectionObserver(
      (entries) => grid.toggleAttribute('data-aside', !entries.at(-1)?.isIntersecting),
      { root: grid },
    );
    observer.observe(edge.current);
    return () => observer.disconnect();
  }, []);
  return <span ref={edge} className={className} aria-hidden />;
}
