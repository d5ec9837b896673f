import type { DesktopBridge } from '#shared/bridge.ts';
import type { LaboratoryPort } from '#shared/contract.ts';

/**
 * `closed`: the laboratory announced its end and does not answer since. `refused`: the server does not accept this page's
 * session; the user must open a new link.
 */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'closed' | 'refused';

/** The page's connection to the laboratory, shared by all components. */
interface Connection {
  state(): ConnectionState;
  /** Calls the listener after each change of the state. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** Calls the listener when events were lost or another laboratory answers: what is shown must be refetched. */
  onMissed(listener: () => void): () => void;
}

/** The laboratory as the page uses it. */
export interface PageLaboratory extends LaboratoryPort {
  door: 'electron' | 'served';
  /** Functions that only the desktop window has; null in a browser. */
  desktop: DesktopBridge | null;
  connection: Connection;
}
