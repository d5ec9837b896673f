import { type RequestName, requests } from './contract.ts';

/** Whether a request only reads. Without a connection to the laboratory, a query waits and a command fails at once. */
export const isQuery = (name: RequestName): boolean => requests[name].kind === 'query';

/** Whether a request can be sent again if its answer was lost, because repeating it has no further effect. */
export function isIdempotent(name: RequestName): boolean {
  const request = requests[name];
  return request.kind === 'query' || request.idempotent;
}
