import type { Layer } from '#core/models/layers/architecture.ts';
import { UserError } from '#shared/failure.ts';

type Kind<K extends Layer['kind']> = Extract<Layer, { kind: K }>;

/** How an engine makes the passes of each kind of layer. `C`: what it makes them from. `P`: what it makes. */
export interface LayerMakers<C, P> {
  /** Of the input of the network. */
  nothing: P;
  convolution(context: C, layer: Kind<'conv2d'>): P;
  depthwiseConvolution(context: C, layer: Kind<'depthwise-conv2d'>): P;
  separableConvolution(context: C, layer: Kind<'separable-conv2d'>): P;
  dense(context: C): P;
  batchNorm(context: C, layer: Kind<'batch-norm'>): P;
  relu(context: C): P;
  softmax(context: C): P;
  dropout(context: C, name: string, rate: number): P;
  /** Of a layer whose output has the values of its input. */
  copying(context: C): P;
  zeroPadding(context: C, layer: Kind<'zero-padding'>): P;
  cropRows(context: C, layer: Kind<'crop-rows'>): P;
  pool(context: C, kind: 'max' | 'average', layer: Kind<'max-pool'> | Kind<'average-pool'>): P;
  poolAll(context: C, kind: 'max' | 'average', over: 'image' | 'time'): P;
  deviationOverTime(context: C): P;
  attentionOverTime(context: C): P;
  addition(context: C): P;
  concatenation(context: C): P;
}

/** What is planned around a layer and changes its passes. */
interface PlannedAround {
  training: boolean;
  outputGradient: unknown;
}

/** The layer's passes. Throws {@link UserError} `invalid-architecture` for a softmax before the last layer. */
export function makeLayer<C extends PlannedAround, P>(
  make: LayerMakers<C, P>,
  layer: Layer,
  context: C,
  isLast: boolean,
): P {
  switch (layer.kind) {
    case 'input':
      return make.nothing;
    case 'conv2d':
      return make.convolution(context, layer);
    case 'depthwise-conv2d':
      return make.depthwiseConvolution(context, layer);
    case 'separable-conv2d':
      return make.separableConvolution(context, layer);
    case 'dense':
      return make.dense(context);
    case 'batch-norm':
      return make.batchNorm(context, layer);
    case 'activation':
      if (layer.function === 'relu') return make.relu(context);
      if (isLast || (!context.training && context.outputGradient === null)) return make.softmax(context);
      throw new UserError(
        'invalid-architecture',
        `The layer “${layer.name}” is a softmax but not the network's last layer. Such a network cannot be trained.`,
      );
    case 'dropout':
      return context.training ? make.dropout(context, layer.name, layer.rate) : make.copying(context);
    case 'zero-padding':
      return make.zeroPadding(context, layer);
    case 'crop-rows':
      return make.cropRows(context, layer);
    case 'max-pool':
      return make.pool(context, 'max', layer);
    case 'average-pool':
      return make.pool(context, 'average', layer);
    case 'global-average-pool':
      return make.poolAll(context, 'average', 'image');
    case 'global-max-pool':
      return make.poolAll(context, 'max', 'image');
    case 'time-average-pool':
      return make.poolAll(context, 'average', 'time');
    case 'time-max-pool':
      return make.poolAll(context, 'max', 'time');
    case 'time-deviation-pool':
      return make.deviationOverTime(context);
    case 'time-attention-pool':
      return make.attentionOverTime(context);
    case 'flatten':
      return make.copying(context);
    case 'add':
      return make.addition(context);
    case 'concatenate':
      return make.concatenation(context);
  }
}
