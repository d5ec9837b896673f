import type { Architecture } from '../models/architecture.ts';
import { writeNetwork } from '../models/network-writer.ts';

/**
 * Two small networks that tell how fast a machine is: one is nearly all convolutions, as deep networks for images are,
 * the other moves numbers through memory and multiplies little.
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
