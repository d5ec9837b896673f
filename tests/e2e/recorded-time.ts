/** Matches the page's clock after at least `seconds` (1…9) of recording; a slow machine may see a later time. */
export const recordedAtLeast = (seconds: number): RegExp => new RegExp(`^0:(0[${seconds}-9]|[1-5]\\d)$`);
