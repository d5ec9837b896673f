import { SaveReport } from '#renderer/parts/reports/save-report.tsx';
import type { Sample } from './sample.ts';

const OfARun = () => <SaveReport items={[['a']]} predictionsOf="a" />;
const OfAComparison = () => <SaveReport items={[['a'], ['b', 'c']]} baseline={1} />;

export const sample: Sample = { 'Of a run': OfARun, 'Of a comparison': OfAComparison };
