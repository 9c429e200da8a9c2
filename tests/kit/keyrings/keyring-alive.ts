import type { SecretService } from './secret-service.ts'

/**
 * gnome-keyring 42 itself aborts now and then (inside glib) when a client is killed in the middle of a call. A desktop
 * then starts it anew, and so does this, until what it returns is called; what was in it lies in its file.
 */
export function keepAlive(keyring: SecretService): () => void {
  let looking = false
  const timer = setInterval(async () => {
    if (looking) return
    looking = true
    try {
      if ((await keyring.pid()) === null) await keyring.startDaemon(true)
    } catch {
      // The next look tries again; a keyring that stays away fails the test by its own deadline.
    } finally {
      looking = false
    }
  }, 250)
  return () => clearInterval(timer)
}
