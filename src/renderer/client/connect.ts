import type { Bridge } from '#shared/bridge.ts';
import { connectElectron } from './electron.ts';
import type { PageLaboratory } from './port.ts';
import { connectServed } from './served.ts';

/** Connects to the laboratory: through the preload script's bridge if there is one, otherwise to the page's server. */
export function connect(): PageLaboratory {
  const { neuralSer } = globalThis as { neuralSer?: Bridge };
  if (neuralSer !== undefined) return connectElectron(neuralSer);
  const address = new URL('laboratory', document.baseURI);
  address.protocol = address.protocol.replace('http', 'ws');
  return connectServed(address.href);
}
