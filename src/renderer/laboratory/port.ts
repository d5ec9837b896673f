import type { DesktopBridge } from '../../shared/bridge.ts';
import type { LaboratoryPort } from '../../shared/contract.ts';

/**
 * `closed`: the laboratory has said that it ends, and nobody answers since; `refused`: the door does not know this page
 * (any more); only a new address helps.
 */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'closed' | 'refused';

/** The page's way to its door; the same store serves every component. */
export interface Connection {
  state(): ConnectionState;
  /** Tells of each change of the state. Gives the function that ends it. */
  onChange(listener: () => void): () => void;
  /** Tells that events were lost, or that another laboratory answers now: what is shown must be asked anew. */
  onMissed(listener: () => void): () => void;
}

/** The laboratory as the page holds it. */
export interface PageLaboratory extends LaboratoryPort {
  door: 'electron' | 'served';
  /** What only a desktop can do; null in a browser. */
  desktop: DesktopBridge | null;
  connection: Connection;
}
