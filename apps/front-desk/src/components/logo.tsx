/** The mark: a ring made fast on a post. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Holdfast">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <circle cx="16" cy="16" r="8" fill="none" stroke="var(--on-accent)" strokeWidth="4" />
      <circle cx="16" cy="16" r="2.5" fill="var(--on-accent)" />
    </svg>
  );
}
