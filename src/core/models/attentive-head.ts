import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NetworkInput } from '#core/models/layers/network-head.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { DROPOUT_RATE, NORM_MOMENTUM, projectedFrames } from './encoder-head.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** Values of a frame from which its score is computed. */
const ATTENTION = 64;

/**
 * `encoder-head` with attentive statistics pooling (Okabe et al. 2018, arXiv:1803.10963) in place of mean, deviation and
 * maximum: a small network gives each frame a score, and the mean and the deviation over time are weighted with the softmax of
 * the scores. Input `[dimensions, frames, 1]`, output `[emotions]`.
 */
function attentiveHead(input: NetworkInput): Architecture {
  return writeNetwork('attentive-head', [input.bands, input.frames, 1], (net, frames) => {
    const projected = projectedFrames(net, frames, input);
    let scores = net.conv(projected, 'attention_hidden', ATTENTION, 1, { initializer: 'he-normal' });
    scores = net.relu(scores, 'attention_relu');
    // A bias would change nothing: the softmax does not depend on what is added to all scores.
    scores = net.conv(scores, 'attention_scores', 1, 1, { useBias: false });
    let x = net.attentionPool(projected, scores, 'statistics');
    x = net.batchNorm(x, 'statistics_norm', { momentum: NORM_MOMENTUM });
    x = net.dropout(x, 'dropout', DROPOUT_RATE);
    x = net.dense(x, 'emotions', input.emotions);
    net.softmax(x, 'probabilities');
  });
}

export const ATTENTIVE_HEAD: NetworkDefinition = {
  name: 'attentive-head',
  about:
    'As encoder-head, but it learns how much each frame counts. Two points worse with the speech embedding, the only one measured.',
  kind: 'encoder',
  features: 'encoder',
  write: attentiveHead,
};
