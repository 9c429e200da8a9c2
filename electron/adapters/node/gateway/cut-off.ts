import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Ends a line in the midst of an answer. Where only the end of the line says how long that is (HTTP/1.0, what comes in place
 * of a WebSocket), an orderly end would make half of it look whole; TLS says by itself that the end is missing.
 */
export function cutOff(line: Duplex | null | undefined): void {
  if (line instanceof Socket && !('encrypted' in line) && !line.destroyed) line.resetAndDestroy()
  else line?.destroy()
}
