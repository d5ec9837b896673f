import { expect, it } from 'vitest';
import { isLocalPath } from '#main/local-path.ts';

it.each(['C:\\Users\\me\\a.csv', 'd:/speech/a.wav', 'C:\\a\\..\\b'])('accepts %s on Windows', (path) => {
  expect(isLocalPath(path, 'win32')).toBe(true);
});

it.each([
  '\\\\server\\share\\a.csv',
  '//server/share/a.csv',
  '\\/server/share',
  '\\\\?\\C:\\a',
  '\\\\?\\UNC\\server\\share',
  '\\\\.\\PhysicalDrive0',
  '\\\\.\\pipe\\x',
  '\\a.csv',
  '/a.csv',
  'C:a.csv',
  'C:',
  'a.csv',
  '',
  'C:\\a\0.csv',
  'file:///C:/a',
])('refuses %s on Windows', (path) => {
  expect(isLocalPath(path, 'win32')).toBe(false);
});

it('accepts absolute paths on other systems, and no others', () => {
  expect(['/home/a.csv', '//double', '/a\\b'].map((path) => isLocalPath(path, 'linux'))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['a.csv', '\\\\server\\share', '~/a', '/a\0b'].map((path) => isLocalPath(path, 'darwin'))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
