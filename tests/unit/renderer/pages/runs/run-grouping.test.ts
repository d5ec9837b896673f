import { expect, test } from 'vitest';
import {
  DEFAULT_GROUPING,
  groupingFromText,
  groupingToText,
  type RunGroupingChoice,
} from '#renderer/pages/runs/run-grouping.ts';

test.each<[RunGroupingChoice, string]>([
  [DEFAULT_GROUPING, 'seed'],
  [{ by: 'nothing' }, 'nothing'],
  [{ by: 'tag' }, 'tag'],
  [{ by: 'grid' }, 'grid'],
  [{ by: 'settings', except: ['seed', 'optimizer.learningRate'] }, 'except:seed,optimizer.learningRate'],
  [{ by: 'settings', except: [] }, 'except:'],
])('%o is %s in the address', (choice, text) => {
  expect(groupingToText(choice)).toBe(text);
  expect(groupingFromText(text)).toEqual(choice);
});

test('an invalid grouping is the default, and unknown settings are ignored', () => {
  for (const text of [null, '', 'Seed', 'settings', 'constructor']) {
    expect(groupingFromText(text)).toEqual(DEFAULT_GROUPING);
  }
  expect(groupingFromText('except:seed,gone,,__proto__,epochs,seed')).toEqual({
    by: 'settings',
    except: ['seed', 'epochs'],
  });
});
