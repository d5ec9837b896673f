import type { NetworkWriter } from './network-writer.ts';

/** What a network is written for. */
export interface NetworkInput {
  bands: number;
  frames: number;
  emotions: number;
}

/**
 * The head that the thesis puts on all its networks but VGG19: the mean over the image and one dense layer with a
 * softmax, under the names that Keras gives them.
 */
export function averagingHead(net: NetworkWriter, from: string, emotions: number): void {
  let x = net.plain(from, 'global_average_pooling2d', 'global-average-pool');
  x = net.dense(x, 'dense', emotions);
  net.softmax(x, 'probabilities');
}
