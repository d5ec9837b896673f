import type { NetworkWriter } from './network-writer.ts';

/** Input and output size of a network. */
export interface NetworkInput {
  bands: number;
  frames: number;
  /** How many layers of an encoder share the bands: value d of layer l is in band d · layers + l. Absent: one. */
  layers?: number;
  /** Of joined features: the number of mel bands, which come first; the others are an encoder's. */
  melRows?: number;
  emotions: number;
}

/**
 * The head that the thesis uses for all its networks except VGG19: the mean over the image and one dense layer with
 * softmax, with Keras's names.
 */
export function averagingHead(net: NetworkWriter, from: string, emotions: number): void {
  let x = net.plain(from, 'global_average_pooling2d', 'global-average-pool');
  x = net.dense(x, 'dense', emotions);
  net.softmax(x, 'probabilities');
}
