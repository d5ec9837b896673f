import { useEffect, useRef } from 'react';

/**
 * Stands at the left edge of a table's header, and marks the table with `data-aside` while it is moved out of sight.
 * Asking at each scrolling how far the table was moved would lay it out twice for every frame.
 */
export function LeftEdge({ className }: { className: string }) {
  const edge = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const grid = edge.current?.closest('[role=grid]');
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
