import { describe, expect, it } from 'vitest';
import { isFromPage, isPageAddress } from '#main/page-sender.ts';
import { FROM_PAGE } from './fake-ipc.ts';

describe('the page’s address', () => {
  it.each([
    'app://neural-ser/index.html',
    'app://neural-ser/',
    'app://neural-ser',
    'app://neural-ser/a.js?x#y',
  ])('is %s', (address) => expect(isPageAddress(address)).toBe(true));
  it.each([
    'https://neural-ser/index.html',
    'app://neural-ser.evil.example/index.html',
    'app://neural-ser@evil.example/',
    'app://user:secret@neural-ser/',
    'app://neural-ser:80/',
    'app:neural-ser',
    'file:///app/neural-ser',
    'data:text/html,app://neural-ser/',
    'about:blank',
    'null',
    '',
  ])('is not %s', (address) => expect(isPageAddress(address)).toBe(false));
});

describe('the sender', () => {
  const window = { id: 1 };
  it('is trusted if it is the main frame of our window with our page', () => {
    expect(isFromPage(FROM_PAGE, window)).toBe(true);
  });
  it('is rejected for another page, an embedded frame, another window, a closed frame, or without a window', () => {
    const { senderFrame } = FROM_PAGE;
    const elsewhere = { url: 'https://evil.example/', parent: null };
    expect(isFromPage({ ...FROM_PAGE, senderFrame: elsewhere }, window)).toBe(false);
    const embedded = { url: senderFrame!.url, parent: elsewhere as never };
    expect(isFromPage({ ...FROM_PAGE, senderFrame: embedded }, window)).toBe(false);
    expect(isFromPage({ ...FROM_PAGE, sender: { id: 2 } }, window)).toBe(false);
    expect(isFromPage({ ...FROM_PAGE, senderFrame: null }, window)).toBe(false);
    expect(isFromPage(FROM_PAGE, null)).toBe(false);
  });
});
