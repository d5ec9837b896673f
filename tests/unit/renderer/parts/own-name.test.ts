import { expect, it } from 'vitest';
import { ownName } from '#renderer/parts/own-name.ts';

it('removes the given corpus prefix, and no other', () => {
  expect(ownName('RAVDESS/05', 'RAVDESS')).toBe('05');
  expect(ownName('RAVDESS (synthetic)/05', 'RAVDESS')).toBe('RAVDESS (synthetic)/05');
  expect(ownName('RAVDESS/05', undefined)).toBe('RAVDESS/05');
  expect(ownName('OAF', 'TESS')).toBe('OAF');
});
