/** A stored thing's content before its shape has been looked at. */
export type Content = Readonly<Record<string, unknown>>

/**
 * How what older builds wrote is brought up to date: the first step makes version 2 of version 1, the second 3 of 2, and
 * so on, so the version of today is one more than their number. A step stays for ever, so that any old state can be
 * read; what it adds is what its absence meant to the build that wrote it.
 */
export type VersionSteps = readonly ((before: Content) => Content)[]

export type Stepped =
  | { readonly ok: true; readonly content: Content }
  /** No content with a version at all, or one of a version that no build of ours reads: `version` tells them apart. */
  | { readonly ok: false; readonly version: number | null }

/** Looked at by hand, as all that the desktop's first frame waits for: zod alone would take longer to load. */
export function isNumbered(content: unknown): content is Content & { readonly version: number } {
  return typeof content === 'object' && content !== null && typeof Reflect.get(content, 'version') === 'number'
}

/** Content of any version from 1 on as today's version; what is newer, or numbered in no way we know, is left alone. */
export function stepUp(content: unknown, steps: VersionSteps): Stepped {
  if (!isNumbered(content)) return { ok: false, version: null }
  const { version } = content
  const today = steps.length + 1
  if (!Number.isInteger(version) || version < 1 || version > today) return { ok: false, version }
  const current = steps.slice(version - 1).reduce<Content>((before, step) => step(before), content)
  return { ok: true, content: { ...current, version: today } }
}

/** The version of content that another build wrote and that this one does not read; null for all else, damage included. */
export function foreignVersion(content: unknown, steps: VersionSteps): number | null {
  const stepped = stepUp(content, steps)
  return stepped.ok ? null : stepped.version
}
