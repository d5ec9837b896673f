/** What the page's clock shows once `seconds` (1 … 9) were recorded, or some more: a busy machine looks away meanwhile. */
export const recordedAtLeast = (seconds: number): RegExp => new RegExp(`^0:(0[${seconds}-9]|[1-5]\\d)$`);
