import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { UserError } from '#shared/failure.ts';

export function nativeRequests({ native, hosts }: Services): Handlers<RequestsOf<'native'>> {
  return {
    'native.status': async (_input, { signal }) => native.status(signal),
    'native.install': async (choice, context) => {
      await native.install(choice, context);
      return native.status(context.signal);
    },
    'native.remove': async (_input, { signal }) => {
      if (hosts.training.pending + hosts.recognition.pending > 0) {
        throw new UserError(
          'busy',
          'A job is running. Wait until it ends or stop it. Then remove the runtime.',
        );
      }
      return { freedBytes: await native.remove(signal) };
    },
  };
}
