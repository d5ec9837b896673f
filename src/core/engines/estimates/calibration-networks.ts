import type { Architecture } from '#core/models/layers/architecture.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';

/**
 * Two small networks that measure the speed of a machine. One consists mostly of convolutions, like deep networks for
 * images; the other mostly moves data through memory.
 */
export const CALIBRATION_NETWORKS: { products: Architecture; rest: Architecture } = {
  products: writeNetwork('calibration-products', [24, 48, 1], (net, input) => {
    let x = net.conv(input, 'widen', 128, 1);
    for (const name of ['a', 'b']) x = net.relu(net.conv(x, `conv_${name}`, 128, 3), `relu_${name}`);
    x = net.plain(x, 'mean', 'global-average-pool');
    net.softmax(net.dense(x, 'emotions', 7), 'probabilities');
  }),
  rest: writeNetwork('calibration-rest', [48, 96, 1], (net, input) => {
    let x = net.conv(input, 'widen', 32, 1);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      x = net.relu(net.batchNorm(x, `norm_${name}`), `relu_${name}`);
    x = net.plain(x, 'mean', 'global-average-pool');
    net.softmax(net.dense(x, 'emotions', 7), 'probabilities');
  }),
};
