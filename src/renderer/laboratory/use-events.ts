import { useEffect, useRef } from 'react';
import type { EventData, EventName } from '../../shared/contract.ts';
import { useLaboratory } from './use-laboratory.tsx';

/** Hears one kind of event while the component is there; the listener may be a new one each time. */
export function useEvents<N extends EventName>(name: N, listener: (data: EventData<N>) => void): void {
  const laboratory = useLaboratory();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(
    () =>
      laboratory.subscribe((event) => {
        if (event.name === name) latest.current(event.data as EventData<N>);
      }),
    [laboratory, name],
  );
}
