/** A named float32 array, row-major. Names are Keras's: `layer/kernel`, `layer/gamma`, `layer/moving_mean`. */
export interface NamedTensor {
  name: string;
  shape: number[];
  data: Float32Array;
}
