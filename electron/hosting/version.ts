import manifest from '../../package.json' with { type: 'json' }
import type { Build } from './build.ts'

/** The version of this build, as package.json names it. */
export const VERSION: string = manifest.version

/** Set by the build (vite.config.ts); undefined when the sources run unbuilt. */
declare const BUILD_MARK: Pick<Build, 'commit' | 'committedAt'>

export const BUILD: Build = {
  version: VERSION,
  ...(typeof BUILD_MARK === 'undefined' ? { commit: 'unknown', committedAt: null } : BUILD_MARK),
}
