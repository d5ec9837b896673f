import { LABEL_SET_CHOICES, labelSetSchema, SEVEN } from '#shared/label-sets.ts';
import { singleSetting } from './setting.ts';

export const labelSetting = {
  labels: singleSetting({
    section: 'run',
    schema: labelSetSchema,
    default: SEVEN,
    absent: SEVEN,
    label: 'Label set',
    help: 'Which emotions are told apart, and which labels of the corpora count as each. Clips with other labels are skipped.',
    choices: LABEL_SET_CHOICES,
    otherValues: true,
    flag: '--labels <name|file>',
  }),
};
