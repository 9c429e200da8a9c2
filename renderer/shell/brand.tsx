/** The mark: a plant that fruits all season. */
export function Leaf({ className }: { className?: string | undefined }) {
  return (
    <svg
      className={className}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M12 21V10M12 14C7 14 4 11 4 6c5 0 8 3 8 8ZM12 11c0-4 3-7 8-7 0 5-3 8-8 8" />
    </svg>
  )
}
