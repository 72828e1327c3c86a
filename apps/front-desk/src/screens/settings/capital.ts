/** Kinds are named as programs name them. */
export const capital = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1);
