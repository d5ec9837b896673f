import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { ConnectionState, PageLaboratory } from './port.ts';

const LaboratoryContext = createContext<PageLaboratory | null>(null);

/** Gives the laboratory to all below. */
export function LaboratoryProvider({
  laboratory,
  children,
}: {
  laboratory: PageLaboratory;
  children: ReactNode;
}) {
  return <LaboratoryContext value={laboratory}>{children}</LaboratoryContext>;
}

/** The laboratory behind the page's door. */
export function useLaboratory(): PageLaboratory {
  const laboratory = useContext(LaboratoryContext);
  if (laboratory === null) throw new Error('useLaboratory needs a LaboratoryProvider above it.');
  return laboratory;
}

/** How the way to the door stands. */
export function useConnection(): ConnectionState {
  const { connection } = useLaboratory();
  return useSyncExternalStore(connection.onChange, connection.state);
}
