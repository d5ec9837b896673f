import type { Bridge } from '../../shared/bridge.ts';
import { connectElectron } from './electron.ts';
import type { PageLaboratory } from './port.ts';
import { connectServed } from './served.ts';

/** The laboratory behind this page's door: the preload script's where there is one, else the server that gave it. */
export function connect(): PageLaboratory {
  const { neuralSer } = globalThis as { neuralSer?: Bridge };
  if (neuralSer !== undefined) return connectElectron(neuralSer);
  const address = new URL('laboratory', document.baseURI);
  address.protocol = address.protocol.replace('http', 'ws');
  return connectServed(address.href);
}
