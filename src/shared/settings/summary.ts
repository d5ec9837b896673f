import { augmentationGroup, isAugmentationOff } from './augmentation.ts';
import { isUsed, type PlacedSetting, type RunSettings, SETTINGS, valueAt } from './catalogue.ts';
import { isReadyMade } from './ready-made-network.ts';
import type { Section } from './setting.ts';

/** The main settings in a few words each, of all sections or of some. */
export function settingsSummary(settings: RunSettings, sections?: readonly Section[]): string[] {
  const words = SETTINGS.flatMap((setting) => {
    if (sections !== undefined && !sections.includes(setting.section)) return [];
    return summaryOf(settings, setting) ?? [];
  });
  const augmented = sections === undefined || sections.includes(augmentationGroup.section);
  return augmented && !isReadyMade(settings) && isAugmentationOff(settings.augmentation)
    ? [...words, 'no augmentation']
    : words;
}

function summaryOf(settings: RunSettings, setting: PlacedSetting): string | null {
  const value = valueAt(settings, setting);
  if (setting.summary === undefined || !isUsed(settings, setting)) return null;
  if (value === setting.off || (value === null && setting.key !== null)) return null;
  return setting.summary(value);
}
