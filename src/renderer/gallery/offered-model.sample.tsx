import { OfferedModel } from '#renderer/parts/installable/offered-model.tsx';
import type { Sample } from './sample.ts';

const Offered = () => <OfferedModel />;

export const sample: Sample = { Offered };
