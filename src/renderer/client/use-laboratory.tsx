import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { ConnectionState, PageLaboratory } from './port.ts';

const LaboratoryContext = createContext<PageLaboratory | null>(null);

/** Provides the laboratory to all components below. */
export function LaboratoryProvider({
  laboratory,
  children,
}: {
  laboratory: PageLaboratory;
  children: ReactNode;
}) {
  return <LaboratoryContext value={laboratory}>{children}</LaboratoryContext>;
}

/** The laboratory of the page. */
export function useLaboratory(): PageLaboratory {
  const laboratory = useContext(LaboratoryContext);
  if (laboratory === null) throw new Error('useLaboratory needs a LaboratoryProvider above it.');
  return laboratory;
}

/** The state of the connection to the laboratory. */
export function useConnection(): ConnectionState {
  const { connection } = useLaboratory();
  return useSyncExternalStore(connection.onChange, connection.state);
}
