/** The version of this build, or the one that a test wants it to have (points.ts). */
import { BUILD as ours } from '../../../electron/hosting/version.ts'

export const VERSION: string = process.env['FAULT_VERSION'] ?? ours.version
export const BUILD = { ...ours, version: VERSION }
