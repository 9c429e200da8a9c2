/** A stored thing's content before its shape has been looked at. */
export type Content = Readonly<Record<string, unknown>>

/**
 * Which versions of a stored thing are read: that of today, and the one before where there was one, brought up to it. What
 * the step adds is what its absence meant to the build that wrote it. What is older still is left alone, as what is newer.
 */
export type Versions = { readonly today: number; readonly fromBefore?: (before: Content) => Content }

export type Stepped =
  | { readonly ok: true; readonly content: Content }
  /** No content with a version at all, or one of a version that is not read: `version` tells them apart. */
  | { readonly ok: false; readonly version: number | null }

/** Looked at by hand, as all that the desktop's first frame waits for: zod alone would take longer to load. */
export function isNumbered(content: unknown): content is Content & { readonly version: number } {
  return typeof content === 'object' && content !== null && typeof Reflect.get(content, 'version') === 'number'
}

/** Content as today's version. */
export function stepUp(content: unknown, { today, fromBefore }: Versions): Stepped {
  if (!isNumbered(content)) return { ok: false, version: null }
  const { version } = content
  if (version === today) return { ok: true, content }
  if (version !== today - 1 || fromBefore === undefined) return { ok: false, version }
  return { ok: true, content: { ...fromBefore(content), version: today } }
}

/** The version of content that another build wrote and that this one does not read; null for all else, damage included. */
export function foreignVersion(content: unknown, versions: Versions): number | null {
  const stepped = stepUp(content, versions)
  return stepped.ok ? null : stepped.version
}
