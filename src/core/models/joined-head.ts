import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NetworkInput } from '#core/models/layers/network-head.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { UserError } from '#shared/failure.ts';
import { CHANNELS, residualStages } from './compact.ts';
import { DROPOUT_RATE, frameStatistics, NORM_MOMENTUM, projectedFrames } from './encoder-head.ts';
import type { NetworkDefinition } from './network-definition.ts';

/**
 * Two branches, joined before the head: the residual stages of `compact` on the mel bands, with mean and maximum over time, and the
 * projection of `encoder-head` on the frames of the encoder, with mean, deviation and maximum over time. Both together
 * are normalised, so that neither counts more because its values are larger; then dropout and one dense layer. Input
 * `[mel bands + values of the encoder, frames, 1]`, output `[emotions]`.
 * @throws UserError `input-not-joined` for an input without an encoder's rows after mel bands.
 */
function joinedHead({ bands, frames, layers = 1, melRows, emotions }: NetworkInput): Architecture {
  if (melRows === undefined || melRows >= bands) {
    throw new UserError(
      'input-not-joined',
      `The network “joined-head” needs mel bands joined with the frames of an encoder. Choose such features, for example log-mel+encoder:speech-embedding.`,
    );
  }
  return writeNetwork('joined-head', [bands, frames, 1], (net, input) => {
    const values = net.cropRows(input, 'encoder', melRows, bands - melRows);
    const ofEncoder = frameStatistics(net, projectedFrames(net, values, { bands: bands - melRows, layers }));
    // The branch whose feature map explains a prediction comes last.
    const map = residualStages(net, net.cropRows(input, 'mel', 0, melRows), CHANNELS);
    const mean = net.plain(map, 'mel_mean', 'time-average-pool');
    const maximum = net.plain(map, 'mel_max', 'time-max-pool');
    let x = net.concatenate([mean, maximum, ...ofEncoder], 'statistics');
    x = net.batchNorm(x, 'statistics_norm', { momentum: NORM_MOMENTUM });
    x = net.dropout(x, 'dropout', DROPOUT_RATE);
    x = net.dense(x, 'emotions', emotions);
    net.softmax(x, 'probabilities');
  });
}

export const JOINED_HEAD: NetworkDefinition = {
  name: 'joined-head',
  about:
    'For mel bands joined with the frames of an encoder: compact and encoder-head side by side, joined before the last layer.',
  kind: 'joined',
  features: 'joined',
  write: joinedHead,
};
