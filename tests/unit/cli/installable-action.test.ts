import { describe, expect, it } from 'vitest';
import { installableAction, removedText } from '#cli/installable-action.ts';

describe('the actions of encoders and models', () => {
  it('are read with what they need', () => {
    expect(installableAction('models', [])).toEqual({ action: 'list' });
    expect(installableAction('models', ['list'])).toEqual({ action: 'list' });
    expect(installableAction('models', ['remove', 'a'])).toEqual({ action: 'remove', name: 'a' });
    expect(installableAction('models', ['add', 'a', '/f'])).toEqual({ action: 'add', name: 'a', path: '/f' });
  });

  it.each([
    [['list', 'a'], '“encoders list” takes no name.'],
    [['fetch', 'a'], 'Unknown action “fetch”. Use “list”, “add”, “download” or “remove”.'],
    [['add', 'a'], 'Use “encoders add NAME FILE|FOLDER”.'],
    [['add', 'a', 'b', 'c'], 'Use “encoders add NAME FILE|FOLDER”.'],
    [['download'], 'Use “encoders download NAME”.'],
    [['remove', 'a', 'b'], 'Use “encoders remove NAME”.'],
  ])('are refused with what to write: %j', (args, message) => {
    expect(() => installableAction('encoders', args)).toThrow(message);
  });

  it('say what was removed', () => {
    expect(removedText('encoder', { freedBytes: 0 })).toBe('This encoder is not installed.');
    expect(removedText('model', { freedBytes: 2_000_000 })).toMatch(/^Removed\. 2(\.0)? MB freed\.$/);
  });
});
