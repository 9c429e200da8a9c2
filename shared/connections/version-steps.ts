/** The content of a stored file or document before its shape was checked. */
export type Content = Readonly<Record<string, unknown>>

/**
 * The versions that are read: the current one, and the previous one, upgraded. The upgrade adds the values that their absence
 * meant to the build that wrote it. Older and newer content is left alone.
 */
export type Versions = { readonly current: number; readonly fromPrevious?: (before: Content) => Content }

export type UpgradedContent =
  | { readonly ok: true; readonly content: Content }
  /** `version` null: no content with a version; else a version that is not read. */
  | { readonly ok: false; readonly version: number | null }

/** Checked by hand, since the desktop's first frame waits for it: zod alone would take longer to load. */
export function hasVersion(content: unknown): content is Content & { readonly version: number } {
  return typeof content === 'object' && content !== null && typeof Reflect.get(content, 'version') === 'number'
}

/** Content as the current version. */
export function upgradeContent(content: unknown, { current, fromPrevious }: Versions): UpgradedContent {
  if (!hasVersion(content)) return { ok: false, version: null }
  const { version } = content
  if (version === current) return { ok: true, content }
  if (version !== current - 1 || fromPrevious === undefined) return { ok: false, version }
  return { ok: true, content: { ...fromPrevious(content), version: current } }
}

/** The version of content that another build wrote and this one does not read; null otherwise, also for damaged content. */
export function foreignVersion(content: unknown, versions: Versions): number | null {
  const stepped = upgradeContent(content, versions)
  return stepped.ok ? null : stepped.version
}
