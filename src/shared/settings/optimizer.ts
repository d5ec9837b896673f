import { z } from 'zod';
import { type Choice, namesOf, setting, settingGroup, type ValuesOf } from './setting.ts';

/** The common defaults of the optimizers in Keras 3. */
const KERAS = {
  momentum: 0,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  rho: 0.9,
  epsilon: 1e-7,
  weightDecay: 0,
};

interface Optimizer extends Choice {
  about: string;
  /** Defaults of Keras 3 that differ from the common ones. */
  defaults: { learningRate: number } & Partial<typeof KERAS>;
}

const optimizers = <N extends string>(registry: Record<N, Optimizer>) => registry;

/** The optimizers by name. Each engine implements all; a missing one does not compile. */
const OPTIMIZERS = optimizers({
  sgd: {
    about: 'Plain gradient descent. Needs a well-chosen learning rate.',
    defaults: { learningRate: 0.01 },
  },
  adam: { about: 'A separate step size for every weight.', defaults: { learningRate: 0.001 } },
  adamw: {
    about: 'Adam with weight decay. A good first choice.',
    defaults: { learningRate: 0.001, weightDecay: 0.004 },
  },
  adadelta: {
    about: 'Adaptive step sizes. Slow with small learning rates. Used in the thesis.',
    defaults: { learningRate: 0.001, rho: 0.95 },
  },
  rmsprop: {
    about: 'Divides each step by a running average of the gradient’s size.',
    defaults: { learningRate: 0.001, rho: 0.9 },
  },
});
export type OptimizerName = keyof typeof OPTIMIZERS;

const usedBy = (...names: OptimizerName[]) => ({ setting: 'optimizer.name', is: names });
const share = z.number().min(0).max(1);

const settings = {
  name: setting({
    schema: namesOf(OPTIMIZERS),
    default: 'adamw',
    label: 'Optimizer',
    help: 'How the weights are updated after each batch. A new choice starts with its Keras defaults.',
    choices: OPTIMIZERS,
    flag: '--optimizer <name>',
    summary: (name) => name,
  }),
  learningRate: setting({
    schema: z.number().positive(),
    default: 0.002,
    label: 'Learning rate',
    help: 'The size of the updates; the highest value of the schedule. If it is too large, the loss is unstable. If it is too small, the loss hardly falls.',
    step: 0.001,
    flag: '--learning-rate <x>',
    summary: (rate) => `learning rate ${rate}`,
  }),
  momentum: setting({
    schema: share,
    default: KERAS.momentum,
    label: 'Momentum',
    help: 'How much of the last update goes into the next one. 0: none; 0.9 is usual.',
    step: 0.1,
    flag: '--momentum <x>',
    usedWhen: usedBy('sgd', 'rmsprop'),
  }),
  nesterov: setting({
    schema: z.boolean(),
    default: KERAS.nesterov,
    label: 'Nesterov momentum',
    shortName: 'Nesterov momentum',
    help: 'Use Nesterov momentum.',
    flag: '--nesterov',
    usedWhen: usedBy('sgd'),
  }),
  beta1: setting({
    // Adam divides by 1 − beta ^ step.
    schema: share.lt(1, 'Must be below 1'),
    default: KERAS.beta1,
    label: 'Beta 1',
    help: 'Decay rate of the running average of the gradient. 0.9 is usual.',
    step: 0.01,
    flag: '--beta1 <x>',
    usedWhen: usedBy('adam', 'adamw'),
  }),
  beta2: setting({
    schema: share.lt(1, 'Must be below 1'),
    default: KERAS.beta2,
    label: 'Beta 2',
    help: 'Decay rate of the running average of the squared gradient. 0.999 is usual.',
    step: 0.001,
    flag: '--beta2 <x>',
    usedWhen: usedBy('adam', 'adamw'),
  }),
  rho: setting({
    schema: share,
    default: KERAS.rho,
    label: 'Rho',
    help: 'Decay rate of the running average of the squared gradient.',
    step: 0.01,
    flag: '--rho <x>',
    usedWhen: usedBy('adadelta', 'rmsprop'),
  }),
  epsilon: setting({
    schema: z.number().positive(),
    default: KERAS.epsilon,
    label: 'Epsilon',
    help: 'A small number that keeps divisions stable (all but sgd).',
    step: 1e-7,
    flag: '--epsilon <x>',
  }),
  weightDecay: setting({
    schema: z.number().min(0),
    default: 0.004,
    label: 'Weight decay',
    help: 'Pulls the weights towards zero, against overfitting (decoupled; not applied to biases and batch norms). 0: none.',
    step: 0.001,
    flag: '--weight-decay <x>',
  }),
};

export type OptimizerSettings = ValuesOf<typeof settings>;

/** Keras 3's settings of each optimizer. */
export const OPTIMIZER_DEFAULTS = Object.fromEntries(
  Object.entries(OPTIMIZERS).map(([name, { defaults }]) => [name, { name, ...KERAS, ...defaults }]),
) as unknown as Record<OptimizerName, OptimizerSettings>;

export const optimizerGroup = settingGroup({
  section: 'optimizer',
  settings,
  shorthand: 'name',
  sets: OPTIMIZER_DEFAULTS,
});
