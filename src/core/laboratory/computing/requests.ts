import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { UserError } from '#shared/failure.ts';

/** Where this laboratory computes. */
export function computingRequests({ computing }: Services): Handlers<RequestsOf<'computing'>> {
  return {
    'computing.status': async () => computing.status(),
    'computing.choose': async (choice) => {
      const { encoderGpu } = computing.status();
      if (choice.encoders === 'gpu' && encoderGpu === null)
        throw new UserError('no-gpu', 'ONNX Runtime cannot use a GPU on this system. Choose the CPU.');
      await computing.choose(choice);
      return computing.status();
    },
  };
}
