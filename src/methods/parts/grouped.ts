/**
 * A count as the sentences of phases write it, with separators between thousands: 12,345. The page's languages replace
 * the marks.
 */
export const grouped = (count: number): string => count.toLocaleString('en-US');
