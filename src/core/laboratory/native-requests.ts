import { UserError } from '../../shared/failure.ts';
import type { Handlers, Parts } from './parts.ts';

export function nativeRequests({
  native,
  host,
  ears,
}: Parts): Handlers<'native.status' | 'native.install' | 'native.remove'> {
  return {
    'native.status': async (_input, { signal }) => native.status(signal),
    'native.install': async (wish, context) => {
      await native.install(wish, context);
      return native.status(context.signal);
    },
    'native.remove': async (_input, { signal }) => {
      if (host.pending + ears.pending > 0) {
        throw new UserError('busy', 'Something is being computed. Wait for it, or stop it, and remove then.');
      }
      return { freedBytes: await native.remove(signal) };
    },
  };
}
