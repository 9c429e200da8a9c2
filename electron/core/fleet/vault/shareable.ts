import { faultOf } from '../../../../shared/fault.ts'
import { MANIFEST_KEY, readManifest } from '../../connections/manifest.ts'

/** A connection's id, or the list of them. */
const SHAREABLE = /^[0-9a-z][0-9a-z-]{0,63}$/
/** Under these this workstation keeps what is its own, itself or as a copy's name (local-copies.ts). */
const OWN = /^(enrolment|consumers|alerts|place|members|(attempt|shared|probe)-.*)$/

/** Whether a document of that name may come from others: a member may be anybody's by now, and write what it likes. */
export const isShareable = (key: string): boolean => SHAREABLE.test(key) && !OWN.test(key)

/**
 * Whether what a member has written under that name can be taken. A list that nobody can read, or that names what is not to
 * be shared, would take everybody's connections away, and with "removing" this workstation's own.
 */
export async function isTakeable(key: string, value: string): Promise<boolean> {
  if (!isShareable(key)) return false
  if (key !== MANIFEST_KEY) return true
  try {
    const { connections } = await readManifest({ read: async () => value })
    return connections.every(({ id }) => id !== MANIFEST_KEY && isShareable(id))
  } catch (thrown) {
    // Of a later build: it is told so, as of every vault.
    return faultOf(thrown).code === 'vault_newer'
  }
}
